package io.sampo.groups.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.assignors.AssignmentSpec;
import io.sampo.model.TopicId;
import io.sampo.model.TopicIdPartition;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.coordinator.group.api.assignor.GroupSpec;
import org.apache.kafka.coordinator.group.api.assignor.MemberAssignment;
import org.apache.kafka.coordinator.group.api.assignor.MemberSubscription;
import org.apache.kafka.coordinator.group.api.assignor.SubscribedTopicDescriber;
import org.apache.kafka.coordinator.group.api.assignor.SubscriptionType;
import org.apache.kafka.coordinator.group.assignor.UniformAssignor;
import org.apache.kafka.coordinator.group.modern.MemberAssignmentImpl;

/** Our uniform assignor beside Kafka's, where all want all: as level, and it moves no more. */
class UniformBesideKafkaTest {
    @Property(tries = 500)
    void itIsAsLevelAsKafkasAndMovesNoMore(@ForAll long seed) {
        // given: a group that was level, and that somebody joins or leaves
        Random random = new Random(seed);
        SortedMap<TopicId, Integer> partitions = new TreeMap<>();
        for (int topic = 0; topic <= random.nextInt(4); topic++) {
            partitions.put(new TopicId(new UUID(5, topic)), 1 + random.nextInt(9));
        }
        SortedMap<String, AssignmentSpec.Member> before = new TreeMap<>();
        for (int member = 0; member <= random.nextInt(6); member++) {
            before.put("m" + member, member(partitions, new TreeSet<>()));
        }
        Map<String, SortedSet<TopicIdPartition>> level =
                new io.sampo.assignors.UniformAssignor().assign(new AssignmentSpec(before, partitions));
        SortedMap<String, AssignmentSpec.Member> members = new TreeMap<>();
        level.forEach((id, owned) -> members.put(id, member(partitions, owned)));
        if (random.nextBoolean() && members.size() > 1) {
            members.remove(members.firstKey());
        } else {
            members.put("new", member(partitions, new TreeSet<>()));
        }

        // when
        AssignmentSpec spec = new AssignmentSpec(members, partitions);
        Map<String, SortedSet<TopicIdPartition>> ours = new io.sampo.assignors.UniformAssignor().assign(spec);
        Map<String, SortedSet<TopicIdPartition>> kafkas = kafkas(spec);

        // then
        assertThat(sizes(ours)).isEqualTo(sizes(kafkas));
        assertThat(kept(members, ours)).isGreaterThanOrEqualTo(kept(members, kafkas));
    }

    private static AssignmentSpec.Member member(
            SortedMap<TopicId, Integer> partitions, SortedSet<TopicIdPartition> owned) {
        return new AssignmentSpec.Member(null, null, partitions.keySet(), owned);
    }

    private static List<Integer> sizes(Map<String, SortedSet<TopicIdPartition>> assigned) {
        List<Integer> sizes = new ArrayList<>();
        assigned.values().forEach(partitions -> sizes.add(partitions.size()));
        sizes.sort(null);
        return sizes;
    }

    private static int kept(
            SortedMap<String, AssignmentSpec.Member> before, Map<String, SortedSet<TopicIdPartition>> after) {
        int kept = 0;
        for (Map.Entry<String, AssignmentSpec.Member> member : before.entrySet()) {
            SortedSet<TopicIdPartition> both = new TreeSet<>(member.getValue().current());
            both.retainAll(Objects.requireNonNull(after.get(member.getKey())));
            kept += both.size();
        }
        return kept;
    }

    private static Map<String, SortedSet<TopicIdPartition>> kafkas(AssignmentSpec spec) {
        Map<String, SortedSet<TopicIdPartition>> result = new HashMap<>();
        new UniformAssignor()
                .assign(new KafkasSpec(spec), new Topics(spec))
                .members()
                .forEach((id, assignment) -> {
                    SortedSet<TopicIdPartition> own = new TreeSet<>();
                    assignment
                            .partitions()
                            .forEach((topic, numbers) -> numbers.forEach(
                                    number -> own.add(new TopicIdPartition(OurUniformAssignor.ours(topic), number))));
                    result.put(id, own);
                });
        spec.members().keySet().forEach(id -> result.putIfAbsent(id, new TreeSet<>()));
        return result;
    }

    private record Topics(AssignmentSpec spec) implements SubscribedTopicDescriber {
        @Override
        public int numPartitions(Uuid topic) {
            return spec.partitions().getOrDefault(OurUniformAssignor.ours(topic), -1);
        }

        @Override
        public Set<String> racksForPartition(Uuid topic, int partition) {
            return Set.of();
        }
    }

    private record KafkasSpec(AssignmentSpec spec) implements GroupSpec {
        @Override
        public Set<String> memberIds() {
            return spec.members().keySet();
        }

        @Override
        public SubscriptionType subscriptionType() {
            return SubscriptionType.HOMOGENEOUS;
        }

        @Override
        public boolean isPartitionAssigned(Uuid topic, int partition) {
            TopicIdPartition ours = new TopicIdPartition(OurUniformAssignor.ours(topic), partition);
            return spec.members().values().stream()
                    .anyMatch(member -> member.current().contains(ours));
        }

        @Override
        public boolean isPartitionAssignable(Uuid topic, int partition) {
            return true;
        }

        @Override
        public MemberSubscription memberSubscription(String memberId) {
            return new KafkasSubscription(member(memberId).topics());
        }

        @Override
        public MemberAssignment memberAssignment(String memberId) {
            Map<Uuid, Set<Integer>> byTopic = new HashMap<>();
            member(memberId).current().forEach(partition -> byTopic.computeIfAbsent(
                            KafkaCoordinator.uuid(partition.topicId()), topic -> new HashSet<>())
                    .add(partition.partition()));
            return new MemberAssignmentImpl(Collections.unmodifiableMap(byTopic));
        }

        private AssignmentSpec.Member member(String memberId) {
            return Objects.requireNonNull(spec.members().get(memberId));
        }
    }

    private record KafkasSubscription(Set<TopicId> topics) implements MemberSubscription {
        @Override
        public Optional<String> rackId() {
            return Optional.empty();
        }

        @Override
        public Optional<String> instanceId() {
            return Optional.empty();
        }

        @Override
        public Set<Uuid> subscribedTopicIds() {
            Set<Uuid> ids = new HashSet<>();
            topics.forEach(topic -> ids.add(KafkaCoordinator.uuid(topic)));
            return ids;
        }
    }
}
