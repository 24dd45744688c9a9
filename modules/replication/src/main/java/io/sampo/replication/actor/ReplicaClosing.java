package io.sampo.replication.actor;

import io.sampo.messages.PartitionMessage.ApplyState;
import io.sampo.model.TopicIdPartition;
import io.sampo.storage.producer.ProducerSnapshot;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The last job of a replica: close its log and, where a record of the metadata log says so, remove its files. */
final class ReplicaClosing {
    private static final Logger LOG = LoggerFactory.getLogger(ReplicaClosing.class);

    private ReplicaClosing() {}

    /** @param deletion the state whose topic is deleted, or null to keep the files */
    static void run(
            ReplicaJobs jobs,
            ReplicaContext replica,
            TopicIdPartition partition,
            @Nullable ServingReplica serving,
            @Nullable ApplyState deletion) {
        if (serving != null) {
            // A full disk may have refused what waits: it would be counted as waiting for ever.
            serving.host().writes().drop();
        }
        ProducerSnapshot producers =
                serving == null || deletion != null ? null : serving.host().producersAtClose();
        jobs.runOn(
                serving == null ? replica.recovery() : serving.host().diskThreads(),
                () -> {
                    String failure = serving == null ? null : close(serving, producers);
                    if (deletion != null) {
                        replica.logs().delete(partition, deletion.topic());
                        return new ReplicaEvent.LogClosed(true, null);
                    }
                    return new ReplicaEvent.LogClosed(false, failure);
                },
                e -> new ReplicaEvent.LogClosed(false, e.toString()));
    }

    /** A log that cannot be flushed any more is closed all the same: recovery decides at the next start. */
    private static @Nullable String close(ServingReplica serving, @Nullable ProducerSnapshot producers) {
        try {
            serving.checkpoint();
            keep(serving, producers);
            serving.host().close();
            return null;
        } catch (IOException e) {
            return e.toString();
        }
    }

    /** Whatever becomes of the snapshot, the log is closed: as unusable if the disk failed. */
    private static void keep(ServingReplica serving, @Nullable ProducerSnapshot producers) {
        if (producers == null) {
            return;
        }
        try {
            String failure = serving.host().keeping().keep(producers);
            if (failure != null) {
                LOG.warn("closing a log all the same: {}", failure);
            }
        } catch (RuntimeException e) {
            LOG.error("no producers of offset {} are kept", producers.offset(), e);
        }
    }
}
