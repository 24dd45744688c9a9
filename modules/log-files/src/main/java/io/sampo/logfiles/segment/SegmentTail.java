package io.sampo.logfiles.segment;

import io.sampo.records.RecordBatch;
import java.io.IOException;

/**
 * What is known of a segment from its indexes and the headers behind their last entry: where it ends and how young it is.
 *
 * @param nextOffset offset behind its last record
 * @param firstTimestampMs of its first batch
 * @param maxTimestampMs of all
 * @param maxTimestampOffset last offset of the batch that has it
 * @param bytesSinceIndexEntry bytes from the batch of the last index entry on
 */
record SegmentTail(
        long nextOffset,
        long firstTimestampMs,
        long maxTimestampMs,
        long maxTimestampOffset,
        int bytesSinceIndexEntry) {
    /**
     * Reads the first {@code size} bytes; index entries behind them must be gone already.
     *
     * @throws IOException also if the headers do not lead to byte {@code size}
     */
    static SegmentTail walk(Segment segment, int size) throws IOException {
        OffsetIndex offsets = segment.offsets();
        HeaderCursor cursor = new HeaderCursor(segment.file(), size, HeaderCursor.SHORT_WALK_BYTES);
        int lastEntry = offsets.count() - 1;
        int start = lastEntry < 0 ? 0 : offsets.position(lastEntry);
        long next = segment.baseOffset();
        long maxMs = RecordBatch.NO_TIMESTAMP;
        long maxOffset = segment.baseOffset();
        for (boolean there = cursor.moveTo(start); there; there = cursor.moveToNext()) {
            RecordBatch batch = cursor.batch();
            if (batch.baseOffset() < next || batch.lastOffsetDelta() < 0) {
                throw new IOException("batch " + batch.baseOffset() + " at byte " + cursor.position() + " of "
                        + segment.file().path() + " where at least offset " + next + " follows");
            }
            next = batch.nextOffset();
            if (batch.maxTimestamp() > maxMs && batch.recordCount() > 0) {
                maxMs = batch.maxTimestamp();
                maxOffset = batch.lastOffset();
            }
        }
        TimeIndex times = segment.times();
        for (int entry = times.count() - 1; entry >= 0; entry--) {
            long offset = segment.baseOffset() + times.relativeOffset(entry);
            if (offset < next) {
                if (times.timestampMs(entry) >= maxMs) {
                    maxMs = times.timestampMs(entry);
                    maxOffset = offset;
                }
                break;
            }
        }
        long firstMs = cursor.moveTo(0) ? cursor.batch().maxTimestamp() : RecordBatch.NO_TIMESTAMP;
        return new SegmentTail(next, firstMs, maxMs, maxOffset, size - start);
    }

    void adoptInto(Segment segment) {
        segment.adoptTimes(firstTimestampMs, maxTimestampMs, maxTimestampOffset, bytesSinceIndexEntry);
    }
}
