package io.sampo.compaction;

import io.sampo.records.EndTransactionMarker;
import io.sampo.records.RecordBatch;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Tells, batch by batch in the order of the log, what belongs to a transaction that was taken back, and which markers have
 * nothing left to mark (Kafka's {@code CleanedTransactionMetadata}).
 */
final class TransactionWalk {
    /** A transaction that was taken back, from its first record to its marker. */
    record Aborted(long producerId, long firstOffset, long lastOffset) {}

    private final Deque<Aborted> ahead = new ArrayDeque<>();
    /** Those that the walk is in, and whether a batch of theirs was met. */
    private final Map<Long, Boolean> aborting = new HashMap<>();

    private final Set<Long> committing = new HashSet<>();

    /** A walk that begins at {@code fromOffset}. */
    TransactionWalk(List<Aborted> aborted, long fromOffset) {
        aborted.stream()
                .filter(transaction -> transaction.lastOffset() >= fromOffset)
                .sorted(Comparator.comparingLong(Aborted::firstOffset))
                .forEach(ahead::add);
    }

    /** True if {@code batch} was taken back, or is a marker of a transaction of which the walk has met no batch. */
    boolean isVoid(RecordBatch batch) {
        while (!ahead.isEmpty() && ahead.getFirst().firstOffset() <= batch.lastOffset()) {
            aborting.put(ahead.removeFirst().producerId(), false);
        }
        if (!batch.isTransactional() && !batch.isControl()) {
            return false;
        }
        return batch.isControl() ? isEmptyMarker(batch) : isTakenBack(batch);
    }

    private boolean isTakenBack(RecordBatch batch) {
        if (aborting.replace(batch.producerId(), true) != null) {
            return true;
        }
        committing.add(batch.producerId());
        return false;
    }

    private boolean isEmptyMarker(RecordBatch batch) {
        EndTransactionMarker marker = batch.recordCount() == 0 ? null : EndTransactionMarker.of(batch);
        if (marker == null) {
            return false;
        }
        return marker.commit()
                ? !committing.remove(batch.producerId())
                : !Boolean.TRUE.equals(aborting.remove(batch.producerId()));
    }
}
