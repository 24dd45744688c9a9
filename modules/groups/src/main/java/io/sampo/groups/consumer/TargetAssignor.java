package io.sampo.groups.consumer;

import io.sampo.assignors.AssignmentSpec;
import io.sampo.assignors.ServerAssignor;
import io.sampo.groups.GroupTopics;
import io.sampo.model.ErrorCode;
import io.sampo.model.SampoException;
import io.sampo.model.TopicId;
import io.sampo.model.TopicIdPartition;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Finds the assignor that a group wants, asks it, and believes nothing that it says. */
public final class TargetAssignor {
    private final Map<String, ServerAssignor> byName = new LinkedHashMap<>();
    private final String preferred;

    /** The first of {@code assignors} is taken where no member has a wish. */
    public TargetAssignor(List<ServerAssignor> assignors) {
        assignors.forEach(assignor -> byName.put(assignor.name(), assignor));
        this.preferred = assignors.get(0).name();
    }

    /**
     * Refuses a name that is not offered.
     *
     * @throws SampoException UNSUPPORTED_ASSIGNOR
     */
    void check(@Nullable String name) {
        if (name != null && !byName.containsKey(name)) {
            throw new SampoException(
                    ErrorCode.UNSUPPORTED_ASSIGNOR,
                    "ServerAssignor '" + name + "' is not supported, expected one of "
                            + String.join(", ", byName.keySet()));
        }
    }

    /** The one that most members want; of equals the first by name. */
    public String nameFor(ModernGroup group) {
        Map<String, Integer> votes = new TreeMap<>();
        for (GroupMember member : group.members().values()) {
            String wish = member.metadata().assignor();
            if (wish != null && byName.containsKey(wish)) {
                votes.merge(wish, 1, Integer::sum);
            }
        }
        String name = preferred;
        int most = 0;
        for (Map.Entry<String, Integer> vote : votes.entrySet()) {
            if (vote.getValue() > most) {
                most = vote.getValue();
                name = vote.getKey();
            }
        }
        return name;
    }

    /**
     * The new targets of all members.
     *
     * @throws SampoException UNKNOWN_SERVER_ERROR where the assignor failed or gave what nobody may have
     */
    Map<String, SortedSet<TopicIdPartition>> assign(ModernGroup group, GroupTopics topics) {
        AssignmentSpec spec = spec(group, topics);
        String name = nameFor(group);
        Map<String, SortedSet<TopicIdPartition>> targets;
        try {
            targets = java.util.Objects.requireNonNull(byName.get(name)).assign(spec);
        } catch (RuntimeException broken) {
            throw new SampoException(
                    ErrorCode.UNKNOWN_SERVER_ERROR,
                    "Assignor " + name + " failed for epoch " + group.groupEpoch() + ": " + broken.getMessage(),
                    broken);
        }
        Set<TopicIdPartition> given = new HashSet<>();
        targets.forEach((memberId, target) -> {
            AssignmentSpec.Member member = spec.members().get(memberId);
            for (TopicIdPartition partition : target) {
                boolean exists = partition.partition() < spec.partitions().getOrDefault(partition.topicId(), 0);
                if (member == null || !exists || !member.topics().contains(partition.topicId())) {
                    throw wrong(name, partition, memberId, "which may not have it");
                }
                if (!given.add(partition)) {
                    throw wrong(name, partition, memberId, "and to another member too");
                }
            }
        });
        return targets;
    }

    private static SampoException wrong(String name, TopicIdPartition partition, String memberId, String why) {
        return new SampoException(
                ErrorCode.UNKNOWN_SERVER_ERROR,
                "Assignor " + name + " gave partition " + partition + " to " + memberId + ", " + why);
    }

    private static AssignmentSpec spec(ModernGroup group, GroupTopics topics) {
        SortedMap<String, AssignmentSpec.Member> members = new TreeMap<>();
        SortedMap<TopicId, Integer> partitions = new TreeMap<>();
        for (GroupMember member : group.members().values()) {
            Set<TopicId> subscribed = new HashSet<>();
            for (String name : Subscriptions.topicsOf(member.metadata(), group)) {
                GroupTopics.Topic topic = topics.named(name);
                if (topic != null) {
                    subscribed.add(topic.id());
                    partitions.put(topic.id(), topic.partitions());
                }
            }
            members.put(
                    member.memberId(),
                    new AssignmentSpec.Member(
                            member.metadata().instanceId(),
                            member.metadata().rackId(),
                            subscribed,
                            group.target(member.memberId())));
        }
        return new AssignmentSpec(members, partitions);
    }
}
