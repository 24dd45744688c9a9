package io.sampo.records;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One record as it lies in a log. Key and value are views of the batch they were read from: they are valid as long as its
 * buffer is, and their positions belong to whoever holds this record.
 *
 * @param offset position in the partition
 * @param timestampMs ms since 1970: when the producer made it, or when the leader appended it (LogAppendTime)
 * @param key null where the producer gave none
 * @param value null for a tombstone
 * @param headers in the producer's order
 */
@SuppressWarnings("JavaLangClash") // It is what the whole trade calls it; nobody means java.lang.Record here.
public record Record(
        long offset,
        long timestampMs,
        @Nullable ByteBuffer key,
        @Nullable ByteBuffer value,
        List<RecordHeader> headers) {
    public Record {
        Objects.requireNonNull(headers, "headers");
    }
}
