package io.sampo.controller;

import io.sampo.model.TopicIdPartition;

/**
 * A broker has stopped being a replica of a partition, as a record of the metadata log says: the one thing, beside the
 * deletion of the topic, that lets it delete its files (R15).
 *
 * @param partitionEpoch of the state without it; a replica that knows a higher one was added again and keeps its files (H63)
 */
public record ReplicaRemoval(TopicIdPartition partition, int brokerId, int partitionEpoch) {}
