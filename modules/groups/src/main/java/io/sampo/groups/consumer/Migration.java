package io.sampo.groups.consumer;

import io.sampo.groups.Draft;
import io.sampo.groups.GroupRecord.ClassicGroupStored;
import io.sampo.groups.GroupRecord.GroupEpochStored;
import io.sampo.groups.GroupRecord.MemberAssignmentStored;
import io.sampo.groups.GroupRecord.MemberStored;
import io.sampo.groups.GroupRecord.PartitionMetadataRemoved;
import io.sampo.groups.GroupRecord.RegexStored;
import io.sampo.groups.GroupRecord.TargetEpochStored;
import io.sampo.groups.GroupRecord.TargetStored;
import io.sampo.groups.GroupSettings;
import io.sampo.groups.GroupTopics;
import io.sampo.groups.Now;
import io.sampo.groups.classic.ClassicGroup;
import io.sampo.groups.classic.ClassicRebalance;
import io.sampo.groups.classic.ClassicSnapshot;
import io.sampo.groups.classic.EmbeddedProtocolCodec;
import io.sampo.model.ErrorCode;
import io.sampo.model.SampoException;
import io.sampo.model.TopicIdPartition;
import io.sampo.model.TopicPartition;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A group changes its protocol while it has members (KIP-848, {@code group.consumer.migration.policy}): up when the first
 * member of the consumer protocol joins, down when the last one is gone.
 */
public final class Migration {
    private final GroupSettings settings;

    public Migration(GroupSettings settings) {
        this.settings = settings;
    }

    /**
     * Writes the classic group as a consumer group whose members still speak the classic protocol. Its generation is the
     * epoch, what each member was assigned is its target and is owned by it: nothing moves.
     *
     * @throws SampoException GROUP_ID_NOT_FOUND, as Kafka says it, where the group cannot change
     */
    public void upgrade(Draft draft, ClassicGroup classic, GroupTopics topics) {
        if (!settings.migrationPolicy().allowsUpgrade()) {
            throw cannotUpgrade("group.consumer.migration.policy does not allow it");
        }
        if (!classic.isOfConsumers()) {
            throw cannotUpgrade("its protocol type is '" + classic.protocolType() + "'");
        }
        if (classic.size() > settings.consumerMaxSize()) {
            throw cannotUpgrade("it has more members than group.consumer.max.size");
        }
        List<GroupMember> members = new ArrayList<>();
        Set<TopicIdPartition> owned = new HashSet<>();
        for (ClassicGroup.Migrating migrating : classic.migrating()) {
            GroupMember member = upgraded(migrating, classic.generation(), topics);
            for (TopicIdPartition partition : member.assignment().assigned().keySet()) {
                if (!owned.add(partition)) {
                    throw cannotUpgrade("its leader has assigned a partition twice");
                }
            }
            members.add(member);
        }
        classic.releaseAll(draft, ErrorCode.REBALANCE_IN_PROGRESS);
        draft.write(new ClassicGroupStored(null));
        write(draft, members, classic.generation(), topics);
    }

    private static void write(Draft draft, List<GroupMember> members, int epoch, GroupTopics topics) {
        members.forEach(member -> draft.write(new MemberStored(member.memberId(), member.metadata())));
        long hash = topics.hashOf(Subscriptions.topicsOf(draft.state().modernOrEmpty()));
        draft.write(new GroupEpochStored(new GroupEpochStored.Epoch(epoch, hash)));
        members.forEach(member -> draft.write(new TargetStored(
                member.memberId(), new TreeSet<>(member.assignment().assigned().keySet()))));
        draft.write(new TargetEpochStored(new TargetEpochStored.Epoch(epoch, 0)));
        members.forEach(member -> draft.write(new MemberAssignmentStored(member.memberId(), member.assignment())));
    }

