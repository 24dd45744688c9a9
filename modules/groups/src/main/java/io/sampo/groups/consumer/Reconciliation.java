package io.sampo.groups.consumer;

import io.sampo.model.ErrorCode;
import io.sampo.model.SampoException;
import io.sampo.model.TopicIdPartition;
import java.util.Collections;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * One step of one member towards its target (KIP-848, "Member Reconciliation"): first it gives up what is no longer its own,
 * and keeps its epoch until it says that it did; then it takes the new epoch, and of the new partitions those that nobody
 * owns. All others never stop.
 *
 * @param subscribed true for a partition of a topic the member subscribes to
 * @param isOwned true for a partition that somebody owns, the member itself included
 * @param owned what the member says it owns; null = it did not say
 */
record Reconciliation(
        MemberAssignment current,
        int targetEpoch,
        SortedSet<TopicIdPartition> target,
        boolean subscriptionChanged,
        Predicate<TopicIdPartition> subscribed,
        Predicate<TopicIdPartition> isOwned,
        @Nullable Set<TopicIdPartition> owned) {

    /**
     * What the member owns after this step; the same object where nothing changes.
     *
     * @throws SampoException FENCED_MEMBER_EPOCH where the member has to begin anew
     */
    MemberAssignment next() {
        return switch (current.state()) {
            case STABLE -> {
                if (current.memberEpoch() != targetEpoch) {
                    yield towardsTarget(current.memberEpoch());
                }
                yield subscriptionChanged ? withoutUnsubscribed() : current;
            }
            case UNREVOKED_PARTITIONS -> {
                if (stillOwns(current.pendingRevocation().keySet())) {
                    yield subscriptionChanged ? withoutUnsubscribed() : current;
                }
                yield towardsTarget(current.memberEpoch());
            }
            case UNRELEASED_PARTITIONS -> towardsTarget(current.memberEpoch());
            case UNKNOWN -> {
                if (owned == null || !owned.isEmpty()) {
                    throw new SampoException(
                            ErrorCode.FENCED_MEMBER_EPOCH,
                            "The member is in a state that this coordinator does not know:"
                                    + " it must give up all its partitions and join again");
                }
                yield towardsTarget(targetEpoch);
            }
        };
    }

    private boolean stillOwns(Set<TopicIdPartition> revoked) {
        return owned == null || !Collections.disjoint(owned, revoked);
    }

    /** The target stands, but some of what the member has is of topics that it no longer wants. */
    private MemberAssignment withoutUnsubscribed() {
        SortedMap<TopicIdPartition, Integer> kept = new TreeMap<>(current.assigned());
        SortedMap<TopicIdPartition, Integer> revoked = new TreeMap<>(current.pendingRevocation());
        current.assigned().forEach((partition, epoch) -> {
            if (!subscribed.test(partition)) {
                kept.remove(partition);
                revoked.put(partition, epoch);
            }
        });
        if (kept.size() == current.assigned().size()) {
            return current;
        }
        if (stillOwns(revoked.keySet())) {
            return after(current.memberEpoch(), MemberState.UNREVOKED_PARTITIONS, kept, revoked);
        }
        return after(current.memberEpoch(), current.state(), kept, current.pendingRevocation());
    }

    private MemberAssignment towardsTarget(int epochUntilThen) {
        SortedMap<TopicIdPartition, Integer> kept = new TreeMap<>();
        SortedMap<TopicIdPartition, Integer> revoked = new TreeMap<>();
        current.assigned().forEach((partition, epoch) -> {
            boolean stays = target.contains(partition) && subscribed.test(partition);
            (stays ? kept : revoked).put(partition, epoch);
        });
        if (!revoked.isEmpty() && stillOwns(revoked.keySet())) {
            return after(epochUntilThen, MemberState.UNREVOKED_PARTITIONS, kept, revoked);
        }
        SortedSet<TopicIdPartition> missing = new TreeSet<>(target);
        missing.removeIf(partition -> kept.containsKey(partition) || !subscribed.test(partition));
        // What it gives up in this very step it may take back at once.
        boolean waits = missing.removeIf(partition ->
                isOwned.test(partition) && !current.pendingRevocation().containsKey(partition));
        missing.forEach(partition -> kept.put(partition, targetEpoch));
        return after(
                targetEpoch,
                waits ? MemberState.UNRELEASED_PARTITIONS : MemberState.STABLE,
                kept,
                Collections.emptySortedMap());
    }

    private MemberAssignment after(
            int epoch,
            MemberState state,
            SortedMap<TopicIdPartition, Integer> assigned,
            SortedMap<TopicIdPartition, Integer> pendingRevocation) {
        return new MemberAssignment(epoch, current.memberEpoch(), state, assigned, pendingRevocation);
    }
}
