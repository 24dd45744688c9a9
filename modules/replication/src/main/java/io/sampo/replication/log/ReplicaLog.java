package io.sampo.replication.log;

import io.sampo.model.Offsets;
import io.sampo.records.RecordBatch;

/**
 * The core's picture of its log. <em>Assigned end</em> and <em>log end offset</em> are two things: between them lie batches
 * that were handed to the host and are not known to be written (ARCHITECTURE §3.5). Epochs and producers follow the
 * assigned end.
 *
 * <p>Invariant I13: logStart ≤ highWatermark ≤ logEnd ≤ assignedEnd.
 */
public final class ReplicaLog {
    private EpochHistory epochs;
    private ProducerFence producers;
    private long logStart;
    private long logEnd;
    private long assignedEnd;
    private long durableEnd;
    private long highWatermark;
    private int begunEpoch;
    private long cuts;

    /** A log as it was found; {@code storedHighWatermark} is a hint and may be -1. */
    public ReplicaLog(RecoveredLog found, long storedHighWatermark) {
        this.epochs = found.epochs();
        this.producers = found.producers();
        this.logStart = found.logStartOffset();
        this.logEnd = found.logEndOffset();
        this.assignedEnd = logEnd;
        this.durableEnd = found.durableOffset();
        this.begunEpoch = found.begunEpoch();
        this.highWatermark = Math.max(logStart, Math.min(storedHighWatermark, logEnd));
    }

    public long logStart() {
        return logStart;
    }

    /** Log end offset: everything below is written. */
    public long logEnd() {
        return logEnd;
    }

    /** Offset of the next record to come; everything below was handed to the host. */
    public long assignedEnd() {
        return assignedEnd;
    }

    /** Everything below is forced to the disk (DLEO). */
    public long durableEnd() {
        return durableEnd;
    }

    public long highWatermark() {
        return highWatermark;
    }

    public ProducerFence producers() {
        return producers;
    }

    /** True while the host has not confirmed everything that was handed to it. */
    public boolean isWriting() {
        return logEnd != assignedEnd;
    }

    public boolean isEmpty() {
        return logStart == assignedEnd;
    }

    /** Epoch of the last record assigned, or {@link Offsets#NO_EPOCH}. */
    public int lastEpoch() {
        return epochs.lastEpoch();
    }

    /** Epoch of the record at {@code offset}; {@link Offsets#NO_EPOCH} where it is not known. */
    public int epochAt(long offset) {
        return epochs.epochAt(offset);
    }

    /** Where the largest epoch {@code <= epoch} ends. */
    public EpochHistory.Bound endOf(int epoch) {
        return epochs.endOf(epoch, assignedEnd);
    }

    /** Largest epoch that began here, with or without records. */
    public int begunEpoch() {
        return Math.max(begunEpoch, epochs.lastEpoch());
    }

    /** This replica leads in {@code epoch} from the assigned end on. */
    public void begin(int epoch) {
        begunEpoch = epoch;
    }

    /** {@code batch}, with offset and epoch in place, is about to be handed to the host. */
    public void assign(RecordBatch batch, long nowMs) {
        epochs.append(batch.leaderEpoch(), batch.baseOffset());
        producers.record(batch, nowMs);
        assignedEnd = batch.nextOffset();
    }

    /** Everything below {@code offset} is written. */
    public void appended(long offset) {
        logEnd = Math.max(logEnd, Math.min(offset, assignedEnd));
    }

    /** How often a cut of this log was begun or ended: what a force said before that says nothing any more. */
    public long cuts() {
        return cuts;
    }

    /** The log is about to be cut. */
    public void cutBegins() {
        cuts++;
    }

    /**
     * Everything below {@code offset} was forced, as asked for at {@link #cuts()}. An answer that a truncation has overtaken
     * does not count: other records may lie at these offsets by now.
     *
     * @return true if it counted
     */
    public boolean flushed(long askedAtCuts, long offset) {
        if (askedAtCuts != cuts) {
            return false;
        }
        durableEnd = Math.max(durableEnd, Math.min(offset, logEnd));
        return true;
    }

    /** Raises the high watermark to {@code offset} or the log end, whichever is lower (R6, H27); true if it moved. */
    public boolean raiseHighWatermark(long offset) {
        long raised = Math.min(offset, logEnd);
        if (raised <= highWatermark) {
            return false;
        }
        highWatermark = raised;
        return true;
    }

    /** Records below {@code offset} are gone (R16: never above the high watermark); true if the log start moved. */
    public boolean advanceStart(long offset) {
        long start = Math.min(offset, highWatermark);
        if (start <= logStart) {
            return false;
        }
        logStart = start;
        epochs.dropBefore(logStart);
        return true;
    }

    /** The log was cut, or emptied to begin anew; epochs and producers go back in the same step (R5, R18). */
    public void truncated(RecoveredLog found) {
        cuts++;
        epochs = found.epochs();
        producers = found.producers();
        logStart = found.logStartOffset();
        logEnd = found.logEndOffset();
        assignedEnd = logEnd;
        durableEnd = Math.min(found.durableOffset(), logEnd);
        begunEpoch = found.begunEpoch();
        highWatermark = Math.max(logStart, Math.min(highWatermark, logEnd));
    }

    @Override
    public String toString() {
        return "log[" + logStart + ".." + logEnd + (isWriting() ? "+" + (assignedEnd - logEnd) : "") + " hw "
                + highWatermark + " epochs " + epochs + "]";
    }
}
