package io.sampo.groups.consumer;

import io.sampo.model.TopicIdPartition;
import java.util.Collections;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;
import org.pcollections.HashTreePMap;
import org.pcollections.PMap;
import org.pcollections.TreePMap;

/**
 * A group of the consumer protocol, as a value: members, group epoch, and the target that the assignor made for one epoch.
 * Its invariant is the one that everything else is about: a partition has at most one owner. {@link #checkMayOwn} checks it
 * before an ownership is decided, and {@link #checkOwners} when a load has ended. While a log is read back it need not hold:
 * compaction takes away that a member has given a partition up, as soon as a later record of that member exists, and what was
 * read of the member before is out of date until that one comes (KAFKA-19862).
 */
public final class ModernGroup {
    /** No members, no target; epoch 1, as in Kafka, so that the first member's is 2. */
    public static final ModernGroup EMPTY = new ModernGroup(
            new Epochs(1, 0, 1, 0),
            TreePMap.empty(),
            TreePMap.empty(),
            TreePMap.empty(),
            HashTreePMap.empty(),
            HashTreePMap.empty());

    private record Epochs(int group, long metadataHash, int target, long targetComputedAtMs) {}

    private final Epochs epochs;
    private final TreePMap<String, GroupMember> members;
    private final TreePMap<String, SortedSet<TopicIdPartition>> targets;
    private final TreePMap<String, ResolvedRegex> regexes;
    private final PMap<TopicIdPartition, String> owners;
    private final PMap<String, String> memberOfInstance;

    private ModernGroup(
            Epochs epochs,
            TreePMap<String, GroupMember> members,
            TreePMap<String, SortedSet<TopicIdPartition>> targets,
            TreePMap<String, ResolvedRegex> regexes,
            PMap<TopicIdPartition, String> owners,
            PMap<String, String> memberOfInstance) {
        this.epochs = epochs;
        this.members = members;
        this.targets = targets;
        this.regexes = regexes;
        this.owners = owners;
        this.memberOfInstance = memberOfInstance;
    }

    /** Rises with every change of members, subscriptions or topics. */
    public int groupEpoch() {
        return epochs.group;
    }

    public long metadataHash() {
        return epochs.metadataHash;
    }

    /** The group epoch that the targets were made for; below {@link #groupEpoch()} = they have to be made anew. */
    public int targetEpoch() {
        return epochs.target;
    }

    /** Since 1970; 0 = unknown. */
    public long targetComputedAtMs() {
        return epochs.targetComputedAtMs;
    }

    /** By member id. */
    public SortedMap<String, GroupMember> members() {
        return members;
    }

    public @Nullable GroupMember member(String memberId) {
        return members.get(memberId);
    }

    /** What that member shall own; empty where nothing was decided for it. */
    public SortedSet<TopicIdPartition> target(String memberId) {
        SortedSet<TopicIdPartition> target = targets.get(memberId);
        return target == null ? Collections.emptySortedSet() : target;
    }

    public SortedMap<String, SortedSet<TopicIdPartition>> targets() {
        return targets;
    }

    public SortedMap<String, ResolvedRegex> regexes() {
        return regexes;
    }

    /** Who owns it now, waiting to give it up or not; null = nobody. */
    public @Nullable String owner(TopicIdPartition partition) {
        return owners.get(partition);
    }

    /** Everything that is owned. */
    public Set<TopicIdPartition> ownedPartitions() {
        return owners.keySet();
    }

    /** The member behind a {@code group.instance.id}; null = none. */
    public @Nullable GroupMember staticMember(@Nullable String instanceId) {
        String memberId = instanceId == null ? null : memberOfInstance.get(instanceId);
        return memberId == null ? null : members.get(memberId);
    }

    public ModernGroup withEpoch(int groupEpoch, long metadataHash) {
        return with(new Epochs(groupEpoch, metadataHash, epochs.target, epochs.targetComputedAtMs));
    }

    public ModernGroup withTargetEpoch(int targetEpoch, long computedAtMs) {
        return with(new Epochs(epochs.group, epochs.metadataHash, targetEpoch, computedAtMs));
    }

