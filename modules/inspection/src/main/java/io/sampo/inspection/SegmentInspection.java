package io.sampo.inspection;

import io.sampo.logfiles.segment.SegmentNames;
import io.sampo.model.Offsets;
import io.sampo.records.InvalidBatchException;
import io.sampo.records.Record;
import io.sampo.records.RecordBatch;
import io.sampo.records.RecordBatches;
import io.sampo.storage.EpochHistory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads one segment and says what is wrong with it: every byte of the batches, their order, both indexes, and whether the
 * leader epochs are those of the checkpoint.
 */
final class SegmentInspection {
    private final Path directory;
    private final Path log;
    private final long baseOffset;
    private final LogInspection.Options options;
    private final Consumer<Finding> findings;
    private final LongConsumer progress;
    private final List<Finding> gaps = new ArrayList<>();
    private @Nullable EpochHistory epochs;
    private long nextOffset;
    private int lastEpoch;
    private long batches;
    private long records;
    private boolean sparse;

    /**
     * @param nextOffset where the segment before ended: the least offset of this one
     * @param lastEpoch leader epoch of the last batch before
     * @param progress gets the bytes of every batch that was read
     */
    SegmentInspection(
            Path directory,
            long baseOffset,
            long nextOffset,
            int lastEpoch,
            LogInspection.Options options,
            Consumer<Finding> findings,
            LongConsumer progress) {
        this.directory = directory;
        this.log = SegmentNames.log(directory, baseOffset);
        this.baseOffset = baseOffset;
        this.nextOffset = Math.max(baseOffset, nextOffset);
        this.lastEpoch = lastEpoch;
        this.options = options;
        this.findings = findings;
        this.progress = progress;
    }

    /** @param checkpoint what {@code leader-epoch-checkpoint} says; null if it cannot be asked */
    void run(@Nullable EpochHistory checkpoint, boolean lastSegment) throws IOException {
        epochs = checkpoint;
        List<IndexCheck> indexes = new ArrayList<>();
        Path offsets = SegmentNames.offsetIndex(directory, baseOffset);
        if (isThere(offsets)) {
            indexes.add(IndexCheck.ofOffsets(IndexEntries.ofOffsets(offsets, baseOffset), findings));
        }
        Path times = SegmentNames.timeIndex(directory, baseOffset);
        if (isThere(times)) {
            indexes.add(IndexCheck.ofTimes(IndexEntries.ofTimes(times, baseOffset), findings));
        }
        try (BatchWalk walk = BatchWalk.open(log)) {
            for (BatchWalk.Step step = walk.next(); step != null; step = walk.next()) {
                judge(step, indexes, lastSegment);
                progress.accept(step.sizeInBytes());
            }
        }
        indexes.forEach(IndexCheck::end);
    }

    private boolean isThere(Path index) {
        boolean there = Files.exists(index);
        if (!there) {
            findings.accept(Finding.note(index, "missing; the next start builds it"));
        }
        return there;
    }

    private void judge(BatchWalk.Step step, List<IndexCheck> indexes, boolean lastSegment) {
        RecordBatch batch = step.batch();
        String problem = step.problem();
        if (batch == null) {
            String torn = step.last() && lastSegment
                    ? "; a torn end: the next start cuts it, unless it was forced to the disk"
                    : "; whole batches follow";
            findings.accept(Finding.damage(
                    log, step.position(), step.sizeInBytes() + " bytes are no batch: " + problem + torn));
            return;
        }
        if (problem != null) {
            findings.accept(Finding.damage(log, step.position(), batch + ": " + problem));
        }
        checkHeader(batch, step.position());
        if (options.deep() && problem == null) {
            checkRecords(batch, step.position());
        }
        indexes.forEach(index -> index.show(batch, step.position()));
        batches++;
        records += batch.recordCount();
        nextOffset = Math.max(nextOffset, batch.nextOffset());
        lastEpoch = Math.max(lastEpoch, batch.leaderEpoch());
    }

    private void checkHeader(RecordBatch batch, long position) {
        if (batch.baseOffset() < nextOffset) {
            damage(position, batch + " begins below offset " + nextOffset + ", where it should");
        } else if (batch.baseOffset() > nextOffset) {
            gaps.add(Finding.damage(
                    log, position, "offsets " + nextOffset + " to " + (batch.baseOffset() - 1) + " are missing"));
        }
        if (batch.lastOffsetDelta() < 0
                || batch.recordCount() < 0
                || batch.recordCount() > batch.lastOffsetDelta() + 1) {
            damage(
                    position,
                    batch + " has " + batch.recordCount() + " records and a last offset delta of "
                            + batch.lastOffsetDelta());
        }
        sparse |= batch.recordCount() <= batch.lastOffsetDelta();
        if (batch.lastOffset() - baseOffset > Integer.MAX_VALUE) {
            damage(position, batch + " is out of reach of the indexes of segment " + baseOffset);
        }
        if (batch.leaderEpoch() < lastEpoch) {
            damage(position, batch + " follows a batch of leader epoch " + lastEpoch);
        }
        checkEpoch(batch, position);
    }

    private void checkEpoch(RecordBatch batch, long position) {
        EpochHistory known = epochs;
        // What lies below the log start is deleted, and the history of epochs no longer speaks of it.
        if (known == null || batch.leaderEpoch() < 0 || batch.lastOffset() < options.logStartOffset()) {
            return;
        }
        int expected = known.epochAt(batch.lastOffset());
        boolean beforeHistory = expected == Offsets.NO_EPOCH && options.logStartOffset() < 0;
        if (expected != batch.leaderEpoch() && !beforeHistory) {
            damage(position, batch + " lies where leader-epoch-checkpoint has epoch " + expected);
        }
    }

    private void checkRecords(RecordBatch batch, long position) {
        try {
            long before = batch.baseOffset() - 1;
            for (Record record : RecordBatches.records(batch)) {
                if (record.offset() <= before || record.offset() > batch.lastOffset()) {
                    damage(position, batch + " has a record with offset " + record.offset() + " behind " + before);
                }
                before = record.offset();
            }
        } catch (InvalidBatchException e) {
            damage(position, batch + ": " + e.getMessage());
        }
    }

    private void damage(long position, String text) {
        findings.accept(Finding.damage(log, position, text));
    }

    /** Missing offsets between batches: damage, unless compaction has taken them. */
    List<Finding> gaps() {
        return gaps;
    }

    /** True if a batch has fewer records than offsets: only compaction leaves such. */
    boolean isSparse() {
        return sparse;
    }

    long nextOffset() {
        return nextOffset;
    }

    int lastEpoch() {
        return lastEpoch;
    }

    long batches() {
        return batches;
    }

    long records() {
        return records;
    }
}
