package io.sampo.assignors;

import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.assignors.ClientAssignor.Subscriber;
import io.sampo.model.TopicId;
import io.sampo.model.TopicIdPartition;
import io.sampo.model.TopicPartition;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** What every assignor owes, and what each of them promises beside. */
class AssignorLawsTest {
    private static final List<ClientAssignor> CLIENT = List.of(
            ClientAssignors.RANGE,
            ClientAssignors.ROUND_ROBIN,
            ClientAssignors.STICKY,
            ClientAssignors.COOPERATIVE_STICKY);

    private record Group(SortedMap<String, Subscriber> members, SortedMap<String, Integer> partitions) {
        static Group of(long seed) {
            Random random = new Random(seed);
            SortedMap<String, Integer> partitions = new TreeMap<>();
            for (int topic = 0; topic <= random.nextInt(4); topic++) {
                partitions.put("t" + topic, random.nextInt(7));
            }
            SortedMap<String, Subscriber> members = new TreeMap<>();
            for (int member = 0; member <= random.nextInt(6); member++) {
                Set<String> topics = new HashSet<>(partitions.keySet());
                topics.removeIf(topic -> random.nextInt(4) == 0);
                if (random.nextInt(5) == 0) {
                    topics.add("not there");
                }
                members.put("m" + member, new Subscriber(topics, new TreeSet<>(), -1));
            }
            return new Group(members, partitions);
        }

        Group owning(Map<String, SortedSet<TopicPartition>> owned, int generation) {
            SortedMap<String, Subscriber> told = new TreeMap<>();
            members.forEach((id, member) ->
                    told.put(id, new Subscriber(member.topics(), owned.getOrDefault(id, new TreeSet<>()), generation)));
            return new Group(told, partitions);
        }

        Set<TopicPartition> wanted() {
            Set<TopicPartition> wanted = new TreeSet<>();
            partitions.forEach((topic, count) -> {
                if (members.values().stream().anyMatch(member -> member.topics().contains(topic))) {
                    for (int partition = 0; partition < count; partition++) {
                        wanted.add(new TopicPartition(topic, partition));
                    }
                }
            });
            return wanted;
        }
    }

    @Property(tries = 1_000)
    void everyLeaderGivesEverythingThatIsWantedOnceAndToWhoWantsIt(@ForAll long seed) {
        // given
        Group group = Group.of(seed);
        for (ClientAssignor assignor : CLIENT) {
            // when
            Map<String, SortedSet<TopicPartition>> assigned = assignor.assign(group.members, group.partitions);

            // then
            List<TopicPartition> given = new ArrayList<>();
            assigned.forEach((member, partitions) -> partitions.forEach(partition -> {
                given.add(partition);
                assertThat(Objects.requireNonNull(group.members.get(member)).topics())
                        .contains(partition.topic());
            }));
            assertThat(given).as(assignor.name()).containsExactlyInAnyOrderElementsOf(group.wanted());
            assertThat(assigned.keySet()).isEqualTo(group.members.keySet());
        }
    }

    @Property(tries = 1_000)
    void cooperativelyNobodyIsGivenWhatAnotherStillHasAndAFewRoundsComplete(@ForAll long seed) {
        // given: a division of fewer members
        Group all = Group.of(seed);
        SortedMap<String, Subscriber> some = new TreeMap<>(all.members);
        some.keySet().removeIf(member -> member.hashCode() % 2 == 0 && all.members.size() > 1);
        Map<String, SortedSet<TopicPartition>> before = ClientAssignors.COOPERATIVE_STICKY.assign(some, all.partitions);

        // when
        Group told = all.owning(before, 1);
        Map<String, SortedSet<TopicPartition>> first =
                ClientAssignors.COOPERATIVE_STICKY.assign(told.members, told.partitions);
        Map<String, SortedSet<TopicPartition>> last = first;
        for (int round = 2; round <= 4; round++) {
            Group later = all.owning(last, round);
            last = ClientAssignors.COOPERATIVE_STICKY.assign(later.members, later.partitions);
        }

        // then
        first.forEach((member, partitions) -> before.forEach((other, owned) -> {
            if (!other.equals(member)) {
                assertThat(java.util.Collections.disjoint(partitions, owned)).isTrue();
            }
        }));
        List<TopicPartition> given = new ArrayList<>();
        last.values().forEach(given::addAll);
        assertThat(given).containsExactlyInAnyOrderElementsOf(all.wanted());
    }

