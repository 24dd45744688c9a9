package io.sampo.groups;

import io.sampo.groups.classic.ClassicGroup;
import io.sampo.groups.classic.ClassicSnapshot;
import io.sampo.groups.classic.EmbeddedProtocolCodec;
import io.sampo.groups.consumer.ModernGroup;
import io.sampo.groups.consumer.TargetAssignor;
import io.sampo.groups.tally.Standing;
import io.sampo.model.SampoException;
import io.sampo.model.TopicIdPartition;
import io.sampo.model.TopicPartition;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** A group, looked at. */
record GroupView(String groupId, GroupState state, @Nullable ClassicGroup classic, TargetAssignor assignor) {
    GroupDescription describe(GroupTopics topics) {
        if (state.modern() != null) {
            return described(state.modern(), topics);
        }
        if (classic != null) {
            return described(classic);
        }
        return new GroupDescription(groupId, GroupDescription.Type.CLASSIC, "Empty", "", "", 0, 0, List.of());
    }

    private GroupDescription described(ModernGroup group, GroupTopics topics) {
        List<GroupDescription.Member> members = group.members().values().stream()
                .map(member -> new GroupDescription.Member(
                        member.memberId(),
                        member.metadata().instanceId(),
                        member.metadata().rackId(),
                        member.metadata().clientId(),
                        member.metadata().clientHost(),
                        member.assignment().memberEpoch(),
                        member.metadata().classic() != null,
                        member.metadata().topics(),
                        member.metadata().regex(),
                        named(member.assignment().owned(), topics),
                        named(group.target(member.memberId()), topics),
                        Blob.EMPTY,
                        Blob.EMPTY))
                .toList();
        return new GroupDescription(
                groupId,
                GroupDescription.Type.CONSUMER,
                Standing.of(group).label(),
                EmbeddedProtocolCodec.PROTOCOL_TYPE,
                assignor.nameFor(group),
                group.groupEpoch(),
                group.targetEpoch(),
                members);
    }

    private static SortedSet<TopicPartition> named(Set<TopicIdPartition> partitions, GroupTopics topics) {
        SortedSet<TopicPartition> named = new TreeSet<>();
        for (TopicIdPartition partition : partitions) {
            TopicPartition name = topics.named(partition);
            if (name != null) {
                named.add(name);
            }
        }
        return named;
    }

    private GroupDescription described(ClassicGroup group) {
        ClassicSnapshot snapshot = group.snapshot();
        List<GroupDescription.Member> members = snapshot.members().stream()
                .map(member -> described(member, group))
                .toList();
        return new GroupDescription(
                groupId,
                GroupDescription.Type.CLASSIC,
                group.state().toString(),
                snapshot.protocolType(),
                Objects.requireNonNullElse(snapshot.protocol(), ""),
                snapshot.generation(),
                snapshot.generation(),
                members);
    }

    private static GroupDescription.Member described(ClassicSnapshot.Member member, ClassicGroup group) {
        SortedSet<TopicPartition> assigned = Collections.emptySortedSet();
        SortedSet<String> topics = Collections.emptySortedSet();
        if (group.isOfConsumers()) {
            try {
                assigned = EmbeddedProtocolCodec.assignment(member.assignment()).partitions();
                topics = EmbeddedProtocolCodec.subscription(member.subscription())
                        .topics();
            } catch (SampoException notYetOrOfTheirOwn) {
                // People get to see the bytes then.
            }
        }
        return new GroupDescription.Member(
                member.memberId(),
                member.instanceId(),
                null,
                member.clientId(),
                member.clientHost(),
                group.generation(),
                true,
                topics,
                null,
                assigned,
                assigned,
                member.subscription(),
                member.assignment());
    }
}
