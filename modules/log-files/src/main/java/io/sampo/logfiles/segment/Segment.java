package io.sampo.logfiles.segment;

import io.sampo.logfiles.ChannelOpener;
import io.sampo.logfiles.integrity.SegmentSums;
import io.sampo.records.LogSlice;
import io.sampo.records.RecordBatch;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A stretch of a log from {@link #baseOffset()} to {@link #nextOffset()}: the file with its batches and the two indexes
 * that find an offset or a time in it. One writer. Readers on any thread see what was published by {@link #sizeInBytes()},
 * whole batches only; the log keeps them apart from truncation and deletion.
 */
public final class Segment {
    private final Path directory;
    private final long baseOffset;
    private final long createdMs;
    private final SegmentFile file;
    private final SegmentIndexes indexes;
    private final OffsetIndex offsets;
    private final TimeIndex times;
    final SegmentSums sums;
    private final Seams seams = new Seams();

    // The writer sets nextOffset before size, a reader reads size before nextOffset: it never takes an offset for less
    // than what the bytes it sees hold.
    private volatile long nextOffset;
    private volatile int size;
    private volatile long maxTimestampMs = RecordBatch.NO_TIMESTAMP;
    private long maxTimestampOffset;
    private long firstTimestampMs = RecordBatch.NO_TIMESTAMP;
    private int bytesSinceIndexEntry;
    private volatile boolean sealed;

    Segment(
            Path directory,
            long baseOffset,
            SegmentFile file,
            SegmentIndexes indexes,
            SegmentSums sums,
            long createdMs) {
        this.directory = directory;
        this.baseOffset = baseOffset;
        this.createdMs = createdMs;
        this.file = file;
        this.indexes = indexes;
        this.offsets = indexes.offsets();
        this.times = indexes.times();
        this.sums = sums;
        this.nextOffset = baseOffset;
        this.maxTimestampOffset = baseOffset;
    }

    /** A new, empty segment. Its name is durable when the directory has been forced. */
    public static Segment create(Path directory, long baseOffset, ChannelOpener channels, long nowMs)
            throws IOException {
        Path log = SegmentNames.log(directory, baseOffset);
        SegmentFile file = SegmentFile.open(log, channels);
        if (file.sizeInBytes() != 0) {
            file.close();
            throw new IOException(log + " exists and is not empty");
        }
        Segment segment = new Segment(
                directory,
                baseOffset,
                file,
                SegmentIndexes.create(directory, baseOffset, "", channels),
                SegmentSums.create(SegmentNames.sums(directory, baseOffset), baseOffset, channels),
                nowMs);
        segment.indexes.writeEmpty();
        return segment;
    }

    /**
     * Appends the bytes between position and limit of {@code batches}: whole batches in ascending order.
     *
     * @param indexIntervalBytes an index entry is made for the first batch after so many bytes
     * @return leader epoch of the last batch
     */
    public int append(ByteBuffer batches, int indexIntervalBytes) throws IOException {
        int end = size + batches.remaining();
        file.write(batches.duplicate(), size);
        RecordBatch batch = new RecordBatch();
        int at = batches.position();
        int position = size;
        do {
            batch.wrap(batches, at);
            seams.add(batch.baseOffset(), position);
            index(batch, position, indexIntervalBytes);
            at += batch.sizeInBytes();
            position += batch.sizeInBytes();
        } while (position < end);
        nextOffset = batch.nextOffset();
        size = end;
        return batch.leaderEpoch();
    }

    /** Notes one batch that lies at {@code position}; as Kafka's {@code LogSegment.append} does. */
    void index(RecordBatch batch, int position, int indexIntervalBytes) throws IOException {
        long timestampMs = batch.maxTimestamp();
        // A batch that compaction has emptied keeps its time, but no record is left that an index could point at.
        if (timestampMs > maxTimestampMs && batch.recordCount() > 0) {
            maxTimestampMs = timestampMs;
            maxTimestampOffset = batch.lastOffset();
        }
        if (position == 0) {
            firstTimestampMs = timestampMs;
        }
        if (bytesSinceIndexEntry > indexIntervalBytes) {
            offsets.append(relative(batch.lastOffset()), position);
            times.maybeAppend(maxTimestampMs, relative(maxTimestampOffset));
            bytesSinceIndexEntry = 0;
        }
        bytesSinceIndexEntry += batch.sizeInBytes();
        sums.add(batch);
    }

    /** Takes over what a scan or the indexes say about the file. */
    void adopt(int validBytes, long newNextOffset) {
        nextOffset = newNextOffset;
        size = validBytes;
    }

    void adoptTimes(long firstMs, long maxMs, long maxOffset, int sinceIndexEntry) {
        firstTimestampMs = firstMs;
        maxTimestampMs = maxMs;
        maxTimestampOffset = maxOffset;
        bytesSinceIndexEntry = sinceIndexEntry;
    }

    /**
     * Batches from the one that holds {@code fromOffset} on, as many as fit {@code maxBytes} and end below
     * {@code upToOffset}, at least one. Null if this segment has none.
     */
    public @Nullable LogSlice read(long fromOffset, int maxBytes, long upToOffset) throws IOException {
        int readableBytes = size;
        boolean wholeRest = nextOffset <= upToOffset;
        int start = seams.position(fromOffset);
        int end = wholeRest ? readableBytes : seams.position(upToOffset);
        if (start < 0 || start >= end || end > readableBytes || end - start > maxBytes) {
            HeaderCursor cursor = SegmentSearch.find(this, fromOffset, readableBytes);
            if (cursor == null || cursor.batch().lastOffset() >= upToOffset) {
                return null;
            }
            start = cursor.position();
            end = readableBytes;
            if (!wholeRest || readableBytes - start > maxBytes) {
                int byteLimit = (int) Math.min((long) start + maxBytes, readableBytes);
                end = SegmentSearch.end(this, cursor, byteLimit, upToOffset);
            }
        }
        file.retain();
        return new FileLogSlice(file, start, end - start);
    }

    /** Shows the header of every batch that holds {@code fromOffset} or more, oldest first. */
    public void forEachBatch(long fromOffset, Consumer<RecordBatch> visitor) throws IOException {
        HeaderCursor cursor = SegmentSearch.find(this, fromOffset, size, HeaderCursor.LONG_WALK_BYTES);
        for (boolean there = cursor != null; there; there = cursor.moveToNext()) {
            visitor.accept(cursor.batch());
        }
    }

    /** The first record at {@code fromOffset} or behind that is not older than {@code timestampMs}; null if none. */
    public @Nullable RecordPosition firstRecordSince(long timestampMs, long fromOffset) throws IOException {
        if (maxTimestampMs < timestampMs) {
            return null;
        }
        int entry = times.floor(timestampMs);
        boolean known = entry >= 0 && SegmentSearch.isTimeEntry(this, entry);
        long from = Math.max(fromOffset, known ? baseOffset + times.relativeOffset(entry) : baseOffset);
        return SegmentSearch.firstRecordSince(this, timestampMs, from);
    }

    /** Offset and timestamp, in ms since 1970, of one record. */
    public record RecordPosition(long offset, long timestampMs) {}

    /** Where this segment would end if it were truncated to {@code offset}. */
    public long endBefore(long offset) throws IOException {
        return SegmentSearch.endBefore(this, offset);
    }

    /**
     * Cuts every batch that ends at or behind {@code offset}. Durable on return. The segment can be appended to
     * afterwards, also if it was sealed.
     */
    public void truncateTo(long offset) throws IOException {
        HeaderCursor cursor = SegmentSearch.find(this, offset, size);
        int newSize = cursor == null ? size : cursor.position();
        seams.clear();
        sumsFrom(sums.cutTo(newSize), newSize);
        file.truncate(newSize);
        int kept = offsets.floor(Long.MAX_VALUE, newSize - 1) + 1;
        offsets.file().truncate(kept);
        SegmentTail tail = SegmentTail.walk(this, newSize);
        times.file().truncate(timesBelow(tail.nextOffset()));
        indexes.transactions().truncate(tail.nextOffset());
        tail.adoptInto(this);
        adopt(newSize, tail.nextOffset());
        sealed = false;
    }

    private void sumsFrom(int position, int end) throws IOException {
        HeaderCursor cursor = new HeaderCursor(file, end, HeaderCursor.LONG_WALK_BYTES);
        if (position > 0 && cursor.moveTo(0)) {
            sums.noteFirst(cursor.batch());
        }
        for (boolean there = cursor.moveTo(position); there; there = cursor.moveToNext()) {
            sums.add(cursor.batch());
        }
    }

    private int timesBelow(long endOffset) throws IOException {
        int kept = times.count();
        while (kept > 0 && baseOffset + times.relativeOffset(kept - 1) >= endOffset) {
            kept--;
        }
        return kept;
    }

    /** Cuts the file where its valid bytes end. Durable on return. */
    public void cutInvalidTail() throws IOException {
        file.truncate(size);
    }

    /** Makes the indexes what Kafka expects of a segment that is not written any more, and frees their memory. */
    public void seal() throws IOException {
        times.maybeAppend(maxTimestampMs, relative(maxTimestampOffset));
        indexes.seal();
        seams.clear();
        sealed = true;
    }

    /** Makes a sealed segment one that can be appended to. */
    public void reopen() throws IOException {
        indexes.reopen();
        sumsFrom(sums.cutTo(size), size);
        sealed = false;
    }

    /** Forces the batches to the disk, and lets the sums follow; any thread, also while another one appends, deletes or closes. */
    public void force() throws IOException {
        try {
            file.retain();
        } catch (ClosedChannelException e) {
            // Deleted, and the last reader gone: nothing of it counts any more.
            return;
        }
        try {
            // Both before the force: what is written or sealed during it is not covered by it.
            int cuts = sums.cuts();
            boolean whole = sealed;
            int written = size;
            file.force();
            sums.settle(cuts, written, whole, true);
        } finally {
            file.release();
        }
    }

    /** The rest of what {@link #force} does, for a segment that was forced before it was sealed. */
    public void settle() throws IOException {
        settle(true);
    }

    private void settle(boolean force) throws IOException {
        if (sealed) {
            sums.settle(sums.cuts(), size, true, force);
        }
    }

    /** Seals the indexes and closes the files. The batches were forced before. */
    public void close() throws IOException {
        seal();
        settle(false);
        file.close();
    }

    /** Closes the files and leaves them as they are: after a failure. */
    public void abandon() throws IOException {
        indexes.abandon();
        file.close();
    }

    /**
     * Renames the files to {@code .deleted} and gives up the segment; slices stay readable. The directory is not forced.
     *
     * @return the renamed files, to be removed later
     */
    public List<Path> delete() throws IOException {
        List<Path> renamed = new ArrayList<>();
        // The batches last: a segment without its log file is nothing, one without indexes is whole.
        indexes.abandon();
        indexes.rename(path -> SegmentIndexes.moveAside(path, renamed));
        sums.movedTo(SegmentIndexes.moveAside(sums.path(), renamed));
        file.movedTo(SegmentIndexes.moveAside(file.path(), renamed));
        file.close();
        return renamed;
    }

    /**
     * True if the next batch belongs into a new segment.
     *
     * @param pendingBytes bytes that will be written here before it, which has {@code batchBytes}
     * @param lastOffset its last offset
     */
    public boolean isFullFor(
            int pendingBytes, int batchBytes, long lastOffset, int segmentBytesMax, int indexBytesMax) {
        return size + pendingBytes != 0
                && ((long) size + pendingBytes + batchBytes > segmentBytesMax
                        || lastOffset - baseOffset > Integer.MAX_VALUE
                        || offsets.count() >= indexBytesMax / OffsetIndex.ENTRY_BYTES
                        || times.count() >= indexBytesMax / TimeIndex.ENTRY_BYTES - 1);
    }

    /** Time between the first batch (or the creation, where batches carry no time) and {@code timestampMs}, or now. */
    public long ageMs(long timestampMs, long nowMs) {
        return firstTimestampMs >= 0 && timestampMs >= 0 ? timestampMs - firstTimestampMs : nowMs - createdMs;
    }

    /** Of all records that were ever here, ms since 1970; -1 where none carries one. */
    public long largestTimestampMs() {
        return maxTimestampMs;
    }

    /** When the youngest record was made, ms since 1970; the file's own time where no record carries one. */
    public long youngestMs() throws IOException {
        long timestampMs = maxTimestampMs;
        return timestampMs >= 0 ? timestampMs : writtenMs();
    }

    /** When the file was written last, by the wall clock of this host, ms since 1970. */
    public long writtenMs() throws IOException {
        return Files.getLastModifiedTime(file.path()).toMillis();
    }

    /** Timestamp of the first batch, ms since 1970; −1 if it has none. */
    public long firstMs() {
        return firstTimestampMs;
    }

    /** Bytes of the larger one of its indexes. */
    public int indexBytes() {
        return Math.max(offsets.count() * OffsetIndex.ENTRY_BYTES, times.count() * TimeIndex.ENTRY_BYTES);
    }

    public long baseOffset() {
        return baseOffset;
    }

    /** Offset behind the last record. */
    public long nextOffset() {
        return nextOffset;
    }

    /** Bytes of whole batches. */
    public int sizeInBytes() {
        return size;
    }

    public boolean isEmpty() {
        return size == 0;
    }

    Path directory() {
        return directory;
    }

    SegmentFile file() {
        return file;
    }

    SegmentIndexes indexes() {
        return indexes;
    }

    OffsetIndex offsets() {
        return offsets;
    }

    TimeIndex times() {
        return times;
    }

    public TransactionIndex transactions() {
        return indexes.transactions();
    }

    private int relative(long offset) {
        return Math.toIntExact(offset - baseOffset);
    }
}
