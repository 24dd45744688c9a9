/**
 * The classic protocol: everybody joins, one member, the leader, divides, everybody syncs. Eager and cooperative rebalances
 * are the same here: what a member keeps meanwhile is between it and the leader.
 *
 * <p>Most of the state is about the rebalance that is going on, and does not survive the coordinator, in Kafka as here: what
 * survives is the {@link io.sampo.groups.classic.ClassicSnapshot} written at its end (decision 0030). {@link
 * io.sampo.groups.classic.ClassicGroup} is a machine for one thread at a time: no I/O, no clock; requests that wait are kept
 * by their id, and are answered by a later decision.
 */
package io.sampo.groups.classic;
