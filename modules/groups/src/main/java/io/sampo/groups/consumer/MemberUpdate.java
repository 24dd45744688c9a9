package io.sampo.groups.consumer;

import io.sampo.groups.Draft;
import io.sampo.groups.GroupRecord.GroupEpochStored;
import io.sampo.groups.GroupRecord.MemberAssignmentStored;
import io.sampo.groups.GroupRecord.MemberStored;
import io.sampo.groups.GroupRecord.RegexStored;
import io.sampo.groups.GroupRecord.TargetEpochStored;
import io.sampo.groups.GroupRecord.TargetStored;
import io.sampo.groups.GroupTopics;
import io.sampo.groups.Now;
import io.sampo.model.TopicIdPartition;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The four steps of every heartbeat and every classic join (KIP-848): take down what the member tells, raise the group epoch
 * if that or the topics make a difference, make a new target for that epoch, and move this one member towards it.
 *
 * @param topicsChanged the topics are other ones than when the group last looked
 */
record MemberUpdate(Draft draft, GroupTopics topics, boolean topicsChanged, TargetAssignor assignor, Now now) {
    /** Writes what is new; true if the member subscribes to something else than before. */
    boolean describe(GroupMember before, MemberMetadata after) {
        boolean isNew = group().member(before.memberId()) == null;
        if (isNew || !before.metadata().equals(after)) {
            draft.write(new MemberStored(before.memberId(), after));
        }
        boolean changed = !before.metadata().subscribesLike(after);
        String regexBefore = before.metadata().hasRegex() ? before.metadata().regex() : null;
        String regexAfter = after.hasRegex() ? after.regex() : null;
        if (!java.util.Objects.equals(regexBefore, regexAfter)) {
            changed = true;
            if (regexBefore != null) {
                forgetRegexIfUnused(draft, regexBefore);
            }
        }
        return resolveRegexes() || changed;
    }

    /** A regular expression that nobody subscribes to any more is forgotten. */
    static void forgetRegexIfUnused(Draft draft, String regex) {
        ModernGroup group = draft.state().modernOrEmpty();
        if (group.regexes().containsKey(regex)
                && !Subscriptions.regexesOf(group.members().values()).contains(regex)) {
            draft.write(new RegexStored(regex, null));
        }
    }

    /** Looks again at every expression that is new, and at all of them when topics have changed. */
    private boolean resolveRegexes() {
        boolean changed = false;
        for (String regex : Subscriptions.regexesOf(group().members().values())) {
            ResolvedRegex known = group().regexes().get(regex);
            if (known == null || topicsChanged) {
                SortedSet<String> matching = Subscriptions.resolve(regex, topics);
                if (known == null || !known.topics().equals(matching)) {
                    draft.write(new RegexStored(regex, new ResolvedRegex(matching, topics.version(), now.wallMs())));
                    changed = true;
                }
            }
        }
        return changed;
    }

    /** Raises the group epoch if the subscriptions or the topics behind them are others. */
    void raiseEpoch(boolean subscriptionChanged) {
        if (!subscriptionChanged && !topicsChanged) {
            return;
        }
        ModernGroup group = group();
        long hash = topics.hashOf(Subscriptions.topicsOf(group));
        if (subscriptionChanged || hash != group.metadataHash()) {
            draft.write(new GroupEpochStored(new GroupEpochStored.Epoch(group.groupEpoch() + 1, hash)));
        }
    }

    /** Makes a target for the epoch of the group, if there is none yet. */
    void retarget() {
        ModernGroup group = group();
        if (group.targetEpoch() >= group.groupEpoch()) {
            return;
        }
        Map<String, SortedSet<TopicIdPartition>> targets = assignor.assign(group, topics);
        for (String memberId : group.members().keySet()) {
            SortedSet<TopicIdPartition> target = targets.getOrDefault(memberId, new TreeSet<>());
            if (!target.equals(group.targets().get(memberId))) {
                draft.write(new TargetStored(memberId, target));
            }
        }
        draft.write(new TargetEpochStored(new TargetEpochStored.Epoch(group.groupEpoch(), now.wallMs())));
    }

    /** Moves the member one step; the member afterwards. */
    GroupMember reconcile(String memberId, boolean subscriptionChanged, @Nullable Set<TopicIdPartition> owned) {
        ModernGroup group = group();
        GroupMember member = java.util.Objects.requireNonNull(group.member(memberId));
        if (!subscriptionChanged && member.assignment().isReconciledTo(group.targetEpoch())) {
            return member;
        }
        MemberAssignment next = new Reconciliation(
                        member.assignment(),
                        group.targetEpoch(),
                        group.target(memberId),
                        subscriptionChanged,
                        subscribed(member, group),
                        partition -> group.owner(partition) != null,
                        owned)
                .next();
        if (!next.equals(member.assignment())) {
            draft.write(new MemberAssignmentStored(memberId, next));
        }
        return member.with(next);
    }

    private Predicate<TopicIdPartition> subscribed(GroupMember member, ModernGroup group) {
        Set<String> names = Subscriptions.topicsOf(member.metadata(), group);
        return partition -> {
            GroupTopics.Topic topic = topics.of(partition.topicId());
            return topic != null && names.contains(topic.name());
        };
    }

    private ModernGroup group() {
        return draft.state().modernOrEmpty();
    }
}