    public ModernGroup withMetadata(String memberId, MemberMetadata metadata) {
        GroupMember before = members.get(memberId);
        GroupMember after = (before == null ? GroupMember.joining(memberId) : before).with(metadata);
        PMap<String, String> instances = withoutInstance(before);
        if (metadata.instanceId() != null) {
            instances = instances.plus(metadata.instanceId(), memberId);
        }
        return new ModernGroup(epochs, members.plus(memberId, after), targets, regexes, owners, instances);
    }

    public ModernGroup withoutMember(String memberId) {
        GroupMember before = members.get(memberId);
        if (before == null) {
            return this;
        }
        return new ModernGroup(
                epochs, members.minus(memberId), targets, regexes, disowned(before), withoutInstance(before));
    }

    /**
     * The member may be given these.
     *
     * @throws IllegalStateException if another one owns any of them
     */
    public void checkMayOwn(String memberId, MemberAssignment assignment) {
        for (TopicIdPartition partition : assignment.owned()) {
            String other = owners.get(partition);
            if (other != null && !other.equals(memberId)) {
                throw new IllegalStateException(
                        "Partition " + partition + " is given to " + memberId + " while " + other + " owns it");
            }
        }
    }

    /**
     * No partition is owned twice.
     *
     * @throws IllegalStateException if one is
     */
    public void checkOwners() {
        members.values().forEach(member -> checkMayOwn(member.memberId(), member.assignment()));
    }

    /** Whoever was recorded as the owner of any of these is not any more. */
    public ModernGroup withAssignment(String memberId, MemberAssignment assignment) {
        GroupMember before = members.get(memberId);
        GroupMember after = (before == null ? GroupMember.joining(memberId) : before).with(assignment);
        PMap<TopicIdPartition, String> owned = before == null ? owners : disowned(before);
        for (TopicIdPartition partition : assignment.owned()) {
            owned = owned.plus(partition, memberId);
        }
        return new ModernGroup(epochs, members.plus(memberId, after), targets, regexes, owned, memberOfInstance);
    }

    public ModernGroup withoutAssignment(String memberId) {
        GroupMember before = members.get(memberId);
        if (before == null) {
            return this;
        }
        MemberAssignment gone = new MemberAssignment(
                -1, -1, MemberState.STABLE, Collections.emptySortedMap(), Collections.emptySortedMap());
        return new ModernGroup(
                epochs,
                members.plus(memberId, before.with(gone)),
                targets,
                regexes,
                disowned(before),
                memberOfInstance);
    }

    public ModernGroup withTarget(String memberId, SortedSet<TopicIdPartition> target) {
        return new ModernGroup(epochs, members, targets.plus(memberId, target), regexes, owners, memberOfInstance);
    }

    public ModernGroup withoutTarget(String memberId) {
        return new ModernGroup(epochs, members, targets.minus(memberId), regexes, owners, memberOfInstance);
    }

    public ModernGroup withRegex(String regex, ResolvedRegex resolved) {
        return new ModernGroup(epochs, members, targets, regexes.plus(regex, resolved), owners, memberOfInstance);
    }

    public ModernGroup withoutRegex(String regex) {
        return new ModernGroup(epochs, members, targets, regexes.minus(regex), owners, memberOfInstance);
    }

    private ModernGroup with(Epochs other) {
        return new ModernGroup(other, members, targets, regexes, owners, memberOfInstance);
    }

    private PMap<String, String> withoutInstance(@Nullable GroupMember member) {
        String instanceId = member == null ? null : member.metadata().instanceId();
        boolean isItsOwn =
                member != null && instanceId != null && member.memberId().equals(memberOfInstance.get(instanceId));
        return isItsOwn ? memberOfInstance.minus(instanceId) : memberOfInstance;
    }

    /** What others have taken since stays theirs. */
    private PMap<TopicIdPartition, String> disowned(GroupMember member) {
        PMap<TopicIdPartition, String> left = owners;
        for (TopicIdPartition partition : member.assignment().owned()) {
            if (member.memberId().equals(left.get(partition))) {
                left = left.minus(partition);
            }
        }
        return left;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ModernGroup group
                && epochs.equals(group.epochs)
                && members.equals(group.members)
                && targets.equals(group.targets)
                && regexes.equals(group.regexes);
    }

    @Override
    public int hashCode() {
        return Objects.hash(epochs, members, targets, regexes);
    }

    @Override
    public String toString() {
        return "epoch " + epochs.group + ", target " + epochs.target + ", " + members.values();
    }
}
