package io.sampo.compaction;

import io.sampo.records.EndTransactionMarker;
import io.sampo.records.RecordBatch;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What has to be known of a log below its high watermark before a single batch of it may go: the last batch of every
 * producer, which transactions were taken back, and where the first open one begins. Fed with every batch, oldest first.
 *
 * <p>Only committed batches count, unlike in Kafka: what lies above the high watermark may be cut, and then the last batch
 * below has to be there still.
 */
public final class LogSurvey {
    /** producer.id.expiration.ms: a producer that wrote nothing for a day is forgotten. */
    static final long PRODUCER_EXPIRY_MS = 86_400_000;

    private final long nowMs;
    private final Map<Long, Producer> producers = new HashMap<>();
    private final Map<Long, Long> open = new HashMap<>();
    private final List<TransactionWalk.Aborted> aborted = new ArrayList<>();

    private static final class Producer {
        short epoch = -1;
        /** Of its last batch with records, or −1 if its epoch has none. */
        long lastOffset = -1;

        long lastMs;
    }

    /** @param nowMs wall clock, ms since 1970 */
    public LogSurvey(long nowMs) {
        this.nowMs = nowMs;
    }

    /** The next batch; of a control batch all bytes, of any other one the header. */
    public void note(RecordBatch batch) {
        if (!batch.hasProducerId()) {
            return;
        }
        Producer producer = producers.computeIfAbsent(batch.producerId(), id -> new Producer());
        boolean newEpoch = batch.producerEpoch() > producer.epoch;
        producer.epoch = batch.producerEpoch();
        producer.lastMs = batch.maxTimestamp();
        if (batch.isControl()) {
            producer.lastOffset = newEpoch ? -1 : producer.lastOffset;
            ended(batch);
        } else {
            producer.lastOffset = batch.lastOffset();
            if (batch.isTransactional()) {
                open.putIfAbsent(batch.producerId(), batch.baseOffset());
            }
        }
    }

    private void ended(RecordBatch batch) {
        EndTransactionMarker marker = batch.recordCount() == 0 ? null : EndTransactionMarker.of(batch);
        Long first = marker == null ? null : open.remove(batch.producerId());
        if (first != null && !marker.commit()) {
            aborted.add(new TransactionWalk.Aborted(batch.producerId(), first, batch.lastOffset()));
        }
    }

    /** Where the first transaction begins that has not ended; {@link Long#MAX_VALUE} if there is none. */
    public long firstUnstableOffset() {
        return open.values().stream().mapToLong(Long::longValue).min().orElse(Long.MAX_VALUE);
    }

    /** In the order in which they ended. */
    List<TransactionWalk.Aborted> aborted() {
        return aborted;
    }

    /**
     * True if this batch tells what its producer wrote last: its sequence, or the epoch that a marker left behind. Without
     * it a retry could not be told from a new record (R18).
     */
    boolean isLastOfProducer(RecordBatch batch) {
        @Nullable Producer producer = producers.get(batch.producerId());
        if (producer == null || (producer.lastMs >= 0 && nowMs - producer.lastMs > PRODUCER_EXPIRY_MS)) {
            return false;
        }
        return producer.lastOffset >= 0
                ? batch.lastOffset() == producer.lastOffset
                : batch.isControl() && batch.producerEpoch() == producer.epoch;
    }
}
