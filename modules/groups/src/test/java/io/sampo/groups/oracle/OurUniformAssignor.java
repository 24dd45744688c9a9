package io.sampo.groups.oracle;

import io.sampo.assignors.AssignmentSpec;
import io.sampo.assignors.UniformAssignor;
import io.sampo.model.TopicId;
import io.sampo.model.TopicIdPartition;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.coordinator.group.api.assignor.ConsumerGroupPartitionAssignor;
import org.apache.kafka.coordinator.group.api.assignor.GroupAssignment;
import org.apache.kafka.coordinator.group.api.assignor.GroupSpec;
import org.apache.kafka.coordinator.group.api.assignor.MemberAssignment;
import org.apache.kafka.coordinator.group.api.assignor.SubscribedTopicDescriber;
import org.apache.kafka.coordinator.group.modern.MemberAssignmentImpl;

/** Our assignor within Kafka's coordinator: so that what the two coordinators do with a target can be compared exactly. */
public final class OurUniformAssignor implements ConsumerGroupPartitionAssignor {
    @Override
    public String name() {
        return "uniform";
    }

    @Override
    public GroupAssignment assign(GroupSpec spec, SubscribedTopicDescriber topics) {
        SortedMap<TopicId, Integer> partitions = new TreeMap<>();
        SortedMap<String, AssignmentSpec.Member> members = new TreeMap<>();
        for (String memberId : spec.memberIds()) {
            Set<TopicId> subscribed = new HashSet<>();
            for (Uuid topic : spec.memberSubscription(memberId).subscribedTopicIds()) {
                subscribed.add(ours(topic));
                partitions.put(ours(topic), topics.numPartitions(topic));
            }
            SortedSet<TopicIdPartition> current = new TreeSet<>();
            spec.memberAssignment(memberId)
                    .partitions()
                    .forEach((topic, numbers) ->
                            numbers.forEach(number -> current.add(new TopicIdPartition(ours(topic), number))));
            members.put(memberId, new AssignmentSpec.Member(null, null, subscribed, current));
        }
        Map<String, MemberAssignment> theirs = new HashMap<>();
        new UniformAssignor()
                .assign(new AssignmentSpec(members, partitions))
                .forEach((memberId, target) -> theirs.put(memberId, new MemberAssignmentImpl(byTopic(target))));
        return new GroupAssignment(theirs);
    }

    private static Map<Uuid, Set<Integer>> byTopic(SortedSet<TopicIdPartition> target) {
        Map<Uuid, Set<Integer>> byTopic = new HashMap<>();
        target.forEach(partition -> byTopic.computeIfAbsent(
                        KafkaCoordinator.uuid(partition.topicId()), topic -> new HashSet<>())
                .add(partition.partition()));
        return byTopic;
    }

    static TopicId ours(Uuid topic) {
        return new TopicId(new UUID(topic.getMostSignificantBits(), topic.getLeastSignificantBits()));
    }
}
