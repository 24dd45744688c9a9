package io.sampo.broker.replicas;

import io.sampo.controller.ClusterMetadata;
import io.sampo.model.PartitionState;
import io.sampo.model.TopicIdPartition;
import io.sampo.storage.directory.UnclaimedLogs.Claim;

/**
 * What the metadata say of a log that lies on the disk when a broker starts (R15). Only a record of the metadata log
 * deletes; that the metadata do not name a replica proves nothing: a snapshot may be old, damaged or of another cluster.
 */
public final class LogClaims {
    private LogClaims() {}

    /** What becomes of {@code log} on that broker. */
    public static Claim of(ClusterMetadata metadata, TopicIdPartition log, int brokerId) {
        if (metadata.deletedTopics().containsValue(log.topicId())) {
            return Claim.DELETED;
        }
        PartitionState state = metadata.partition(log);
        if (state != null && state.replicas().contains(brokerId)) {
            return Claim.REPLICA;
        }
        return metadata.removal(log, brokerId) == null ? Claim.UNKNOWN : Claim.DELETED;
    }
}
