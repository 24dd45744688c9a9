package io.sampo.assignors;

import io.sampo.model.TopicIdPartition;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * {@code range}: each topic by itself, in contiguous pieces, so that topics with as many partitions and the same subscribers
 * are divided alike (for joins). Members stand in the order of their instance ids, then of their member ids.
 */
public final class RangeAssignor implements ServerAssignor {
    @Override
    public String name() {
        return "range";
    }

    @Override
    public Map<String, SortedSet<TopicIdPartition>> assign(AssignmentSpec spec) {
        SortedMap<String, SortedSet<TopicIdPartition>> assigned = new TreeMap<>();
        spec.members().keySet().forEach(memberId -> assigned.put(memberId, new TreeSet<>()));
        List<String> ordered = ordered(spec);
        spec.partitions().forEach((topic, count) -> {
            List<String> subscribers = ordered.stream()
                    .filter(memberId -> member(spec, memberId).topics().contains(topic))
                    .toList();
            ContiguousRanges.divide(
                    count, subscribers, (memberId, partition) -> Objects.requireNonNull(assigned.get(memberId))
                            .add(new TopicIdPartition(topic, partition)));
        });
        return assigned;
    }

    /** Members in the order in which they are served. */
    static List<String> ordered(AssignmentSpec spec) {
        Comparator<String> byInstance = Comparator.comparing(memberId -> instanceOf(spec, memberId));
        return spec.members().keySet().stream()
                .sorted(byInstance.thenComparing(Comparator.naturalOrder()))
                .toList();
    }

    /** Static members first, so that a restart does not move anybody. */
    private static String instanceOf(AssignmentSpec spec, String memberId) {
        String instanceId = member(spec, memberId).instanceId();
        return instanceId == null ? "\uffff" : instanceId;
    }

    static AssignmentSpec.Member member(AssignmentSpec spec, String memberId) {
        return Objects.requireNonNull(spec.members().get(memberId));
    }
}
