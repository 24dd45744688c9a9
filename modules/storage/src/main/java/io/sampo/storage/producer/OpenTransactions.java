package io.sampo.storage.producer;

import io.sampo.logfiles.segment.TransactionIndex.AbortedTransaction;
import io.sampo.records.EndTransactionMarker;
import io.sampo.records.RecordBatch;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Which transactions of a log are open, derived from its batches (Kafka's {@code ProducerStateManager}). It also remembers
 * the ones that ended last, so that it can say what was open a little before the end: where a snapshot stands, or the high
 * watermark. Any thread.
 */
public final class OpenTransactions {
    /** So many ended transactions are remembered; for what lies before them the batches are asked again. */
    static final int ENDED_KEPT = 1_000;

    private record Ended(long producerId, long firstOffset, long lastOffset) {}

    /** First offset by producer id. */
    private final Map<Long, Long> open = new TreeMap<>();

    private final Deque<Ended> ended = new ArrayDeque<>();
    /** What was open below this offset nobody remembers. */
    private long knownFrom;

    /** @param openAtStart first offset by producer id of what is open at {@code offset}, where the next batches follow */
    public OpenTransactions(long offset, Map<Long, Long> openAtStart) {
        this.knownFrom = offset;
        this.open.putAll(openAtStart);
    }

    /**
     * The next batch: of a control batch all bytes, of any other one the header.
     *
     * @return the transaction that it takes back, or null
     */
    public synchronized @Nullable AbortedTransaction note(RecordBatch batch) {
        if (!batch.hasProducerId() || !batch.isTransactional()) {
            return null;
        }
        if (!batch.isControl()) {
            open.putIfAbsent(batch.producerId(), batch.baseOffset());
            return null;
        }
        EndTransactionMarker marker = batch.recordCount() == 0 ? null : EndTransactionMarker.of(batch);
        Long first = marker == null ? null : open.remove(batch.producerId());
        if (first == null) {
            // A marker of nothing, as of a transaction that wrote elsewhere only, leaves no trace.
            return null;
        }
        ended.add(new Ended(batch.producerId(), first, batch.lastOffset()));
        while (ended.size() > ENDED_KEPT) {
            knownFrom = Math.max(knownFrom, ended.remove().lastOffset() + 1);
        }
        return marker.commit()
                ? null
                : new AbortedTransaction(
                        batch.producerId(), first, batch.lastOffset(), firstOpenOr(batch.lastOffset() + 1));
    }

    private long firstOpenOr(long otherwise) {
        return open.values().stream().mapToLong(Long::longValue).min().orElse(otherwise);
    }

    /** What was open when the log ended at {@code offset}, by producer id; null if that is not remembered. */
    public synchronized @Nullable Map<Long, Long> openAt(long offset) {
        if (offset < knownFrom) {
            return null;
        }
        Map<Long, Long> then = new TreeMap<>();
        open.forEach((producerId, first) -> {
            if (first < offset) {
                then.put(producerId, first);
            }
        });
        // Behind the open ones: a producer has one transaction at a time, and the earliest that reaches beyond counts.
        for (Ended one : ended) {
            if (one.firstOffset() < offset && one.lastOffset() >= offset) {
                then.merge(one.producerId(), one.firstOffset(), Math::min);
            }
        }
        return then;
    }

    /** {@code upTo}, or where the first of the {@code open} transactions begins; never below the log start. */
    public static long lastStableOffset(long upTo, long logStartOffset, Map<Long, Long> open) {
        long stable = upTo;
        for (long first : open.values()) {
            stable = Math.min(stable, first);
        }
        return Math.max(stable, Math.min(logStartOffset, upTo));
    }

    /** The log is cut at {@code offset}; false if what was open there is not remembered: then this is worth nothing. */
    public synchronized boolean cutTo(long offset) {
        Map<Long, Long> then = openAt(offset);
        if (then == null) {
            return false;
        }
        open.clear();
        open.putAll(then);
        ended.removeIf(one -> one.lastOffset() >= offset);
        return true;
    }
}
