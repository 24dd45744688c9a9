package io.sampo.model;

import java.util.List;

/**
 * What a log holds of one idempotent producer (KIP-98): its epoch and its last batches.
 *
 * @param epoch newest epoch that has written
 * @param batches the last ones of that epoch, oldest first; never empty
 * @param lastTimestampMs largest timestamp in the last one, ms since 1970; −1 if it has none
 */
public record ProducerState(long producerId, short epoch, List<Batch> batches, long lastTimestampMs) {

    /** One batch: sequences count on from 0 after 2^31−1. */
    public record Batch(int firstSequence, int lastSequence, long baseOffset) {
        /** Records in it, less one. */
        public int sequenceDelta() {
            return (lastSequence - firstSequence) & Integer.MAX_VALUE;
        }
    }

    public ProducerState {
        batches = List.copyOf(batches);
        if (batches.isEmpty()) {
            throw new IllegalArgumentException("producer " + producerId + " has written nothing");
        }
    }

    /** The last batch. */
    public Batch last() {
        return batches.get(batches.size() - 1);
    }
}
