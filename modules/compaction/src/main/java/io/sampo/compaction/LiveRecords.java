package io.sampo.compaction;

import io.sampo.records.RecordBatch;
import java.util.Arrays;

/**
 * How many records of each batch of the dirty part are the last of their key, counted while the keys are indexed: most batches of a log
 * that is written over and over have none, many others nothing else, and neither need to be unpacked again to be cleaned.
 */
final class LiveRecords {
    /** What can be said of a batch from its counts. */
    enum Verdict {
        NONE_STAYS,
        ALL_STAY,
        /** Some stay, or it depends on a tombstone's time, or it was not counted. */
        TO_BE_OPENED
    }

    private static final int UNCOUNTED = -1;

    private long[] lastOffsets = new long[64];
    private int[] live = new int[64];
    private int[] records = new int[64];
    private int batches;

    /** The next batch; its records follow by {@link #isLast}. */
    void begin(RecordBatch batch) {
        if (batches == live.length) {
            lastOffsets = Arrays.copyOf(lastOffsets, 2 * batches);
            live = Arrays.copyOf(live, 2 * batches);
            records = Arrays.copyOf(records, 2 * batches);
        }
        lastOffsets[batches] = batch.lastOffset();
        live[batches] = 0;
        records[batches] = batch.recordCount();
        batches++;
    }

    /**
     * A record of the batch that began last is the last of its key so far.
     *
     * @param before offset of the one that was, or a negative number
     */
    void isLast(long before) {
        live[batches - 1]++;
        if (before >= 0) {
            live[indexOf(before)]--;
        }
    }

    /** The batch that began last holds what its counts do not tell. */
    void isToBeOpened() {
        records[batches - 1] = UNCOUNTED;
    }

    Verdict of(RecordBatch batch) {
        int index = indexOf(batch.lastOffset());
        if (index == batches || lastOffsets[index] != batch.lastOffset() || records[index] == UNCOUNTED) {
            return Verdict.TO_BE_OPENED;
        }
        if (live[index] == 0) {
            return Verdict.NONE_STAYS;
        }
        return live[index] == records[index] ? Verdict.ALL_STAY : Verdict.TO_BE_OPENED;
    }

    /** Of the first batch that ends at or behind {@code offset}. */
    private int indexOf(long offset) {
        int found = Arrays.binarySearch(lastOffsets, 0, batches, offset);
        return found >= 0 ? found : -found - 1;
    }
}
