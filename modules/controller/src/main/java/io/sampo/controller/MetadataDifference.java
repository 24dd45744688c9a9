package io.sampo.controller;

import io.sampo.model.PartitionState;
import io.sampo.model.TopicId;
import io.sampo.model.TopicIdPartition;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What one batch of records has changed, for the broker that applies it. A topic that no record touched is the same object in both, so
 * the cost is that of the change plus one comparison per topic, or one look at every partition where a broker came or went.
 *
 * @param partitions partitions whose state, whose topic's config or whose replicas' brokers differ; new ones have no {@code before}
 * @param deletedTopics topics that a record between the two has deleted: only these may lose data (R15)
 */
public record MetadataDifference(List<Changed> partitions, List<TopicId> deletedTopics) {
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
        Set<Integer> brokers = changedBrokers(before, after);
        List<Changed> changed = new ArrayList<>();
        for (TopicMetadata topic : after.topics()) {
            TopicMetadata old = before.topic(topic.id());
            if (!brokers.isEmpty() || !topic.equals(old)) {
                addChanged(old, topic, brokers, changed);
            }
        }
        List<TopicId> deleted = new ArrayList<>(
                after.deletedTopics().tailMap(before.offset() + 1).values());
        return new MetadataDifference(changed, deleted);
    }

    private static void addChanged(
            @Nullable TopicMetadata old, TopicMetadata topic, Set<Integer> brokers, List<Changed> changed) {
        boolean reconfigured = old != null && !old.config().equals(topic.config());
        for (int number = 0; number < topic.partitions().size(); number++) {
            PartitionState after = topic.partitions().get(number);
            PartitionState before = old == null || number >= old.partitions().size()
                    ? null
                    : old.partitions().get(number);
            if (reconfigured || !after.equals(before) || hasReplicaOn(brokers, after)) {
                changed.add(new Changed(topic, topic.partition(number), before, after));
            }
        }
    }

    private static boolean hasReplicaOn(Set<Integer> brokers, PartitionState state) {
        for (int replica : state.replicas()) {
            if (brokers.contains(replica)) {
                return true;
            }
        }
        return false;
    }

    /** Those that have another epoch as {@link ClusterMetadata#brokerEpochs} tells it, or one where they had none, or none any more. */
    private static Set<Integer> changedBrokers(ClusterMetadata before, ClusterMetadata after) {
        Set<Integer> changed = new HashSet<>();
        for (ClusterMetadata either : List.of(before, after)) {
            for (RegisteredBroker broker : either.brokers()) {
                List<Integer> one = List.of(broker.id());
                if (!before.brokerEpochs(one).equals(after.brokerEpochs(one))) {
                    changed.add(broker.id());
                }
            }
        }
        return changed;
    }
}
