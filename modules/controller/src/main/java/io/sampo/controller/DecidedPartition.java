package io.sampo.controller;

import io.sampo.model.PartitionState;
import io.sampo.model.TopicIdPartition;
import org.jspecify.annotations.Nullable;

/** One partition on which is decided, with what its topic says about elections. */
public record DecidedPartition(TopicMetadata topic, int number) {
    /** The partition of that identity, or null. */
    public static @Nullable DecidedPartition of(ClusterMetadata metadata, TopicIdPartition partition) {
        TopicMetadata topic = metadata.topic(partition.topicId());
        return topic == null || partition.partition() >= topic.partitions().size()
                ? null
                : new DecidedPartition(topic, partition.partition());
    }

    public TopicIdPartition id() {
        return topic.partition(number);
    }

    public PartitionState state() {
        return topic.partitions().get(number);
    }

    /** Of the topic. */
    public int minInsyncReplicas() {
        return topic.config().minInsyncReplicas();
    }
}
