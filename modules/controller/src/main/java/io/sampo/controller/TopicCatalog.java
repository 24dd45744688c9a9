package io.sampo.controller;

import io.sampo.model.TopicId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;
import org.pcollections.HashPMap;
import org.pcollections.HashTreePMap;
import org.pcollections.TreePMap;

/**
 * The topics of the cluster by name and by identity, and which were deleted. Persistent: a change copies one topic and a
 * few tree nodes, whatever the number of topics.
 *
 * <p>A deletion is remembered, because data may go only for a record that says so, never because a topic is absent (R15):
 * a broker that was away reads it from the snapshot. The memory is bounded; what falls out of it becomes a stray
 * directory on a broker that was away for that long.
 */
final class TopicCatalog {
    static final int DELETIONS_REMEMBERED = 4_096;
    static final TopicCatalog EMPTY =
            new TopicCatalog(TreePMap.empty(), HashTreePMap.empty(), TreePMap.empty(), TreePMap.empty());

    private final TreePMap<String, TopicMetadata> byName;
    private final HashPMap<TopicId, String> names;
    private final TreePMap<Long, TopicId> deletions;
    private final TreePMap<Long, ReplicaRemoval> removals;

    private TopicCatalog(
            TreePMap<String, TopicMetadata> byName,
            HashPMap<TopicId, String> names,
            TreePMap<Long, TopicId> deletions,
            TreePMap<Long, ReplicaRemoval> removals) {
        this.byName = byName;
        this.names = names;
        this.deletions = deletions;
        this.removals = removals;
    }

    static TopicCatalog of(
            Collection<TopicMetadata> topics,
            SortedMap<Long, TopicId> deletions,
            SortedMap<Long, ReplicaRemoval> removals) {
        TopicCatalog catalog = EMPTY;
        for (TopicMetadata topic : topics) {
            catalog = catalog.with(topic);
        }
        return new TopicCatalog(catalog.byName, catalog.names, TreePMap.from(deletions), TreePMap.from(removals));
    }

    Collection<TopicMetadata> topics() {
        return byName.values();
    }

    @Nullable
    TopicMetadata named(String name) {
        return byName.get(name);
    }

    @Nullable
    TopicMetadata identified(TopicId id) {
        String name = names.get(id);
        return name == null ? null : byName.get(name);
    }

    /** Topic ids by the offset of their deletion. */
    SortedMap<Long, TopicId> deletions() {
        return deletions;
    }

    /** Replicas that were removed from their partitions, by the offset of the record that says so. */
    SortedMap<Long, ReplicaRemoval> removals() {
        return removals;
    }

    TopicCatalog with(TopicMetadata topic) {
        return new TopicCatalog(
                byName.plus(topic.name(), topic), names.plus(topic.id(), topic.name()), deletions, removals);
    }

    TopicCatalog with(ReplicaRemoval removal, long offset) {
        return new TopicCatalog(byName, names, deletions, bounded(removals.plus(offset, removal)));
    }

    TopicCatalog without(TopicMetadata topic, long offset) {
        return new TopicCatalog(
                byName.minus(topic.name()),
                names.minus(topic.id()),
                bounded(deletions.plus(offset, topic.id())),
                removals);
    }

    private static <V> TreePMap<Long, V> bounded(TreePMap<Long, V> remembered) {
        return remembered.size() > DELETIONS_REMEMBERED ? remembered.minus(remembered.firstKey()) : remembered;
    }

    TopicCatalog withReplicas(List<PartitionChange.OfReplicas> changes) {
        TopicCatalog changed = this;
        for (PartitionChange.OfReplicas change : changes) {
            TopicMetadata topic = changed.identified(change.partition().topicId());
            if (topic == null) {
                throw new IllegalStateException(
                        "A record changes replicas of " + change.partition() + ", whose topic does not exist");
            }
            changed = changed.with(topic.withReplicas(change));
        }
        return changed;
    }

    TopicCatalog withChanges(List<PartitionChange> changes) {
        Map<TopicId, List<PartitionChange>> byTopic = new LinkedHashMap<>();
        changes.forEach(change -> byTopic.computeIfAbsent(change.partition().topicId(), id -> new ArrayList<>())
                .add(change));
        TreePMap<String, TopicMetadata> changed = byName;
        for (Map.Entry<TopicId, List<PartitionChange>> entry : byTopic.entrySet()) {
            String name = names.get(entry.getKey());
            if (name == null) {
                throw new IllegalStateException("A record changes topic " + entry.getKey() + ", which does not exist");
            }
            changed = changed.plus(name, changed.get(name).withChanges(entry.getValue()));
        }
        return new TopicCatalog(changed, names, deletions, removals);
    }
}
