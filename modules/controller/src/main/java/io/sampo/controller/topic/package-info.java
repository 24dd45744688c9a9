/**
 * What people ask of topics: create, delete, more partitions, other configuration, and where new replicas go. Pure decisions
 * on {@link io.sampo.controller.ClusterMetadata}, with Kafka's rules and errors; messages are one line and say what would
 * be right.
 *
 * <p>Immutable values and static functions, safe for any thread; randomness is a seed.
 */
package io.sampo.controller.topic;
