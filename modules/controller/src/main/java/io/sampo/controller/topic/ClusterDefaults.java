package io.sampo.controller.topic;

/**
 * What a new topic gets where its creator says nothing.
 *
 * @param partitions Kafka's {@code num.partitions}
 * @param replicationFactor Kafka's {@code default.replication.factor}
 * @param minInsyncReplicas Kafka's {@code min.insync.replicas}
 */
public record ClusterDefaults(int partitions, int replicationFactor, int minInsyncReplicas) {}
