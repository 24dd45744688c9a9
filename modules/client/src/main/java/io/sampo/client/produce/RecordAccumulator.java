package io.sampo.client.produce;

import io.sampo.client.produce.PartitionQueue.DeliveryRules;
import io.sampo.client.produce.ProducerBatch.OutgoingRecord;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Gathers the records of one partition into batches. A batch may leave when it is full, when the next one has begun, when
 * its first record has lingered long enough, or when somebody flushes.
 *
 * @param <T> what the caller keeps for each record
 */
public final class RecordAccumulator<T> {
    private final DeliveryRules rules;
    private final Deque<ProducerBatch<T>> batches = new ArrayDeque<>();
    private long nextOrdinal;
    /** Size of the batch that left last: the next one is likely to be as large. */
    private int lastBytes;

    /** Batches below this ordinal leave without lingering. */
    private long flushBelow;

    public RecordAccumulator(DeliveryRules rules) {
        this.rules = rules;
    }

    /** Appends a record to the youngest batch, or begins one. */
    public void append(OutgoingRecord record, T token, long nowMs) {
        ProducerBatch<T> last = batches.peekLast();
        if (last == null || !last.hasRoomFor(record)) {
            int expectedBytes = last == null ? lastBytes : last.sizeInBytes();
            last = new ProducerBatch<>(
                    nextOrdinal++, rules.batchSizeBytes(), expectedBytes, rules.compression(), nowMs);
            batches.add(last);
        }
        last.append(record, token);
    }

    /** True if {@link #poll} would give a batch. */
    public boolean isReady(long nowMs) {
        ProducerBatch<T> first = batches.peek();
        return first != null
                && (batches.size() > 1
                        || first.ordinal() < flushBelow
                        || first.sizeInBytes() >= rules.batchSizeBytes()
                        || nowMs - first.createdMs() >= rules.lingerMs());
    }

    /** The oldest batch if it may leave, else null. Nothing is appended to it any more. */
    public @Nullable ProducerBatch<T> poll(long nowMs) {
        if (!isReady(nowMs)) {
            return null;
        }
        ProducerBatch<T> ready = batches.remove();
        lastBytes = ready.sizeInBytes();
        return ready;
    }

    /** Everything appended so far leaves without lingering. */
    public void flush() {
        flushBelow = nextOrdinal;
    }

    /** Takes the batches that were begun at or before {@code createdMs}. */
    public List<ProducerBatch<T>> removeOlderThan(long createdMs) {
        List<ProducerBatch<T>> old = new ArrayList<>();
        for (Iterator<ProducerBatch<T>> all = batches.iterator(); all.hasNext(); ) {
            ProducerBatch<T> batch = all.next();
            if (batch.createdMs() <= createdMs) {
                all.remove();
                old.add(batch);
            }
        }
        return old;
    }

    /** When the oldest batch has lingered long enough; {@code Long.MAX_VALUE} if there is none. */
    public long lingerDeadlineMs() {
        ProducerBatch<T> first = batches.peek();
        return first == null ? Long.MAX_VALUE : first.createdMs() + rules.lingerMs();
    }

    /** When the oldest batch was begun; {@code Long.MAX_VALUE} if there is none. */
    public long oldestMs() {
        ProducerBatch<T> first = batches.peek();
        return first == null ? Long.MAX_VALUE : first.createdMs();
    }

    /** The batches that have not left, oldest first. */
    public List<ProducerBatch<T>> batches() {
        return List.copyOf(batches);
    }

    public boolean isEmpty() {
        return batches.isEmpty();
    }
}