    @Property(tries = 1_000)
    void whoMissedAGenerationIsNotGivenWhatAnotherHasByANewerOne(@ForAll long seed) {
        // given: everything is divided, then again among all but one, which knows nothing of it
        Group all = Group.of(seed);
        String late = all.members.firstKey();
        Map<String, SortedSet<TopicPartition>> first = ClientAssignors.STICKY.assign(all.members, all.partitions);
        SortedMap<String, Subscriber> others = new TreeMap<>(all.members);
        others.remove(late);
        Map<String, SortedSet<TopicPartition>> second = ClientAssignors.STICKY.assign(others, all.partitions);
        SortedMap<String, Subscriber> told = new TreeMap<>(all.owning(second, 2).members);
        told.put(late, new Subscriber(told.get(late).topics(), first.get(late), 1));

        // when
        Map<String, SortedSet<TopicPartition>> assigned =
                ClientAssignors.COOPERATIVE_STICKY.assign(told, all.partitions);

        // then
        second.forEach((other, owned) -> assertThat(java.util.Collections.disjoint(assigned.get(late), owned))
                .isTrue());
    }

    @Test
    void ofTwoThatClaimThePartitionTheNewerGenerationKeepsIt() {
        // given
        TopicPartition claimed = new TopicPartition("t", 0);
        SortedMap<String, Subscriber> members = new TreeMap<>();
        members.put("a", new Subscriber(Set.of("t"), new TreeSet<>(Set.of(claimed)), 3));
        members.put("b", new Subscriber(Set.of("t"), new TreeSet<>(Set.of(claimed)), 4));

        // when
        var assigned = ClientAssignors.STICKY.assign(members, new TreeMap<>(Map.of("t", 2)));

        // then
        assertThat(assigned.get("b")).containsExactly(claimed);
    }

    @Test
    void rangeAndRoundRobinDivideAsKafkaDocumentsThem() {
        // given
        SortedMap<String, Subscriber> members = new TreeMap<>();
        members.put("C0", new Subscriber(Set.of("t0", "t1"), new TreeSet<>(), -1));
        members.put("C1", new Subscriber(Set.of("t0", "t1"), new TreeSet<>(), -1));
        SortedMap<String, Integer> partitions = new TreeMap<>(Map.of("t0", 3, "t1", 3));

        // then
        assertThat(ClientAssignors.RANGE.assign(members, partitions).toString())
                .isEqualTo("{C0=[t0-0, t0-1, t1-0, t1-1], C1=[t0-2, t1-2]}");
        assertThat(ClientAssignors.ROUND_ROBIN.assign(members, partitions).toString())
                .isEqualTo("{C0=[t0-0, t0-2, t1-1], C1=[t0-1, t1-0, t1-2]}");
    }

    @Test
    void anUnknownNameIsAnsweredWithThoseThatThereAre() {
        org.assertj.core.api.Assertions.assertThatThrownBy(() -> ClientAssignors.named("best"))
                .hasMessage(
                        "There is no assignor 'best', expected one of [range, roundrobin, sticky, cooperative-sticky]");
        assertThat(ClientAssignors.named("sticky")).isSameAs(ClientAssignors.STICKY);
    }

    private static final TopicId A = new TopicId(new UUID(0, 1));
    private static final TopicId B = new TopicId(new UUID(0, 2));

    private static AssignmentSpec.Member wanting(TopicId... topics) {
        return new AssignmentSpec.Member(null, null, Set.of(topics), new TreeSet<>());
    }

