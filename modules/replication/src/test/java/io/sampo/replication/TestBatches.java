package io.sampo.replication;

import io.sampo.records.RecordBatchBuilder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Record batches for tests. */
public final class TestBatches {
    private TestBatches() {}

    /** One batch of {@code records} records without a producer. */
    public static ByteBuffer batch(int records) {
        return filled(new RecordBatchBuilder(), records, "v");
    }

    /** One batch with one record of that value. */
    public static ByteBuffer batch(String value) {
        return filled(new RecordBatchBuilder(), 1, value);
    }

    /** One batch of an idempotent producer. */
    public static ByteBuffer batch(long producerId, int producerEpoch, int baseSequence, int records) {
        return filled(new RecordBatchBuilder().producer(producerId, (short) producerEpoch, baseSequence), records, "v");
    }

    /** One batch in its place in a log. */
    public static ByteBuffer placed(long baseOffset, int leaderEpoch, int records) {
        return placed(baseOffset, leaderEpoch, records, "v");
    }

    static ByteBuffer placed(long baseOffset, int leaderEpoch, int records, String value) {
        return filled(new RecordBatchBuilder().baseOffset(baseOffset).leaderEpoch(leaderEpoch), records, value);
    }

    private static ByteBuffer filled(RecordBatchBuilder builder, int records, String value) {
        for (int i = 0; i < records; i++) {
            builder.append(1_000, null, ByteBuffer.wrap((value + i).getBytes(StandardCharsets.UTF_8)));
        }
        return builder.build();
    }
}
