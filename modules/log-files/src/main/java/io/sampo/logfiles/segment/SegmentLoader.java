package io.sampo.logfiles.segment;

import io.sampo.logfiles.ChannelOpener;
import io.sampo.logfiles.integrity.SegmentFooter;
import io.sampo.logfiles.integrity.SegmentSums;
import io.sampo.logfiles.integrity.SumsCheck;
import io.sampo.records.RecordBatch;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Opens segments that are there: by their indexes where the bytes are trusted, by a scan of every byte where they are not
 * (STORAGE §4.2). What is wrong with a file is reported, not repaired.
 */
public final class SegmentLoader {
    private final Path directory;
    private final ChannelOpener channels;
    private final int indexIntervalBytes;
    private final long nowMs;

    /** Opens segments of the log in {@code directory}. */
    public SegmentLoader(Path directory, ChannelOpener channels, int indexIntervalBytes, long nowMs) {
        this.directory = directory;
        this.channels = channels;
        this.indexIntervalBytes = indexIntervalBytes;
        this.nowMs = nowMs;
    }

    /**
     * A segment and the state of its file. {@code segment} covers the valid bytes only and can be appended to.
     *
     * @param invalid what is wrong at byte {@code segment.sizeInBytes()}; null where the file ends there
     * @param intactBatchAt position of an intact batch there or behind, which no torn write leaves; −1 if there is none
     * @param coveredBytes so many bytes of the file had been forced, as far as its sums know
     * @param lastEpoch leader epoch of the last valid batch, or the one handed in
     */
    public record Scanned(
            Segment segment, @Nullable String invalid, int intactBatchAt, int coveredBytes, int lastEpoch) {}

    /** What a batch of Sampo's own keeps beyond its CRC and the order of Kafka's logs; says what is wrong, or null. */
    @FunctionalInterface
    public interface TailRule {
        @Nullable
        String problem(RecordBatch batch, long nextOffset);
    }

    /**
     * Reads and checks every batch and builds both indexes anew.
     *
     * @param epoch least leader epoch that the first batch may have
     * @param sums what was kept of the headers
     * @param tailRule holds for the batches that the sums do not cover, where there are sums
     * @param visitor sees each valid batch
     */
    public Scanned scan(long baseOffset, int epoch, SumsCheck sums, TailRule tailRule, Consumer<RecordBatch> visitor)
            throws IOException {
        SegmentFile file = SegmentFile.open(SegmentNames.log(directory, baseOffset), channels);
        try {
            Segment segment = new Segment(
                    directory,
                    baseOffset,
                    file,
                    SegmentIndexes.create(directory, baseOffset, "", channels),
                    SegmentSums.rebuilding(SegmentNames.sums(directory, baseOffset), baseOffset, channels),
                    nowMs);
            SegmentScan scan = new SegmentScan(file, file.sizeInBytes());
            int[] lastEpoch = {epoch};
            SegmentScan.Rule rule = (batch, position, nextOffset) -> {
                String differs = sums.next(batch);
                return differs != null || !sums.isPresent() || position < sums.coveredBytes()
                        ? differs
                        : tailRule.problem(batch, nextOffset);
            };
            SegmentScan.Result result = scan.run(baseOffset, epoch, rule, (batch, position) -> {
                index(segment, batch, position);
                lastEpoch[0] = batch.leaderEpoch();
                visitor.accept(batch);
            });
            segment.adopt(result.validBytes(), result.nextOffset());
            int intactAt =
                    result.invalid() == null ? -1 : scan.intactBatchFrom(result.validBytes(), result.nextOffset());
            return new Scanned(segment, result.invalid(), intactAt, sums.coveredBytes(), lastEpoch[0]);
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        }
    }

    /**
     * Opens a sealed segment by its indexes, looking only at the headers behind their last entries.
     *
     * @return null if the indexes are missing or do not fit the file: scan it then
     */
    public @Nullable Segment open(long baseOffset) throws IOException {
        Path offsetIndex = SegmentNames.offsetIndex(directory, baseOffset);
        Path timeIndex = SegmentNames.timeIndex(directory, baseOffset);
        if (!hasWholeEntries(offsetIndex, OffsetIndex.ENTRY_BYTES)
                || !hasWholeEntries(timeIndex, TimeIndex.ENTRY_BYTES)) {
            return null;
        }
        SegmentFile file = SegmentFile.open(SegmentNames.log(directory, baseOffset), channels);
        Segment segment = new Segment(
                directory,
                baseOffset,
                file,
                SegmentIndexes.openSealed(directory, baseOffset, channels),
                SegmentSums.sealed(SegmentNames.sums(directory, baseOffset), baseOffset, channels),
                nowMs);
        if (adoptByIndexes(segment)
                && fitsItsFooter(segment)
                && segment.transactions().fits(baseOffset, segment.nextOffset())) {
            return segment;
        }
        segment.abandon();
        return null;
    }

    private static boolean adoptByIndexes(Segment segment) throws IOException {
        int size = segment.file().sizeInBytes();
        OffsetIndex offsets = segment.offsets();
        int last = offsets.count() - 1;
        if (last >= 0) {
            HeaderCursor cursor = new HeaderCursor(segment.file(), size, HeaderCursor.SHORT_WALK_BYTES);
            if (!cursor.isBatchAt(offsets.position(last))
                    || cursor.batch().lastOffset() != segment.baseOffset() + offsets.relativeOffset(last)) {
                return false;
            }
        }
        SegmentTail tail;
        try {
            tail = SegmentTail.walk(segment, size);
        } catch (IOException e) {
            // Not a chain of batches up to the end. The scan finds out which byte it is, or fails the same way.
            return false;
        }
        tail.adoptInto(segment);
        segment.adopt(size, tail.nextOffset());
        int lastTime = segment.times().count() - 1;
        return lastTime < 0 || SegmentSearch.isTimeEntry(segment, lastTime);
    }

    /** A footer that says otherwise is of an older, shorter segment, or the file lost something: the scan tells. */
    private boolean fitsItsFooter(Segment segment) throws IOException {
        SegmentFooter footer = SegmentSums.footerIn(SegmentNames.sums(directory, segment.baseOffset()), channels);
        return footer == null
                || (footer.sizeInBytes() == segment.sizeInBytes() && footer.nextOffset() == segment.nextOffset());
    }

    private static boolean hasWholeEntries(Path index, int entryBytes) throws IOException {
        return Files.exists(index) && Files.size(index) % entryBytes == 0;
    }

    private void index(Segment segment, RecordBatch batch, int position) {
        try {
            segment.index(batch, position, indexIntervalBytes);
        } catch (IOException e) {
            throw new UncheckedIOException("an index in memory does no I/O", e);
        }
    }
}