    @Test
    void theServersRangeDividesLikeTopicsAlike() {
        // given
        SortedMap<String, AssignmentSpec.Member> members = new TreeMap<>();
        members.put("m1", wanting(A, B));
        members.put("m2", wanting(A, B));

        // when
        Map<String, SortedSet<TopicIdPartition>> assigned =
                new RangeAssignor().assign(new AssignmentSpec(members, new TreeMap<>(Map.of(A, 3, B, 3))));

        // then
        assertThat(assigned.get("m1"))
                .containsExactly(
                        new TopicIdPartition(A, 0),
                        new TopicIdPartition(A, 1),
                        new TopicIdPartition(B, 0),
                        new TopicIdPartition(B, 1));
    }

    @Property(tries = 500)
    void everyServerGivesEverythingThatIsWantedOnceAndToWhoWantsIt(@ForAll long seed) {
        // given
        Group group = Group.of(seed);
        SortedMap<TopicId, Integer> partitions = new TreeMap<>();
        group.partitions.forEach((topic, count) -> partitions.put(id(topic), count));
        SortedMap<String, AssignmentSpec.Member> members = new TreeMap<>();
        group.members.forEach((member, wish) -> members.put(
                member,
                wanting(wish.topics().stream()
                        .filter(topic -> group.partitions.containsKey(topic))
                        .map(AssignorLawsTest::id)
                        .toArray(TopicId[]::new))));
        for (ServerAssignor assignor : List.of(
                new UniformAssignor(), UniformAssignor.sticky(), new RangeAssignor(), new RoundRobinAssignor())) {
            // when
            Map<String, SortedSet<TopicIdPartition>> assigned =
                    assignor.assign(new AssignmentSpec(members, partitions));

            // then
            List<TopicIdPartition> given = new ArrayList<>();
            assigned.forEach((member, some) -> some.forEach(partition -> {
                given.add(partition);
                assertThat(Objects.requireNonNull(members.get(member)).topics()).contains(partition.topicId());
            }));
            assertThat(given)
                    .as(assignor.name())
                    .containsExactlyInAnyOrderElementsOf(group.wanted().stream()
                            .map(partition -> new TopicIdPartition(id(partition.topic()), partition.partition()))
                            .toList());
        }
    }

    private static TopicId id(String topic) {
        return new TopicId(new UUID(1, topic.hashCode()));
    }

    @Test
    void theServersRoundRobinGoesOnWhereTheTopicBeforeEnded() {
        // given
        SortedMap<String, AssignmentSpec.Member> members = new TreeMap<>();
        members.put("m1", wanting(A, B));
        members.put("m2", wanting(A, B));

        // when
        Map<String, SortedSet<TopicIdPartition>> assigned =
                new RoundRobinAssignor().assign(new AssignmentSpec(members, new TreeMap<>(Map.of(A, 3, B, 3))));

        // then
        assertThat(assigned.get("m1"))
                .containsExactly(new TopicIdPartition(A, 0), new TopicIdPartition(A, 2), new TopicIdPartition(B, 1));
    }

    @Test
    void uniformLevelsOverAllTopics() {
        // given
        SortedMap<String, AssignmentSpec.Member> members = new TreeMap<>();
        members.put("m1", wanting(A, B));
        members.put("m2", wanting(B));

        // when
        Map<String, SortedSet<TopicIdPartition>> assigned =
                new UniformAssignor().assign(new AssignmentSpec(members, new TreeMap<>(Map.of(A, 2, B, 2))));

        // then
        assertThat(assigned.get("m1")).containsExactly(new TopicIdPartition(A, 0), new TopicIdPartition(A, 1));
        assertThat(assigned.get("m2")).containsExactly(new TopicIdPartition(B, 0), new TopicIdPartition(B, 1));
    }

    @Test
    void aThousandMembersAndTenThousandPartitionsAreDividedLevel() {
        // given
        SortedMap<String, AssignmentSpec.Member> members = new TreeMap<>();
        for (int i = 0; i < 1_000; i++) {
            members.put("m" + i, i % 3 == 0 ? wanting(A) : wanting(A, B));
        }

        // when
        Map<String, SortedSet<TopicIdPartition>> assigned =
                new UniformAssignor().assign(new AssignmentSpec(members, new TreeMap<>(Map.of(A, 5_000, B, 5_000))));

        // then
        assigned.values().forEach(partitions -> assertThat(partitions).hasSize(10));
    }
}
