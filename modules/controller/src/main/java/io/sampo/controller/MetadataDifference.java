package io.sampo.controller;

import io.sampo.model.PartitionState;
import io.sampo.model.TopicId;
import io.sampo.model.TopicIdPartition;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one batch of records has changed, for the broker that applies it. A topic that no record touched is the same object in both, so
 * the cost is that of the change plus one comparison per topic.
 *
 * @param partitions partitions whose state or whose topic's config differs; new ones have no {@code before}
 * @param deletedTopics topics that a record between the two has deleted: only these may lose data (R15)
 * @param brokersChanged true where a registration, a fence or its end lies between them: broker epochs differ
 */
public record MetadataDifference(List<Changed> partitions, List<TopicId> deletedTopics, boolean brokersChanged) {
    public MetadataDifference {
        partitions = List.copyOf(partitions);
        deletedTopics = List.copyOf(deletedTopics);
    }

    /** One partition before and after. */
    public record Changed(
            TopicMetadata topic,
            TopicIdPartition partition,
            @Nullable PartitionState before,
            PartitionState after) {}

    /** From {@code before} to {@code after}, which is the same metadata some records later. */
    public static MetadataDifference between(ClusterMetadata before, ClusterMetadata after) {
        List<Changed> changed = new ArrayList<>();
        for (TopicMetadata topic : after.topics()) {
            TopicMetadata old = before.topic(topic.id());
            if (!topic.equals(old)) {
                addChanged(old, topic, changed);
            }
        }
        List<TopicId> deleted = new ArrayList<>(
                after.deletedTopics().tailMap(before.offset() + 1).values());
        boolean brokersChanged = !List.copyOf(before.brokers()).equals(List.copyOf(after.brokers()));
        return new MetadataDifference(changed, deleted, brokersChanged);
    }

    private static void addChanged(@Nullable TopicMetadata old, TopicMetadata topic, List<Changed> changed) {
        boolean reconfigured = old != null && !old.config().equals(topic.config());
        for (int number = 0; number < topic.partitions().size(); number++) {
            PartitionState after = topic.partitions().get(number);
            PartitionState before = old == null || number >= old.partitions().size()
                    ? null
                    : old.partitions().get(number);
            if (reconfigured || !after.equals(before)) {
                changed.add(new Changed(topic, topic.partition(number), before, after));
            }
        }
    }
}
