package io.sampo.compaction;

import io.sampo.records.RecordBatch;
import java.util.Arrays;

/**
 * How many records of each batch of the dirty part are the last of their key, counted while the keys are indexed: most batches of a log
 * that is written over and over have none, many others nothing else, and neither needs to be unpacked again to be cleaned. Of batches
 * beyond so many it counts nothing, and they are opened.
 */
final class LiveRecords {
    /** What can be said of a batch from its counts. */
    enum Verdict {
        NONE_STAYS,
        ALL_STAY,
        /** Some stay, or it depends on a tombstone's time, or nothing is known. */
        TO_BE_OPENED
    }

    /** Memory that a batch takes. */
    static final int BATCH_BYTES = Long.BYTES + 2 * Integer.BYTES;

    /** In the place of a number of records: equal to no count of live ones. */
    private static final int WITH_TOMBSTONE = -1;

    private static final int UNKNOWN = -2;

    private final int batchesMax;
    private long[] lastOffsets = {};
    private int[] live = {};
    private int[] records = {};
    private int batches;
    private boolean isCounting;

    /** Of at most so many batches. */
    LiveRecords(int batchesMax) {
        this.batchesMax = batchesMax;
    }

    /** The next batch; its records follow by {@link #countLast}. */
    void begin(RecordBatch batch) {
        isCounting = batches < batchesMax;
        if (!isCounting) {
            return;
        }
        if (batches == live.length) {
            int room = (int) Math.min(batchesMax, Math.max(64, 2L * batches));
            lastOffsets = Arrays.copyOf(lastOffsets, room);
            live = Arrays.copyOf(live, room);
            records = Arrays.copyOf(records, room);
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
    void countLast(long before) {
        if (isCounting) {
            live[batches - 1]++;
        }
        int index = before < 0 ? batches : indexOf(before);
        if (index < batches) {
            live[index]--;
        }
    }

    /** The batch that began last holds a tombstone: while that is the last of its key, it stays or goes by its time. */
    void holdsTombstone() {
        if (isCounting && records[batches - 1] != UNKNOWN) {
            records[batches - 1] = WITH_TOMBSTONE;
        }
    }

    /** The batch that began last holds records that are not counted. */
    void holdsUncounted() {
        if (isCounting) {
            records[batches - 1] = UNKNOWN;
        }
    }

    Verdict of(RecordBatch batch) {
        int index = indexOf(batch.lastOffset());
        if (index == batches || lastOffsets[index] != batch.lastOffset() || records[index] == UNKNOWN) {
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
