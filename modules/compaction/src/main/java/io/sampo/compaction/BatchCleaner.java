package io.sampo.compaction;

import io.sampo.model.Offsets;
import io.sampo.records.BatchRewriter;
import io.sampo.records.RecordBatch;
import io.sampo.records.RecordCursor;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of each batch of a log, shown from the log's beginning on. A record stays if it is the last of its key and
 * no tombstone whose time is over; a batch without records stays, as a header, where something hangs on it:
 *
 * <ul>
 *   <li>it is the last of its producer (R18), or the last of the segment that is written, so that segments go on to
 *       follow each other without a gap and the log end is told by the files;
 *   <li>it is the first of its leader epoch. Kafka lets it go; but then a replica that learns its epochs from the batches
 *       believes that an epoch began later than it did, and as leader it would keep a follower from cutting what has
 *       diverged (R5, H91).
 * </ul>
 */
final class BatchCleaner {
    private final OffsetMap map;
    private final LiveRecords live;
    private final long indexedEnd;
    private final LogSurvey survey;
    private final long deleteRetentionMs;
    private final long nowMs;
    private final TransactionWalk transactions;
    private final BatchRewriter rewriter = new BatchRewriter();
    private int lastEpoch = Offsets.NO_EPOCH;
    private long horizonMs;
    private long recordsSeen;
    private long recordsKept;

    /** @param indexedEnd every key of a record below this offset that was dirty is in {@code map} */
    BatchCleaner(
            OffsetMap map, LiveRecords live, long indexedEnd, LogSurvey survey, long deleteRetentionMs, long nowMs) {
        this.map = map;
        this.live = live;
        this.indexedEnd = indexedEnd;
        this.survey = survey;
        this.deleteRetentionMs = deleteRetentionMs;
        this.nowMs = nowMs;
        this.transactions = new TransactionWalk(survey.aborted(), 0);
    }

    /**
     * The bytes that take the place of {@code batch}; null if it goes.
     *
     * @param lastOfSegment nothing follows it in the segment that is written
     */
    @Nullable
    ByteBuffer clean(RecordBatch batch, boolean lastOfSegment) {
        boolean firstOfEpoch = batch.leaderEpoch() != lastEpoch;
        lastEpoch = batch.leaderEpoch();
        boolean keepHeader = firstOfEpoch || lastOfSegment || survey.isLastOfProducer(batch);
        ByteBuffer left = records(batch);
        if (left == null && keepHeader) {
            left = batch.recordCount() == 0 && !batch.hasDeleteHorizon() ? batch.bytes() : BatchRewriter.emptied(batch);
        }
        recordsSeen += batch.recordCount();
        recordsKept += left == null ? 0 : RecordBatch.at(left, 0).recordCount();
        return left;
    }

    /** Null if no record stays. */
    private @Nullable ByteBuffer records(RecordBatch batch) {
        boolean isVoid = transactions.isVoid(batch);
        if (batch.baseOffset() >= indexedEnd) {
            return batch.recordCount() == 0 ? null : batch.bytes();
        }
        if (batch.isControl()) {
            return marker(batch, isVoid);
        }
        if (isVoid || batch.recordCount() == 0) {
            return null;
        }
        return switch (live.of(batch)) {
            case NONE_STAYS -> null;
            case ALL_STAY -> batch.bytes();
            case TO_BE_OPENED -> filtered(batch);
        };
    }

    private @Nullable ByteBuffer filtered(RecordBatch batch) {
        horizonMs = batch.deleteHorizonMs();
        return rewriter.filtered(batch, horizonAsOfNow(), this::keeps);
    }

    /** A marker with nothing left to mark waits as a tombstone does: somebody may be reading the transaction. */
    private @Nullable ByteBuffer marker(RecordBatch batch, boolean isVoid) {
        if (!isVoid || batch.recordCount() == 0) {
            return batch.recordCount() == 0 ? null : batch.bytes();
        }
        if (!batch.hasDeleteHorizon()) {
            return rewriter.withDeleteHorizon(batch, horizonAsOfNow());
        }
        return nowMs >= batch.deleteHorizonMs() ? null : batch.bytes();
    }

    /** Counted from the first clean on, not from the write: a reader that began before has so much time (H90). */
    private long horizonAsOfNow() {
        long horizon = nowMs + deleteRetentionMs;
        return horizon < 0 ? Long.MAX_VALUE : horizon;
    }

    private boolean keeps(RecordCursor record) {
        // Without a key nobody could ever replace it: such records do not belong into a compacted log.
        boolean last = record.hasKey() && record.offset() >= map.get(record);
        return last && (record.hasValue() || horizonMs == RecordBatch.NO_TIMESTAMP || nowMs < horizonMs);
    }

    long recordsSeen() {
        return recordsSeen;
    }

    long recordsKept() {
        return recordsKept;
    }
}
