package io.sampo.storage;

import io.sampo.logfiles.DiskFullException;
import io.sampo.logfiles.segment.Segment;
import io.sampo.logfiles.segment.TransactionIndex.AbortedTransaction;
import io.sampo.records.RecordBatch;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Appends to a log and rolls it to the next segment. One thread at a time. */
final class LogWriter {
    private final LogState log;

    LogWriter(LogState log) {
        this.log = log;
    }

    /** @throws IllegalArgumentException if the batches may not follow what is there; nothing is changed then */
    void check(ByteBuffer batches) {
        BatchOrder.check(batches, log.logEndOffset, log.lastEpoch);
    }

    /** Writes the batches in as few writes as segments allow: nearly always one. */
    void append(ByteBuffer batches) throws IOException {
        log.writeOwedEpochs();
        LogLimits limits = log.limits;
        RecordBatch view = new RecordBatch();
        int runStart = batches.position();
        int at = runStart;
        boolean transactional = false;
        while (at < batches.limit()) {
            view.wrap(batches, at);
            if (belongsToNextSegment(view, at - runStart, limits)) {
                write(batches, runStart, at, limits, transactional);
                roll();
                runStart = at;
                view.wrap(batches, at);
            }
            at = view.end();
            transactional |= view.isTransactional();
            if (view.leaderEpoch() != log.epochs().latestEpoch()) {
                log.beginEpoch(log.epochs().assign(view.leaderEpoch(), view.baseOffset()));
            }
        }
        write(batches, runStart, at, limits, transactional);
        flushWhereDue(batches.remaining(), limits);
    }

    private boolean belongsToNextSegment(RecordBatch batch, int pendingBytes, LogLimits limits) {
        Segment active = log.active();
        return active.isFullFor(
                        pendingBytes,
                        batch.sizeInBytes(),
                        batch.lastOffset(),
                        limits.segmentBytes,
                        limits.segmentIndexBytes)
                || (!active.isEmpty()
                        && active.ageMs(batch.maxTimestamp(), log.nowMs())
                                > limits.rollMs(log.name, active.baseOffset()));
    }

    private void write(ByteBuffer batches, int from, int to, LogLimits limits, boolean transactional)
            throws IOException {
        if (from == to) {
            return;
        }
        Segment active = log.active();
        int epoch = active.append(batches.duplicate().limit(to).position(from), limits.indexIntervalBytes);
        if (transactional) {
            noteTransactions(batches, from, to, active);
        }
        log.lastEpoch = epoch;
        log.logEndOffset = active.nextOffset();
    }

    /** Before anybody can see the batches: what is open is never less than what can be read. */
    private void noteTransactions(ByteBuffer batches, int from, int to, Segment active) throws IOException {
        RecordBatch view = new RecordBatch();
        int at = from;
        while (at < to) {
            view.wrap(batches, at);
            AbortedTransaction aborted = log.transactions.note(view);
            if (aborted != null) {
                active.transactions().append(aborted);
            }
            at = view.end();
        }
    }

    private void flushWhereDue(int bytes, LogLimits limits) {
        // Never here: the disk may take its time, and whoever has to wait for it asks to be told.
        if (log.flusher.isWritebackDue(bytes)
                || log.logEndOffset - log.flusher.flushedOffset() >= limits.flushMessages) {
            log.flusher.inBackground(log);
        }
    }

    /** Seals the active segment, which holds something, and opens the next one. */
    void roll() throws IOException {
        Segment next = log.newSegment(log.logEndOffset);
        try {
            log.active().seal();
        } catch (IOException e) {
            if (DiskFullException.isMeantBy(e)) {
                next.abandon();
                log.discardSegment(next.baseOffset());
            }
            throw e;
        }
        log.change(segments -> segments.put(next.baseOffset(), next));
        log.flusher.inBackground(log);
    }
}
