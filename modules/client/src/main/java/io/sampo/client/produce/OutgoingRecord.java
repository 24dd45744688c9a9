package io.sampo.client.produce;

import io.sampo.records.RecordBatchBuilder;
import io.sampo.records.RecordHeader;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A record whose partition and time are decided. */
public record OutgoingRecord(
        long timestampMs,
        @Nullable ByteBuffer key,
        @Nullable ByteBuffer value,
        List<RecordHeader> headers) {
    /** Most bytes that it takes in a batch. */
    public int sizeBytesMax() {
        return RecordBatchBuilder.sizeUpperBound(key, value, headers);
    }
}
