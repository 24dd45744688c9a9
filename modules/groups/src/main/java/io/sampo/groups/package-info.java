/**
 * Consumer groups as pure values and decisions: {@link io.sampo.groups.ConsumerGroup} is one group with its members and its
 * committed offsets. Requests go in, a {@link io.sampo.groups.Decision} comes out: records to append and answers to give once
 * these are committed (R19). Replaying the records of a group makes the same group again.
 *
 * <p>No I/O, no clock, no randomness: time and fresh ids are arguments. A group belongs to one thread at a time; requests,
 * answers, records and decisions are immutable.
 */
package io.sampo.groups;
