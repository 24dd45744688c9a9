package io.sampo.compaction;

import io.sampo.compaction.CompactionResult.Outcome;
import io.sampo.records.InvalidBatchException;
import io.sampo.records.LogSlice;
import io.sampo.records.RecordBatch;
import io.sampo.records.RecordBatches;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Cleans one log once (Kafka's {@code Cleaner}): looks over the headers, indexes the keys of the dirty part as far as the
 * map reaches, then writes every segment below anew, group by group. Each group is whole before the next one is begun.
 */
public final class CompactionRound {
    /** Of what a round may take for keys, this part may be taken besides, to count what stays of batches. */
    private static final int COUNTED_SHARE = 4;

    private final CompactableLog log;
    private final CompactionSettings settings;
    private final CompactionRequest request;
    private final LogSurvey survey;
    private long bytesRead;
    private long bytesWritten;

    /** A round over {@code log}; to be run once. */
    public CompactionRound(CompactableLog log, CompactionSettings settings, CompactionRequest request) {
        this.log = log;
        this.settings = settings;
        this.request = request;
        this.survey = new LogSurvey(request.nowMs());
    }

    /**
     * Runs it. Blocks for as long as it takes to read and write the log.
     *
     * @throws UncleanableLogException if a batch is broken, or the map does not hold the keys of one batch
     */
    public CompactionResult run() throws IOException {
        LogOutline outline = log.outline();
        CleanableRange range = CleanableRange.of(outline, settings, request.stableOffset(), request.nowMs());
        if (!range.isDirty()) {
            return CompactionResult.without(Outcome.NOTHING_DIRTY, range);
        }
        try {
            return run(outline);
        } catch (InvalidBatchException e) {
            throw new UncleanableLogException("a batch cannot be read: " + e.getMessage(), e);
        } catch (IOException e) {
            if (e instanceof LogCutException || !log.isUncut()) {
                return CompactionResult.without(Outcome.GIVEN_UP, range);
            }
            throw e;
        }
    }

    private CompactionResult run(LogOutline outline) throws IOException {
        look(outline);
        long stable = Math.min(request.stableOffset(), survey.firstUnstableOffset());
        CleanableRange range = CleanableRange.of(outline, settings, stable, request.nowMs());
        if (!range.isDirty()) {
            return CompactionResult.without(Outcome.NOTHING_DIRTY, range);
        }
        long offsets = range.uncleanableOffset() - range.firstDirtyOffset();
        OffsetMap map = OffsetMap.forKeys(offsets, request.mapBytesMax());
        KeyIndexer indexer =
                new KeyIndexer(map, survey, range.firstDirtyOffset(), request.mapBytesMax() / COUNTED_SHARE);
        long endOffset = index(outline, range, indexer);
        return clean(
                outline,
                range,
                new BatchCleaner(map, indexer.live(), endOffset, survey, settings.deleteRetentionMs(), request.nowMs()),
                endOffset);
    }

    /** Every header below the stable offset, and the markers of transactions. */
    private void look(LogOutline outline) throws IOException {
        List<Long> bases = new ArrayList<>();
        outline.sealed().forEach(segment -> bases.add(segment.baseOffset()));
        bases.add(outline.activeBaseOffset());
        try {
            for (long base : bases) {
                if (base < request.stableOffset()) {
                    log.forEachHeader(base, header -> look(base, header));
                }
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private void look(long baseOffset, RecordBatch header) {
        if (header.nextOffset() > request.stableOffset()) {
            return;
        }
        if (!header.isControl()) {
            survey.note(header);
            return;
        }
        try (LogSlice marker = log.read(baseOffset, header.baseOffset(), 1)) {
            if (marker != null) {
                survey.note(RecordBatch.at(marker.toBuffer(), 0));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @return the end of what the map covers */
    private long index(LogOutline outline, CleanableRange range, KeyIndexer indexer) throws IOException {
        for (SegmentExtent segment : outline.sealed()) {
            boolean dirty =
                    segment.nextOffset() > range.firstDirtyOffset() && segment.baseOffset() < range.uncleanableOffset();
            if (dirty && !readAll(segment, range.firstDirtyOffset(), indexer::add)) {
                if (indexer.endOffset() == range.firstDirtyOffset()) {
                    throw new UncleanableLogException("the keys of one batch do not fit into " + request.mapBytesMax()
                            + " bytes; raise log.cleaner.dedupe.buffer.size");
                }
                return indexer.endOffset();
            }
        }
        return range.uncleanableOffset();
    }

    private CompactionResult clean(LogOutline outline, CleanableRange range, BatchCleaner cleaner, long endOffset)
            throws IOException {
        List<SegmentExtent> segments = outline.sealed().stream()
                .filter(segment -> segment.baseOffset() < endOffset)
                .toList();
        int groups = 0;
        int replaced = 0;
        boolean whole = true;
        for (SegmentGroups.Group group : SegmentGroups.of(segments, settings)) {
            whole = write(group, cleaner);
            if (!whole) {
                break;
            }
            groups++;
            replaced += group.segments().size();
        }
        whole = whole && log.cleanedTo(endOffset);
        return new CompactionResult(
                whole ? Outcome.CLEANED : Outcome.GIVEN_UP,
                range.firstDirtyOffset(),
                whole ? endOffset : range.firstDirtyOffset(),
                replaced,
                groups,
                new CompactionResult.Bytes(bytesRead, bytesWritten),
                new CompactionResult.Records(cleaner.recordsSeen(), cleaner.recordsKept()));
    }

    private boolean write(SegmentGroups.Group group, BatchCleaner cleaner) throws IOException {
        CompactableLog.Replacement target = log.replace(group);
        boolean committed = false;
        try {
            Output output = new Output(target);
            for (SegmentExtent segment : group.segments()) {
                readAll(segment, segment.baseOffset(), batch -> {
                    ByteBuffer left = cleaner.clean(batch, batch.nextOffset() == group.endOffset());
                    if (left != null) {
                        output.add(left);
                    }
                    return true;
                });
            }
            output.flush();
            committed = target.commit();
        } finally {
            if (!committed) {
                target.discard();
            }
        }
        return committed;
    }

    private interface Visitor {
        /** False to end the walk. */
        boolean visit(RecordBatch batch) throws IOException;
    }

    /** Shows all bytes of each batch of a segment from {@code fromOffset} on; false if the visitor ended the walk. */
    private boolean readAll(SegmentExtent segment, long fromOffset, Visitor visitor) throws IOException {
        long next = Math.max(fromOffset, segment.baseOffset());
        while (next < segment.nextOffset()) {
            try (LogSlice slice = log.read(segment.baseOffset(), next, request.ioBufferBytes())) {
                if (slice == null) {
                    return true;
                }
                if (slice.sizeInBytes() == 0) {
                    throw new UncleanableLogException("nothing can be read at offset " + next);
                }
                bytesRead += slice.sizeInBytes();
                request.pace().spent(slice.sizeInBytes(), log::isUncut);
                for (RecordBatch batch : RecordBatches.of(slice.toBuffer())) {
                    requireIntact(batch);
                    if (!visitor.visit(batch)) {
                        return false;
                    }
                    next = batch.nextOffset();
                }
            }
        }
        return true;
    }

    /** A rewritten batch gets a new checksum: what was broken before must not become valid by it. */
    private static void requireIntact(RecordBatch batch) throws UncleanableLogException {
        if (!batch.isIntact()) {
            throw new UncleanableLogException("the checksum of " + batch + " does not match its bytes");
        }
    }

    /** Gathers batches, so that one write carries many. */
    private final class Output {
        private final CompactableLog.Replacement target;
        private final ByteBuffer pending = ByteBuffer.allocate(request.ioBufferBytes());

        Output(CompactableLog.Replacement target) {
            this.target = target;
        }

        void add(ByteBuffer batch) throws IOException {
            if (batch.remaining() > pending.remaining()) {
                flush();
            }
            if (batch.remaining() > pending.remaining()) {
                append(batch);
            } else {
                pending.put(batch);
            }
        }

        void flush() throws IOException {
            pending.flip();
            if (pending.hasRemaining()) {
                append(pending);
            }
            pending.clear();
        }

        private void append(ByteBuffer batches) throws IOException {
            bytesWritten += batches.remaining();
            target.append(batches);
            request.pace().spent(batches.remaining(), log::isUncut);
        }
    }
}
