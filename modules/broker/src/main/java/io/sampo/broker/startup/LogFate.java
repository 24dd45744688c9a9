package io.sampo.broker.startup;

import io.sampo.controller.ClusterMetadata;
import io.sampo.model.PartitionState;
import io.sampo.model.TopicIdPartition;

/**
 * What becomes of a log that lies on the disk when a broker starts (R15). Only a record of the metadata log deletes; that
 * the metadata do not name a replica proves nothing: a snapshot may be old, damaged or of another cluster (H46).
 */
enum LogFate {
    /** It is a replica. */
    SERVED,
    /** A record says that its topic was deleted, or this broker removed from its partition. */
    DELETED,
    /** Nobody says anything: it is put aside. */
    STRAY;

    static LogFate of(ClusterMetadata metadata, TopicIdPartition log, int brokerId) {
        if (metadata.deletedTopics().containsValue(log.topicId())) {
            return DELETED;
        }
        PartitionState state = metadata.partition(log);
        if (state != null && state.replicas().contains(brokerId)) {
            return SERVED;
        }
        return metadata.removal(log, brokerId) == null ? STRAY : DELETED;
    }
}
