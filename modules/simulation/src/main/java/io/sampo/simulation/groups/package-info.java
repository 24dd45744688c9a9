/**
 * A consumer group under virtual time: the production core of {@code groups} in a shell that is made up, a log that commits
 * late or not at all, coordinators that move, live on or load, and consumers of both protocols that join, leave, die and are
 * not heard. Laws G1 to G8 stand in {@link io.sampo.simulation.groups.GroupLaws}.
 */
package io.sampo.simulation.groups;
