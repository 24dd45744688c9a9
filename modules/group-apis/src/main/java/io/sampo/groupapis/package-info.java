/**
 * Groups of consumers: the requests of both protocols, offsets, and what administrators ask. What becomes of a request is
 * decided by {@link io.sampo.groups}, at the broker that coordinates the group; here it is put into words and back.
 */
package io.sampo.groupapis;
