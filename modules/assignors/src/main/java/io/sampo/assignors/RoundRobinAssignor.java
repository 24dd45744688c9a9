package io.sampo.assignors;

import io.sampo.model.TopicIdPartition;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** {@code roundrobin}: one partition after the other, one member after the other, over all topics; members as in {@link RangeAssignor}. */
public final class RoundRobinAssignor implements ServerAssignor {
    @Override
    public String name() {
        return "roundrobin";
    }

    @Override
    public Map<String, SortedSet<TopicIdPartition>> assign(AssignmentSpec spec) {
        SortedMap<String, SortedSet<TopicIdPartition>> assigned = new TreeMap<>();
        spec.members().keySet().forEach(memberId -> assigned.put(memberId, new TreeSet<>()));
        Circle circle = new Circle(RangeAssignor.ordered(spec));
        spec.partitions()
                .forEach((topic, count) -> circle.divide(
                        count,
                        memberId ->
                                RangeAssignor.member(spec, memberId).topics().contains(topic),
                        (memberId, partition) -> Objects.requireNonNull(assigned.get(memberId))
                                .add(new TopicIdPartition(topic, partition))));
        return assigned;
    }
}
