package io.sampo.replication.actor;

import io.sampo.model.Offsets;
import io.sampo.replication.log.EpochHistory;
import io.sampo.replication.log.ProducerFence;
import io.sampo.replication.log.RecoveredLog;
import io.sampo.storage.PartitionLog;
import io.sampo.storage.producer.ProducerSnapshot;
import java.io.IOException;
import java.util.ArrayDeque;

/**
 * Reads from a log what the core has to know of it: epochs from its checkpoint, producers from the newest
 * snapshot that fits and all batch headers behind it (R18). For every host of the core.
 */
public final class ReplicaRecovery {
    private ReplicaRecovery() {}

    private record Epoch(int epoch, long startOffset) {}

    /** What {@code log} holds; its producers count as seen at {@code nowMs}. Blocks: reads batch headers. */
    public static RecoveredLog read(PartitionLog log, long nowMs) throws IOException {
        ProducerSnapshot kept = log.newestProducers();
        ProducerFence producers = kept == null ? new ProducerFence() : ProducerFence.of(kept.producers(), nowMs);
        log.forEachBatch(kept == null ? log.logStartOffset() : kept.offset(), batch -> producers.record(batch, nowMs));
        return new RecoveredLog(
                log.logStartOffset(),
                log.logEndOffset(),
                log.flushedOffset(),
                log.endOffsetFor(Integer.MAX_VALUE).epoch(),
                epochs(log),
                producers);
    }

    /** Walks down from the last epoch; epochs without a record are left out. */
    private static EpochHistory epochs(PartitionLog log) {
        ArrayDeque<Epoch> found = new ArrayDeque<>();
        int epoch = log.lastEpoch();
        long end = log.logEndOffset();
        while (epoch != Offsets.NO_EPOCH) {
            PartitionLog.EpochEnd below = log.endOffsetFor(epoch - 1);
            long start = below.epoch() == Offsets.NO_EPOCH ? log.logStartOffset() : below.endOffset();
            if (start < end || found.isEmpty()) {
                found.addFirst(new Epoch(epoch, start));
            }
            if (start <= log.logStartOffset()) {
                break;
            }
            epoch = below.epoch();
            end = start;
        }
        EpochHistory history = new EpochHistory();
        found.forEach(entry -> history.append(entry.epoch, entry.startOffset));
        return history;
    }
}
