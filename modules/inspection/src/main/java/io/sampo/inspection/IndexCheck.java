package io.sampo.inspection;

import io.sampo.records.RecordBatch;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Holds the entries of one index against the batches of its segment, which it is shown in order. The entries are read
 * before the batches, so that what a running broker adds meanwhile is in the batches and not in the index.
 */
abstract class IndexCheck {
    final IndexEntries entries;
    private final Consumer<Finding> findings;
    private int next;

    private IndexCheck(IndexEntries entries, Consumer<Finding> findings) {
        this.entries = entries;
        this.findings = findings;
        if (entries.rest() != 0) {
            findings.accept(Finding.damage(entries.file(), entries.rest() + " bytes at the end are no whole entry"));
        }
        if (entries.padding() != 0) {
            findings.accept(Finding.note(
                    entries.file(), entries.padding() + " entries of zeros at the end, allocated ahead or lost"));
        }
    }

    /** The {@code .index}: an entry names the last offset of the batch that begins at its position. */
    static IndexCheck ofOffsets(IndexEntries entries, Consumer<Finding> findings) {
        return new OfOffsets(entries, findings);
    }

    /** The {@code .timeindex}: up to the entry's offset nothing is younger than its timestamp, and something is as young. */
    static IndexCheck ofTimes(IndexEntries entries, Consumer<Finding> findings) {
        return new OfTimes(entries, findings);
    }

    final void show(RecordBatch batch, long position) {
        note(batch);
        while (next < entries.count() && isDue(next, batch, position)) {
            String wrong = wrong(next, batch, position);
            if (wrong != null) {
                complain(next, wrong);
            }
            next++;
        }
    }

    /** All batches were shown: nothing in the index can be about a later one. */
    final void end() {
        for (; next < entries.count(); next++) {
            complain(next, "there is no such batch in the segment");
        }
    }

    private void complain(int entry, String wrong) {
        findings.accept(Finding.damage(
                entries.file(), entries.positionInFile(entry), "entry " + entry + " (" + text(entry) + "): " + wrong));
    }

    void note(RecordBatch batch) {}

    abstract boolean isDue(int entry, RecordBatch batch, long position);

    abstract @Nullable String wrong(int entry, RecordBatch batch, long position);

    abstract String text(int entry);

    private static final class OfOffsets extends IndexCheck {
        OfOffsets(IndexEntries entries, Consumer<Finding> findings) {
            super(entries, findings);
        }

        @Override
        boolean isDue(int entry, RecordBatch batch, long position) {
            return entries.position(entry) < position + batch.sizeInBytes();
        }

        @Override
        @Nullable
        String wrong(int entry, RecordBatch batch, long position) {
            if (entries.position(entry) != position) {
                return "no batch begins at that position";
            }
            return entries.offset(entry) == batch.lastOffset()
                    ? null
                    : "the batch there ends with offset " + batch.lastOffset();
        }

        @Override
        String text(int entry) {
            return "offset " + entries.offset(entry) + ", position " + entries.position(entry);
        }
    }

    private static final class OfTimes extends IndexCheck {
        private long youngestMs = Long.MIN_VALUE;
        private long previousMs = Long.MIN_VALUE;

        OfTimes(IndexEntries entries, Consumer<Finding> findings) {
            super(entries, findings);
        }

        @Override
        void note(RecordBatch batch) {
            youngestMs = Math.max(youngestMs, batch.maxTimestamp());
        }

        @Override
        boolean isDue(int entry, RecordBatch batch, long position) {
            return entries.offset(entry) <= batch.lastOffset();
        }

        @Override
        @Nullable
        String wrong(int entry, RecordBatch batch, long position) {
            long timestampMs = entries.timestampMs(entry);
            if (timestampMs <= previousMs) {
                return "the entry before has timestamp " + previousMs;
            }
            previousMs = timestampMs;
            return timestampMs == youngestMs ? null : "the youngest record up to there has timestamp " + youngestMs;
        }

        @Override
        String text(int entry) {
            return "timestamp " + entries.timestampMs(entry) + ", offset " + entries.offset(entry);
        }
    }
}
