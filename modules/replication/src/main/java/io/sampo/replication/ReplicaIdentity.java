package io.sampo.replication;

import io.sampo.model.TopicIdPartition;
import java.util.UUID;

/**
 * Which replica this is: constant from the start of its actor to its end.
 *
 * @param brokerEpoch of this process' registration
 * @param directoryId identity of the log directory
 * @param firstSession sessions of this start are numbered from here; above those of any earlier start under the same
 *     broker epoch (R20)
 */
public record ReplicaIdentity(
        TopicIdPartition partition, int brokerId, long brokerEpoch, UUID directoryId, long firstSession) {}
