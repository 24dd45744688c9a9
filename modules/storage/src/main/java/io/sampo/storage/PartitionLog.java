package io.sampo.storage;

import io.sampo.compaction.CleanableRange;
import io.sampo.compaction.CompactionRequest;
import io.sampo.compaction.CompactionResult;
import io.sampo.logfiles.segment.TransactionIndex.AbortedTransaction;
import io.sampo.records.LogSlice;
import io.sampo.records.RecordBatch;
import io.sampo.storage.producer.OpenTransactions;
import io.sampo.storage.producer.ProducerSnapshot;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/**
 * The log of one partition replica: batches in ascending offset order. Writes come from one thread at a time; reads from
 * any. An {@link IOException} of a write, flush or truncation means that the log directory is dead for this process
 * (STORAGE §4.5): nothing is tried again.
 */
public interface PartitionLog extends AutoCloseable {
    /**
     * Appends the remaining bytes of {@code batches}: whole, intact batches whose offsets and leader epochs are assigned,
     * ascending, the first beginning at or behind the log end. On return they are in the page cache: they survive the
     * end of this process, not a power cut before the next {@link #flush()}. Rolls to a new segment where the settings
     * say so. The position of {@code batches} is not moved.
     *
     * @throws IllegalArgumentException if the first offset lies below the log end or an epoch falls
     * @throws io.sampo.logfiles.DiskFullException if there is no room: nothing was changed, and it may be tried again
     */
    void append(ByteBuffer batches) throws IOException;

    /**
     * Whole batches from the one that holds {@code fromOffset} on, up to {@code maxBytes}, none that ends at or behind
     * {@code upToOffset}. The first batch comes even if it alone is larger than {@code maxBytes}. An empty slice if there
     * is nothing; the first batch may begin below {@code fromOffset}.
     *
     * @throws OffsetOutOfRangeException if {@code fromOffset} lies below the log start or above the log end
     */
    LogSlice read(long fromOffset, int maxBytes, long upToOffset) throws IOException;

    /**
     * Cuts every batch that ends at or behind {@code offset}, and the epoch history with them; the log end is then the
     * end of the last batch that is left. Durable on return. Below the log start: the log is emptied and begins anew at
     * {@code offset}.
     */
    void truncateTo(long offset) throws IOException;

    /**
     * Raises the log start offset and drops whole segments below it. Never lowers it. On return the new log start is
     * durable; files may go later.
     */
    void deleteBefore(long offset) throws IOException;

    /** Empties the log and begins anew at {@code offset}: for a follower whose leader no longer has what it lacks. */
    void restartAt(long offset) throws IOException;

    /** Forces everything appended so far to the disk. On return the recovery point is the log end. */
    void flush() throws IOException;

    /**
     * Asks for a force of everything appended so far, in the background: one serves all who ask before it begins (group
     * commit). {@code flushed} hears how far the log is forced then, on any thread, maybe in this call; it must not block.
     * After a failure, or where the log is closed meanwhile, it may hear nothing.
     */
    void flushLater(LongConsumer flushed) throws IOException;

    /** Everything below this offset has been forced to the disk. */
    long flushedOffset();

    /** True while old records are taken away or the log is cut: a reader may have to wait for the disk. Any thread. */
    default boolean isBeingCut() {
        return false;
    }

    long logStartOffset();

    /** Offset that the next record gets. */
    long logEndOffset();

    /** Leader epoch of the last batch, or {@link io.sampo.model.Offsets#NO_EPOCH} for a log that never held one. */
    int lastEpoch();

    /**
     * The end of {@code epoch} in this log: of the largest epoch here that is {@code <= epoch}, where it ends
     * (KIP-101, KIP-279). {@link EpochEnd#UNKNOWN} if every epoch here is larger.
     */
    EpochEnd endOffsetFor(int epoch);

    /**
     * Records that {@code epoch} begins at the current log end, before its first batch. On return it survives the process; a power cut
     * it survives with the first flush behind it (decision 0060). A repeated call with the same or a lower epoch does nothing.
     */
    void beginEpoch(int epoch) throws IOException;

    /** The offset and timestamp of the first record whose timestamp is {@code >= timestampMs}, or null if there is none. */
    @org.jspecify.annotations.Nullable
    OffsetAndTimestamp offsetForTimestamp(long timestampMs) throws IOException;

