package io.sampo.metadatalog.state;

/**
 * A snapshot as the voters keep it.
 *
 * @param sequenceNr the last event it contains
 * @param timestampMs wall clock of the node that saved it
 * @param eventHash hash of the event at {@code sequenceNr} when the snapshot was taken in, 0 when that event was
 *     already deleted (REPLICATION H58)
 * @param body opaque to the state; never changed after construction
 */
public record StoredSnapshot(long sequenceNr, long timestampMs, long eventHash, byte[] body) {}
