package io.sampo.metadatalog.state;

import java.util.List;

/**
 * One entry of the Raft log. Everything that changes a journal is an entry, deletions and snapshots too, so that every
 * voter changes at the same place of the same order.
 */
public sealed interface Command {
    /** Whose journal is meant; empty when none is. */
    String persistenceId();

    /** Decides and changes; deterministic, because every voter does it on its own. */
    Outcome applyTo(MetadataState state);

    /**
     * Compare-and-append: taken only when {@code firstSequenceNr} is the highest sequence number plus one, otherwise
     * nothing is appended (REPLICATION H56). All events or none.
     */
    record AppendEvents(String persistenceId, long firstSequenceNr, List<byte[]> events) implements Command {
        public AppendEvents {
            events = List.copyOf(events);
        }

        @Override
        public Outcome applyTo(MetadataState state) {
            return state.journal(persistenceId).append(firstSequenceNr, events);
        }
    }

    /**
     * Changes nothing. Once applied on the leader, everything committed before it is applied there, and it was
     * the leader while the barrier was committed: the honest form of a linearizable read.
     */
    record Barrier() implements Command {
        @Override
        public String persistenceId() {
            return "";
        }

        @Override
        public Outcome applyTo(MetadataState state) {
            return Outcome.done(0);
        }
    }

    /** Removes events up to and including {@code toSequenceNr}; the highest sequence number stays known. */
    record DeleteEventsTo(String persistenceId, long toSequenceNr) implements Command {
        @Override
        public Outcome applyTo(MetadataState state) {
            return state.journal(persistenceId).deleteTo(toSequenceNr);
        }
    }

    /** Stores a snapshot that fits into one entry. */
    record SaveSnapshot(String persistenceId, long sequenceNr, long timestampMs, byte[] body) implements Command {
        @Override
        public Outcome applyTo(MetadataState state) {
            return state.journal(persistenceId).saveSnapshot(sequenceNr, timestampMs, body);
        }
    }

    /** Opens the bracket of a snapshot larger than one entry; an unfinished bracket of the same journal is dropped. */
    record BeginSnapshot(String persistenceId, String uploadId, long sequenceNr, long timestampMs, int sizeBytes)
            implements Command {
        @Override
        public Outcome applyTo(MetadataState state) {
            return state.journal(persistenceId).beginUpload(uploadId, sequenceNr, timestampMs, sizeBytes);
        }
    }

    /** The next piece of the open bracket; {@code offsetBytes} proves that none is missing. */
    record SnapshotChunk(String persistenceId, String uploadId, int offsetBytes, byte[] bytes) implements Command {
        @Override
        public Outcome applyTo(MetadataState state) {
            return state.journal(persistenceId).uploadChunk(uploadId, offsetBytes, bytes);
        }
    }

    /** Closes the bracket; only now the snapshot exists. */
    record EndSnapshot(String persistenceId, String uploadId) implements Command {
        @Override
        public Outcome applyTo(MetadataState state) {
            return state.journal(persistenceId).endUpload(uploadId);
        }
    }

    /** Removes the snapshots inside both ranges (inclusive; timestamps in milliseconds). */
    record DeleteSnapshots(
            String persistenceId, long minSequenceNr, long maxSequenceNr, long minTimestampMs, long maxTimestampMs)
            implements Command {
        @Override
        public Outcome applyTo(MetadataState state) {
            return state.journal(persistenceId)
                    .deleteSnapshots(minSequenceNr, maxSequenceNr, minTimestampMs, maxTimestampMs);
        }
    }
}
