package io.sampo.assignors;

import io.sampo.model.TopicId;
import io.sampo.model.TopicIdPartition;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;

/** {@code uniform}, or {@code sticky}: level over all topics together, and little moves. The default of Kafka, and ours. */
public final class UniformAssignor implements ServerAssignor {
    private final String name;

    public UniformAssignor() {
        this("uniform");
    }

    private UniformAssignor(String name) {
        this.name = name;
    }

    /** The same by the name that Kafka's consumers have for it. */
    public static UniformAssignor sticky() {
        return new UniformAssignor("sticky");
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Map<String, SortedSet<TopicIdPartition>> assign(AssignmentSpec spec) {
        SortedMap<TopicId, List<String>> subscribers = new TreeMap<>();
        SortedMap<String, SortedSet<TopicIdPartition>> current = new TreeMap<>();
        spec.members().forEach((memberId, member) -> {
            member.topics().forEach(topic -> subscribers
                    .computeIfAbsent(topic, any -> new ArrayList<>())
                    .add(memberId));
            current.put(memberId, member.current());
        });
        SortedMap<TopicIdPartition, List<String>> eligible = new TreeMap<>();
        spec.partitions().forEach((topic, count) -> {
            List<String> members = Objects.requireNonNullElse(subscribers.get(topic), List.of());
            for (int partition = 0; partition < count; partition++) {
                eligible.put(new TopicIdPartition(topic, partition), members);
            }
        });
        return StickyBalance.divide(eligible, current);
    }
}
