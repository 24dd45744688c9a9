package io.sampo.logfiles.segment;

import io.sampo.records.RecordBatch;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * What identifies one batch of a segment, without its bytes.
 *
 * @param baseOffset its first offset
 * @param nextOffset offset behind it
 * @param epoch its leader epoch
 * @param crc its CRC, as its header says
 * @param maxTimestampMs of its records, ms since 1970
 */
public record BatchMark(long baseOffset, long nextOffset, int epoch, int crc, long maxTimestampMs) {
    /** The last batch of {@code segment}; null if it has none. */
    public static @Nullable BatchMark last(Segment segment) throws IOException {
        return at(segment, segment.nextOffset() - 1);
    }

    /** The first batch that ends at or behind {@code offset}; null if there is none in {@code segment}. */
    public static @Nullable BatchMark at(Segment segment, long offset) throws IOException {
        HeaderCursor cursor = segment.isEmpty() ? null : SegmentSearch.find(segment, offset, segment.sizeInBytes());
        if (cursor == null) {
            return null;
        }
        RecordBatch batch = cursor.batch();
        return new BatchMark(
                batch.baseOffset(), batch.nextOffset(), batch.leaderEpoch(), batch.crc(), batch.maxTimestamp());
    }
}
