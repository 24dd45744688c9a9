package io.sampo.storage;

import io.sampo.records.RecordBatch;
import io.sampo.records.RecordBatchBuilder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Batches for tests: each record's value is the text of its offset. */
public final class Batches {
    private Batches() {}

    /** Records {@code [from, to)} in one batch, stamped with their own offset. */
    public static ByteBuffer batch(long from, long to, int epoch) {
        return batch(from, to, epoch, from);
    }

    /** The same, stamped {@code timestampMs}, {@code timestampMs + 1}, … */
    public static ByteBuffer batch(long from, long to, int epoch, long timestampMs) {
        RecordBatchBuilder builder = new RecordBatchBuilder().baseOffset(from).leaderEpoch(epoch);
        for (long offset = from; offset < to; offset++) {
            builder.append(timestampMs + offset - from, null, value(offset));
        }
        return builder.build();
    }

    /** Several batches in one buffer. */
    public static ByteBuffer joined(ByteBuffer... batches) {
        int size = 0;
        for (ByteBuffer batch : batches) {
            size += batch.remaining();
        }
        ByteBuffer all = ByteBuffer.allocate(size);
        for (ByteBuffer batch : batches) {
            all.put(batch.duplicate());
        }
        return all.flip();
    }

    /** The first offsets of all batches that {@code log} shows. */
    public static List<Long> baseOffsets(PartitionLog log) throws java.io.IOException {
        List<Long> offsets = new ArrayList<>();
        log.forEachBatch(log.logStartOffset(), batch -> offsets.add(batch.baseOffset()));
        return offsets;
    }

    /** The first offsets of the batches in {@code bytes}. */
    public static List<Long> baseOffsets(ByteBuffer bytes) {
        List<Long> offsets = new ArrayList<>();
        for (int at = bytes.position();
                at < bytes.limit();
                at = RecordBatch.at(bytes, at).end()) {
            offsets.add(RecordBatch.at(bytes, at).baseOffset());
        }
        return offsets;
    }

    private static ByteBuffer value(long offset) {
        return ByteBuffer.wrap(("record " + offset).getBytes(StandardCharsets.UTF_8));
    }
}
