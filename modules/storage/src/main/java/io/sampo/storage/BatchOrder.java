package io.sampo.storage;

import io.sampo.records.RecordBatch;
import java.nio.ByteBuffer;

/** The order that every append keeps: whole batches, offsets that rise, epochs that do not fall. */
final class BatchOrder {
    private BatchOrder() {}

    /**
     * Checks the remaining bytes of {@code batches}; changes nothing.
     *
     * @throws IllegalArgumentException if they may not follow {@code logEndOffset} and {@code lastEpoch}
     */
    static void check(ByteBuffer batches, long logEndOffset, int lastEpoch) {
        RecordBatch view = new RecordBatch();
        long nextOffset = logEndOffset;
        int epoch = lastEpoch;
        int at = batches.position();
        while (at < batches.limit()) {
            if (!RecordBatch.hasWholeBatch(batches, at)) {
                throw new IllegalArgumentException("no whole batch at byte " + (at - batches.position()) + " of "
                        + batches.remaining() + " to append");
            }
            view.wrap(batches, at);
            if (view.baseOffset() < nextOffset || view.lastOffsetDelta() < 0) {
                throw new IllegalArgumentException(view + " does not follow log end " + nextOffset);
            }
            if (view.leaderEpoch() < epoch) {
                throw new IllegalArgumentException(view + " comes from an epoch below " + epoch);
            }
            nextOffset = view.nextOffset();
            epoch = view.leaderEpoch();
            at = view.end();
        }
    }
}
