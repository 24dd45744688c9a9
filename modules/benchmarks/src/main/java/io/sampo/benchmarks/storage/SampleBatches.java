package io.sampo.benchmarks.storage;

import io.sampo.records.RecordBatchBuilder;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;

/** Batches of an ordinary producer. */
final class SampleBatches {
    /** Timestamp of every record, ms since 1970. */
    static final long NOW_MS = 1_700_000_000_000L;

    private SampleBatches() {}

    /** One batch of at most {@code batchBytes}, full of records with values of {@code recordBytes} random bytes. */
    static ByteBuffer batch(int batchBytes, int recordBytes) {
        byte[] value = new byte[recordBytes];
        new Random(1).nextBytes(value);
        RecordBatchBuilder builder = new RecordBatchBuilder(batchBytes);
        while (builder.hasRoomFor(null, ByteBuffer.wrap(value), List.of())) {
            builder.append(NOW_MS, null, ByteBuffer.wrap(value));
        }
        return builder.build();
    }
}
