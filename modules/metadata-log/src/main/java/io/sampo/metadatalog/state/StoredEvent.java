package io.sampo.metadatalog.state;

/**
 * An event as the voters keep it.
 *
 * @param sequenceNr its place in the journal, from 1 without holes
 * @param body opaque to the state; never changed after construction
 */
public record StoredEvent(long sequenceNr, byte[] body) {}