    private static GroupMember upgraded(ClassicGroup.Migrating migrating, int epoch, GroupTopics topics) {
        ClassicSnapshot.Member member = migrating.member();
        try {
            EmbeddedProtocolCodec.Subscription subscription = EmbeddedProtocolCodec.subscription(member.subscription());
            EmbeddedProtocolCodec.Assignment assignment = EmbeddedProtocolCodec.assignment(member.assignment());
            if (assignment.hasUserData()) {
                throw cannotUpgrade("an assignor of its own keeps data in its assignments");
            }
            SortedMap<TopicIdPartition, Integer> assigned = new TreeMap<>();
            for (TopicPartition partition : assignment.partitions()) {
                TopicIdPartition identified = topics.identified(partition);
                if (identified != null) {
                    assigned.put(identified, epoch);
                }
            }
            MemberMetadata metadata = new MemberMetadata(
                    member.instanceId(),
                    subscription.rackId(),
                    member.clientId(),
                    member.clientHost(),
                    subscription.topics(),
                    "",
                    member.rebalanceTimeoutMs(),
                    null,
                    new MemberMetadata.Classic(member.sessionTimeoutMs(), migrating.protocols()));
            return new GroupMember(
                    member.memberId(),
                    metadata,
                    new MemberAssignment(epoch, epoch, MemberState.STABLE, assigned, Collections.emptySortedMap()));
        } catch (SampoException malformed) {
            throw cannotUpgrade(malformed.getMessage());
        }
    }

    /** True if all members except those that leave speak the classic protocol, and the group may follow them. */
    public boolean canDowngrade(ModernGroup group, Collection<String> leaving) {
        List<GroupMember> staying = group.members().values().stream()
                .filter(member -> !leaving.contains(member.memberId()))
                .toList();
        return !staying.isEmpty()
                && staying.stream().allMatch(GroupMember::usesClassicProtocol)
                && settings.migrationPolicy().allowsDowngrade()
                && staying.size() <= settings.maxSize();
    }

    /** True if {@code holder}, which joins again by the classic protocol, was the last one that did not speak it. */
    boolean canDowngradeBy(ModernGroup group, String holder) {
        boolean othersAreClassic = group.members().values().stream()
                .allMatch(member -> member.memberId().equals(holder) || member.usesClassicProtocol());
        return othersAreClassic
                && settings.migrationPolicy().allowsDowngrade()
                && group.members().size() <= settings.maxSize();
    }

    /** Writes the consumer group as a classic one, without those that leave; everybody keeps its target. */
    public void downgrade(Draft draft, Collection<String> leaving, boolean rebalance, GroupTopics topics, Now now) {
        ModernGroup group = draft.state().modernOrEmpty();
        List<ClassicGroup.Migrating> members = new ArrayList<>();
        for (GroupMember member : group.members().values()) {
            if (!leaving.contains(member.memberId())) {
                members.add(downgraded(member, group, topics));
            }
        }
        bury(draft);
        ClassicGroup classic = ClassicGroup.migrated(group.groupEpoch(), members, now);
        classic.beginSessions(now);
        draft.write(new ClassicGroupStored(classic.snapshot()));
        draft.downgrade(classic);
        if (rebalance) {
            new ClassicRebalance(classic, settings).prepare(draft, now);
        }
    }

    private static ClassicGroup.Migrating downgraded(GroupMember member, ModernGroup group, GroupTopics topics) {
        MemberMetadata metadata = member.metadata();
        MemberMetadata.Classic classic = ClassicMembers.classic(member);
        short version = EmbeddedProtocolCodec.version(classic.protocols().get(0).metadata());
        ClassicSnapshot.Member stored = new ClassicSnapshot.Member(
                member.memberId(),
                metadata.instanceId(),
                metadata.clientId(),
                metadata.clientHost(),
                metadata.rebalanceTimeoutMs(),
                classic.sessionTimeoutMs(),
                classic.protocols().get(0).metadata(),
                EmbeddedProtocolCodec.assignment(
                        version, ClassicMembers.named(group.target(member.memberId()), topics)));
        return new ClassicGroup.Migrating(stored, classic.protocols());
    }

    /** Tombstones of everything that a consumer group has written. */
    public static void bury(Draft draft) {
        ModernGroup group = draft.state().modernOrEmpty();
        Set<String> memberIds = group.members().keySet();
        memberIds.forEach(memberId -> draft.write(new MemberAssignmentStored(memberId, null)));
        memberIds.forEach(memberId -> draft.write(new TargetStored(memberId, null)));
        draft.write(new TargetEpochStored(null));
        memberIds.forEach(memberId -> draft.write(new MemberStored(memberId, null)));
        group.regexes().keySet().forEach(regex -> draft.write(new RegexStored(regex, null)));
        draft.write(new PartitionMetadataRemoved());
        draft.write(new GroupEpochStored(null));
    }

    private static SampoException cannotUpgrade(String why) {
        return new SampoException(
                ErrorCode.GROUP_ID_NOT_FOUND, "The classic group cannot become a consumer group: " + why);
    }
}
