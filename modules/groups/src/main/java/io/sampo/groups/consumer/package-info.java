/**
 * The consumer protocol (KIP-848): members tell what they want, the group has one target, and each member moves towards it
 * by its own heartbeats, so that only partitions that move stop. {@link io.sampo.groups.consumer.ModernGroup} is the state,
 * a value; the other classes decide. Members of the classic protocol may be in the same group: their joins and syncs are
 * translated ({@link io.sampo.groups.consumer.ClassicMembers}).
 *
 * <p>Pure: no I/O, no clock, no threads; a group belongs to one thread at a time.
 */
package io.sampo.groups.consumer;
