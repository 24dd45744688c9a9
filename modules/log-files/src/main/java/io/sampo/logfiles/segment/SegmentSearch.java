package io.sampo.logfiles.segment;

import io.sampo.logfiles.segment.Segment.RecordPosition;
import io.sampo.records.InvalidBatchException;
import io.sampo.records.RecordBatch;
import io.sampo.records.RecordCursor;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Finds batches and records of a segment: from the nearest index entry on, header by header. */
final class SegmentSearch {
    private SegmentSearch() {}

    /** A cursor at the first batch that ends at or behind {@code offset}; null if there is none below {@code limit}. */
    static @Nullable HeaderCursor find(Segment segment, long offset, int limit) throws IOException {
        return find(segment, offset, limit, HeaderCursor.SHORT_WALK_BYTES);
    }

    static @Nullable HeaderCursor find(Segment segment, long offset, int limit, int bufferBytes) throws IOException {
        HeaderCursor cursor = new HeaderCursor(segment.file(), limit, bufferBytes);
        boolean there = cursor.moveTo(indexedPosition(segment, cursor, offset, limit));
        while (there && cursor.batch().lastOffset() < offset) {
            there = cursor.moveToNext();
        }
        return there ? cursor : null;
    }

    /**
     * Where the batches end that lie before byte {@code byteLimit} and below {@code upToOffset}; behind the batch under
     * the cursor, which is the first one, in any case.
     */
    static int end(Segment segment, HeaderCursor first, int byteLimit, long upToOffset) throws IOException {
        int end = first.end();
        int entry = segment.offsets().floor(upToOffset - 1 - segment.baseOffset(), byteLimit);
        if (entry >= 0 && segment.offsets().position(entry) > end && isEntry(segment, first, entry)) {
            // Everything before an entry's batch lies below its offset, hence below upToOffset.
            end = segment.offsets().position(entry);
        }
        for (boolean there = first.moveTo(end); there; there = first.moveToNext()) {
            if (first.end() > byteLimit || first.batch().lastOffset() >= upToOffset) {
                break;
            }
            end = first.end();
        }
        return end;
    }

    /** Offset behind the last batch that ends below {@code offset}. */
    static long endBefore(Segment segment, long offset) throws IOException {
        HeaderCursor cursor = new HeaderCursor(segment.file(), segment.sizeInBytes(), HeaderCursor.SHORT_WALK_BYTES);
        long end = segment.baseOffset();
        boolean there = cursor.moveTo(indexedPosition(segment, cursor, offset - 1, segment.sizeInBytes()));
        for (; there && cursor.batch().lastOffset() < offset; there = cursor.moveToNext()) {
            end = cursor.batch().nextOffset();
        }
        return end;
    }

    /** The first record not older than {@code timestampMs} in the batches that end at or behind {@code fromOffset}. */
    static @Nullable RecordPosition firstRecordSince(Segment segment, long timestampMs, long fromOffset)
            throws IOException {
        HeaderCursor cursor = find(segment, fromOffset, segment.sizeInBytes(), HeaderCursor.LONG_WALK_BYTES);
        for (boolean there = cursor != null; there; there = cursor.moveToNext()) {
            if (cursor.batch().maxTimestamp() >= timestampMs) {
                RecordPosition found = recordIn(segment, cursor, timestampMs, fromOffset);
                if (found != null) {
                    return found;
                }
            }
        }
        return null;
    }

    private static @Nullable RecordPosition recordIn(
            Segment segment, HeaderCursor cursor, long timestampMs, long fromOffset) throws IOException {
        RecordBatch header = cursor.batch();
        ByteBuffer bytes = ByteBuffer.allocate(header.sizeInBytes());
        segment.file().read(bytes, cursor.position());
        try (RecordCursor record = new RecordCursor().wrap(RecordBatch.at(bytes, 0))) {
            while (record.next()) {
                if (record.timestampMs() >= timestampMs && record.offset() >= fromOffset) {
                    return new RecordPosition(record.offset(), record.timestampMs());
                }
            }
        } catch (InvalidBatchException unopened) {
            // What a producer packed badly is stored as sent. The batch is the answer: who starts here misses nothing.
            return new RecordPosition(Math.max(fromOffset, header.baseOffset()), header.maxTimestamp());
        }
        return null;
    }

    private static int indexedPosition(Segment segment, HeaderCursor cursor, long offset, int limit)
            throws IOException {
        int entry = segment.offsets().floor(offset - segment.baseOffset(), limit);
        return entry >= 0 && isEntry(segment, cursor, entry) ? segment.offsets().position(entry) : 0;
    }

    /** True if the batch of that offset has that timestamp: then no record before it is younger. */
    static boolean isTimeEntry(Segment segment, int entry) throws IOException {
        BatchMark batch =
                BatchMark.at(segment, segment.baseOffset() + segment.times().relativeOffset(entry));
        return batch != null && batch.maxTimestampMs() == segment.times().timestampMs(entry);
    }

    /** True if the entry points at the batch that it names: an index is trusted as far as the log bears it out. */
    private static boolean isEntry(Segment segment, HeaderCursor cursor, int entry) throws IOException {
        return cursor.isBatchAt(segment.offsets().position(entry))
                && cursor.batch().lastOffset()
                        == segment.baseOffset() + segment.offsets().relativeOffset(entry);
    }
}
