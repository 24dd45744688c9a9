package io.sampo.groups;

import io.sampo.model.TopicId;
import io.sampo.model.TopicIdPartition;
import io.sampo.model.TopicPartition;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The topics of the cluster, as one version of the broker's metadata image has them. Immutable; the shell makes one for each
 * image and gives the same one to all of its groups.
 */
public final class GroupTopics {
    /** One topic and how many partitions it has. */
    public record Topic(TopicId id, String name, int partitions) {}

    /** No topics, version 0. */
    public static final GroupTopics NONE = new GroupTopics(0, Collections.emptyList());

    private final long version;
    private final Map<String, Topic> byName = new TreeMap<>();
    private final Map<TopicId, Topic> byId = new HashMap<>();

    /** @param version rises with every image; what it counts does not matter here */
    public GroupTopics(long version, Collection<Topic> topics) {
        this.version = version;
        for (Topic topic : topics) {
            byName.put(topic.name(), topic);
            byId.put(topic.id(), topic);
        }
    }

    public long version() {
        return version;
    }

    /** All names, sorted. */
    public Set<String> names() {
        return Collections.unmodifiableSet(byName.keySet());
    }

    public @Nullable Topic named(String name) {
        return byName.get(name);
    }

    public @Nullable Topic of(TopicId id) {
        return byId.get(id);
    }

    /** By id; null where the topic is not there. */
    public @Nullable TopicIdPartition identified(TopicPartition partition) {
        Topic topic = byName.get(partition.topic());
        return topic == null || partition.partition() < 0
                ? null
                : new TopicIdPartition(topic.id(), partition.partition());
    }

    /** By name; null where the topic is not there. */
    public @Nullable TopicPartition named(TopicIdPartition partition) {
        Topic topic = byId.get(partition.topicId());
        return topic == null ? null : new TopicPartition(topic.name(), partition.partition());
    }

    /** All partitions of those of {@code names} that are there. */
    public SortedSet<TopicIdPartition> partitionsOf(Collection<String> names) {
        SortedSet<TopicIdPartition> partitions = new TreeSet<>();
        for (String name : names) {
            Topic topic = byName.get(name);
            if (topic != null) {
                for (int partition = 0; partition < topic.partitions(); partition++) {
                    partitions.add(new TopicIdPartition(topic.id(), partition));
                }
            }
        }
        return partitions;
    }

    /**
     * A number that changes when one of {@code names} appears, goes, is made anew or gets more partitions. Kept in the group's
     * record: a coordinator that loads the group sees by it what happened meanwhile (KIP-1101). Compared with itself only.
     */
    public long hashOf(Collection<String> names) {
        long hash = 0;
        for (String name : names) {
            Topic topic = byName.get(name);
            if (topic != null) {
                long bits = topic.id().uuid().getMostSignificantBits() * 31
                        + topic.id().uuid().getLeastSignificantBits();
                hash += mixed(mixed(bits) + topic.partitions());
            }
        }
        return hash;
    }

    private static long mixed(long value) {
        long z = (value ^ (value >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }
}
