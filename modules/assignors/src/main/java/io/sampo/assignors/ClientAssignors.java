package io.sampo.assignors;

import io.sampo.assignors.ClientAssignor.Subscriber;
import io.sampo.model.TopicPartition;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** The assignors that Kafka's consumers know, by Kafka's names. */
public final class ClientAssignors {
    /** {@code range}: each topic by itself, in contiguous pieces. */
    public static final ClientAssignor RANGE = new Range();
    /** {@code roundrobin}: one partition after the other, one member after the other. */
    public static final ClientAssignor ROUND_ROBIN = new RoundRobin();
    /** {@code sticky}: level, and little moves. */
    public static final ClientAssignor STICKY = new Sticky();
    /** {@code cooperative-sticky}: the same, and nobody is given what another one still has. */
    public static final ClientAssignor COOPERATIVE_STICKY = new CooperativeSticky();

    private static final List<ClientAssignor> ALL = List.of(RANGE, ROUND_ROBIN, STICKY, COOPERATIVE_STICKY);

    private ClientAssignors() {}

    /**
     * The assignor of that name.
     *
     * @throws IllegalArgumentException where there is none; the message names those that there are
     */
    public static ClientAssignor named(String name) {
        for (ClientAssignor assignor : ALL) {
            if (assignor.name().equals(name)) {
                return assignor;
            }
        }
        throw new IllegalArgumentException("There is no assignor '" + name + "', expected one of "
                + ALL.stream().map(ClientAssignor::name).toList());
    }

    private static SortedMap<String, SortedSet<TopicPartition>> nothing(SortedMap<String, Subscriber> members) {
        SortedMap<String, SortedSet<TopicPartition>> assigned = new TreeMap<>();
        members.keySet().forEach(member -> assigned.put(member, new TreeSet<>()));
        return assigned;
    }

    private static List<String> subscribers(SortedMap<String, Subscriber> members, String topic) {
        List<String> subscribers = new ArrayList<>();
        members.forEach((id, member) -> {
            if (member.topics().contains(topic)) {
                subscribers.add(id);
            }
        });
        return subscribers;
    }

    private static final class Range implements ClientAssignor {
        @Override
        public String name() {
            return "range";
        }

        @Override
        public Map<String, SortedSet<TopicPartition>> assign(
                SortedMap<String, Subscriber> members, SortedMap<String, Integer> partitions) {
            SortedMap<String, SortedSet<TopicPartition>> assigned = nothing(members);
            partitions.forEach((topic, count) -> ContiguousRanges.divide(
                    count, subscribers(members, topic), (member, partition) -> Objects.requireNonNull(
                                    assigned.get(member))
                            .add(new TopicPartition(topic, partition))));
            return assigned;
        }
    }

    private static final class RoundRobin implements ClientAssignor {
        @Override
        public String name() {
            return "roundrobin";
        }

        @Override
        public Map<String, SortedSet<TopicPartition>> assign(
                SortedMap<String, Subscriber> members, SortedMap<String, Integer> partitions) {
            SortedMap<String, SortedSet<TopicPartition>> assigned = nothing(members);
            Circle circle = new Circle(List.copyOf(members.keySet()));
            partitions.forEach((topic, count) -> circle.divide(
                    count,
                    member ->
                            Objects.requireNonNull(members.get(member)).topics().contains(topic),
                    (member, partition) ->
                            Objects.requireNonNull(assigned.get(member)).add(new TopicPartition(topic, partition))));
            return assigned;
        }
    }

    private static class Sticky implements ClientAssignor {
        @Override
        public String name() {
            return "sticky";
        }

        @Override
        public Map<String, SortedSet<TopicPartition>> assign(
                SortedMap<String, Subscriber> members, SortedMap<String, Integer> partitions) {
            SortedMap<TopicPartition, List<String>> eligible = new TreeMap<>();
            partitions.forEach((topic, count) -> {
                List<String> subscribers = subscribers(members, topic);
                for (int partition = 0; partition < count; partition++) {
                    eligible.put(new TopicPartition(topic, partition), subscribers);
                }
            });
            return StickyBalance.divide(eligible, owned(members));
        }

        /** What each member owns, if it is to be believed: a claim of an older generation is void. */
        static SortedMap<String, SortedSet<TopicPartition>> owned(SortedMap<String, Subscriber> members) {
            Map<TopicPartition, Integer> newest = new HashMap<>();
            members.values().forEach(member -> member.owned()
                    .forEach(partition -> newest.merge(partition, member.generation(), Math::max)));
            SortedMap<String, SortedSet<TopicPartition>> owned = new TreeMap<>();
            members.forEach((id, member) -> {
                SortedSet<TopicPartition> believed = new TreeSet<>(member.owned());
                believed.removeIf(partition -> Objects.requireNonNull(newest.get(partition)) != member.generation());
                owned.put(id, believed);
            });
            return owned;
        }
    }

    private static final class CooperativeSticky extends Sticky {
        @Override
        public String name() {
            return "cooperative-sticky";
        }

        @Override
        public boolean isCooperative() {
            return true;
        }

        @Override
        public Map<String, SortedSet<TopicPartition>> assign(
                SortedMap<String, Subscriber> members, SortedMap<String, Integer> partitions) {
            Map<String, SortedSet<TopicPartition>> assigned = super.assign(members, partitions);
            // Any claim counts here, also a void one: whoever has it must have said that it has given it up. But only
            // who
            // is believed has it already: one that missed a generation does not know who has read on since.
            Set<TopicPartition> claimed = new HashSet<>();
            members.values().forEach(member -> claimed.addAll(member.owned()));
            SortedMap<String, SortedSet<TopicPartition>> owned = owned(members);
            assigned.forEach((id, given) -> {
                SortedSet<TopicPartition> own = Objects.requireNonNull(owned.get(id));
                given.removeIf(partition -> claimed.contains(partition) && !own.contains(partition));
            });
            return assigned;
        }
    }
}
