/**
 * How far a group has read: {@link io.sampo.groups.offsets.CommittedOffsets}. Shown are offsets whose record is committed,
 * and nothing else; absent is absent, never 0 (R23). Pure, for one thread at a time.
 */
package io.sampo.groups.offsets;
