package io.sampo.compaction;

import io.sampo.records.RecordBatch;
import io.sampo.records.RecordCursor;

/** Fills an {@link OffsetMap} from the dirty part of a log, oldest batch first, until the map is full. */
final class KeyIndexer {
    private final OffsetMap map;
    private final long firstDirtyOffset;
    private final TransactionWalk transactions;
    private final RecordCursor cursor = new RecordCursor();
    private final LiveRecords live;
    private long endOffset;

    /** @param countedBytesMax memory for {@link #live} */
    KeyIndexer(OffsetMap map, LogSurvey survey, long firstDirtyOffset, int countedBytesMax) {
        this.map = map;
        this.live = new LiveRecords(countedBytesMax / LiveRecords.BATCH_BYTES);
        this.firstDirtyOffset = firstDirtyOffset;
        this.transactions = new TransactionWalk(survey.aborted(), firstDirtyOffset);
        this.endOffset = firstDirtyOffset;
    }

    /**
     * Takes in the keys of {@code batch}, except those of a transaction that was taken back: it must not push out the value
     * that holds (H89).
     *
     * @return false if the map is full; this batch, and what follows, is for another round
     */
    boolean add(RecordBatch batch) {
        boolean taken = transactions.isVoid(batch) || batch.isControl() || addRecords(batch);
        if (taken) {
            endOffset = Math.max(endOffset, batch.nextOffset());
        }
        return taken;
    }

    private boolean addRecords(RecordBatch batch) {
        live.begin(batch);
        try (RecordCursor record = cursor.wrap(batch)) {
            while (record.next()) {
                if (record.hasKey() && record.offset() >= firstDirtyOffset && !addKey(record)) {
                    return false;
                }
                if (record.offset() < firstDirtyOffset) {
                    live.holdsUncounted();
                } else if (!record.hasValue()) {
                    live.holdsTombstone();
                }
            }
            return true;
        }
    }

    private boolean addKey(RecordCursor record) {
        long before = map.put(record, record.offset());
        if (before != OffsetMap.FULL) {
            live.countLast(before);
        }
        return before != OffsetMap.FULL;
    }

    /** What it has counted of batches of records below {@link #endOffset}, the first ones of them if memory ended, and in part of the one there. */
    LiveRecords live() {
        return live;
    }

    /** Every key below this offset is in the map. */
    long endOffset() {
        return endOffset;
    }
}