    /** The first record with the largest timestamp there is, or null if there is none. */
    @org.jspecify.annotations.Nullable
    default OffsetAndTimestamp youngestRecord() throws IOException {
        long[] largestMs = {RecordBatch.NO_TIMESTAMP};
        forEachBatch(logStartOffset(), batch -> largestMs[0] = Math.max(largestMs[0], batch.maxTimestamp()));
        return largestMs[0] < 0 ? null : offsetForTimestamp(largestMs[0]);
    }

    /** Shows every batch header from {@code fromOffset} on, oldest first; the view is only valid during the call. */
    void forEachBatch(long fromOffset, Consumer<RecordBatch> visitor) throws IOException;

    /** Seals the active segment and opens the next one, if the active one holds anything. */
    void roll() throws IOException;

    /**
     * Applies retention by time and size to segments that lie wholly below {@code highWatermark}.
     *
     * @param nowMs wall clock, ms since 1970, or {@link io.sampo.storage.retention.RetentionClock#UNKNOWN}: then nothing
     *     goes for its age
     * @return the new log start offset
     */
    long applyRetention(long highWatermark, long nowMs) throws IOException;

    /**
     * What of this log compaction may clean now, and whether it should. Any thread.
     *
     * @param stableOffset high watermark or last stable offset, whichever is lower (R16)
     */
    CleanableRange cleanable(long stableOffset, long nowMs) throws IOException;

    /**
     * Compacts what is {@linkplain #cleanable cleanable}, due or not: of the records with the same key the last one stays
     * (Kafka's log cleaner; KIP-534 for tombstones). Offsets stay as they are; batches that lose all their records go, and
     * leave gaps. On return the replaced part is durable. Any thread, also while others append, read, cut and trim; one
     * call at a time, further ones wait.
     *
     * @throws io.sampo.compaction.UncleanableLogException if that will not work the next time either
     */
    CompactionResult compact(CompactionRequest request) throws IOException;

    /**
     * Where the first transaction begins that is open at {@code highWatermark} or ends behind it; the high watermark if there
     * is none (Kafka's last stable offset). Everything below is decided. Any thread.
     */
    long lastStableOffset(long highWatermark) throws IOException;

    /**
     * The transactions that were taken back and reach into {@code [fromOffset, upToOffset)}, in the order in which they
     * ended: what a consumer of committed records has to leave out there (Kafka's {@code collectAbortedTransactions}). Any
     * thread.
     */
    default List<AbortedTransaction> abortedTransactions(long fromOffset, long upToOffset) throws IOException {
        List<AbortedTransaction> found = new ArrayList<>();
        OpenTransactions open = new OpenTransactions(logStartOffset(), Map.of());
        forEachBatch(logStartOffset(), batch -> {
            AbortedTransaction one = open.note(batch);
            if (one != null && one.lastOffset() >= fromOffset && one.firstOffset() < upToOffset) {
                found.add(one);
            }
        });
        return found;
    }

    /** Base offset of the segment that is appended to; it rises with each roll. */
    long activeSegmentOffset();

    /**
     * Keeps what the producers of this log were at {@link ProducerSnapshot#offset}, so that whoever opens it need not read
     * the batches below. One that lies beyond the log end is not kept. Durable on return; any thread.
     *
     * @throws io.sampo.logfiles.DiskFullException if there is no room: the log is as usable as it was
     */
    void keepProducers(ProducerSnapshot snapshot) throws IOException;

    /** The newest snapshot kept that {@linkplain ProducerSnapshot#fits fits} this log (R18); null if there is none. */
    @org.jspecify.annotations.Nullable
    ProducerSnapshot newestProducers() throws IOException;

    /** Bytes of all segments. */
    long sizeInBytes();

    /** Flushes, writes what a clean start needs, and closes. Idempotent. */
    @Override
    void close() throws IOException;

    /** Largest epoch that is not above the one asked for, and the offset behind its last record. */
    record EpochEnd(int epoch, long endOffset) {
        public static final EpochEnd UNKNOWN =
                new EpochEnd(io.sampo.model.Offsets.NO_EPOCH, io.sampo.model.Offsets.UNKNOWN);
    }

    /** A record's offset and timestamp, ms since 1970. */
    record OffsetAndTimestamp(long offset, long timestampMs) {}

    /** The offset asked for lies outside of {@code [logStartOffset, logEndOffset]}. */
    final class OffsetOutOfRangeException extends IOException {
        private static final long serialVersionUID = 1L;

        public OffsetOutOfRangeException(long offset, long logStartOffset, long logEndOffset) {
            super("offset " + offset + " is not within [" + logStartOffset + ", " + logEndOffset + "]");
        }
    }
}
