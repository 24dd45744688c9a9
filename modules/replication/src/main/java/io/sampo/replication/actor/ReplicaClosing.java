package io.sampo.replication.actor;

import io.sampo.messages.PartitionMessage.ApplyState;
import io.sampo.model.TopicIdPartition;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The last job of a replica: close its log and, where a record of the metadata log says so, remove its files. */
final class ReplicaClosing {
    private ReplicaClosing() {}

    /** @param deletion the state whose topic is deleted, or null to keep the files */
    static void run(
            ReplicaJobs jobs,
            ReplicaContext replica,
            TopicIdPartition partition,
            @Nullable ServingReplica serving,
            @Nullable ApplyState deletion) {
        jobs.run(
                () -> {
                    String failure = serving == null ? null : close(serving);
                    if (deletion != null) {
                        replica.logs().delete(partition, deletion.topic());
                        return new ReplicaEvent.LogClosed(true, null);
                    }
                    return new ReplicaEvent.LogClosed(false, failure);
                },
                e -> new ReplicaEvent.LogClosed(false, e.toString()));
    }

    /** A log that cannot be flushed any more is closed all the same: recovery decides at the next start. */
    private static @Nullable String close(ServingReplica serving) {
        try {
            serving.checkpoint();
            serving.host().log().close();
            return null;
        } catch (IOException e) {
            return e.toString();
        }
    }
}
