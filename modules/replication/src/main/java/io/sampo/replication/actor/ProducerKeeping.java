package io.sampo.replication.actor;

import io.sampo.logfiles.DiskFullException;
import io.sampo.model.TopicIdPartition;
import io.sampo.replication.log.ReplicaLog;
import io.sampo.storage.PartitionLog;
import io.sampo.storage.producer.ProducerSnapshot;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * When the producers of a log are kept beside it: after each roll and at the end, so that the next start reads the headers
 * of one segment at most. Confined to the actor, but for {@link #keep}. For every host of the core.
 */
public final class ProducerKeeping {
    private static final Logger LOG = LoggerFactory.getLogger(ProducerKeeping.class);

    private final TopicIdPartition partition;
    private final PartitionLog log;
    private final AtomicBoolean diskFull = new AtomicBoolean();
    private long segment;
    private long keptAt;

    /** @param log as it was opened; what its producers were is known from reading it */
    public ProducerKeeping(TopicIdPartition partition, PartitionLog log) {
        this.partition = partition;
        this.log = log;
        this.segment = log.activeSegmentOffset();
        this.keptAt = log.logEndOffset();
    }

    /** What is to be kept after an append; null in nearly all cases. */
    public @Nullable ProducerSnapshot afterAppend(ReplicaLog core) {
        long active = log.activeSegmentOffset();
        if (active == segment) {
            return null;
        }
        ProducerSnapshot due = atClose(core);
        if (due != null) {
            segment = active;
        }
        return due;
    }

    /** What is to be kept when the log is closed; null if nothing has come since. */
    public @Nullable ProducerSnapshot atClose(ReplicaLog core) {
        long end = core.assignedEnd();
        // Producers follow the assigned end: what is not written yet must not be in the snapshot of a written offset.
        if (end != log.logEndOffset() || end == keptAt) {
            return null;
        }
        keptAt = end;
        return new ProducerSnapshot(end, core.lastEpoch(), core.producers().states());
    }

    /**
     * Keeps {@code producers}, or does without where there is no room for them. Blocks; any thread.
     *
     * @return why the log cannot be used any more, or null
     */
    public @Nullable String keep(ProducerSnapshot producers) {
        try {
            log.keepProducers(producers);
            diskFull.set(false);
            return null;
        } catch (DiskFullException full) {
            if (diskFull.compareAndSet(false, true)) {
                LOG.warn("{} keeps no producers until there is room again: {}", partition, full.getMessage());
            }
            return null;
        } catch (IOException e) {
            return "could not keep the producers: " + e;
        }
    }
}
