package io.sampo.groups.consumer;

import io.sampo.model.TopicIdPartition;
import java.util.Collections;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What a member owns.
 *
 * @param memberEpoch the epoch of the target the member has reached; -1 = has left, -2 = static and away
 * @param previousEpoch its epoch before: accepted once more, since the answer with the newer one may have been lost
 * @param assigned what it may use, and the epoch at which each partition was given to it
 * @param pendingRevocation what it was told to give up and may still use
 */
public record MemberAssignment(
        int memberEpoch,
        int previousEpoch,
        MemberState state,
        SortedMap<TopicIdPartition, Integer> assigned,
        SortedMap<TopicIdPartition, Integer> pendingRevocation) {
    /** Of who has just joined. */
    static final MemberAssignment JOINING =
            new MemberAssignment(0, -1, MemberState.STABLE, Collections.emptySortedMap(), Collections.emptySortedMap());

    public MemberAssignment {
        assigned = Collections.unmodifiableSortedMap(new TreeMap<>(assigned));
        pendingRevocation = Collections.unmodifiableSortedMap(new TreeMap<>(pendingRevocation));
    }

    /** True if nothing is left to do towards the target of {@code targetEpoch}. */
    public boolean isReconciledTo(int targetEpoch) {
        return state == MemberState.STABLE && memberEpoch == targetEpoch;
    }

    /** What it may use, and what it was told to give up and has not: nobody else may have any of it. */
    public SortedSet<TopicIdPartition> owned() {
        SortedSet<TopicIdPartition> owned = new TreeSet<>(assigned.keySet());
        owned.addAll(pendingRevocation.keySet());
        return owned;
    }

    /** Of a static member that goes for a while: what it had stays with its name, from epoch 0 on. */
    MemberAssignment away(int epoch) {
        SortedMap<TopicIdPartition, Integer> fromZero = new TreeMap<>();
        assigned.keySet().forEach(partition -> fromZero.put(partition, 0));
        return new MemberAssignment(epoch, previousEpoch, state, fromZero, Collections.emptySortedMap());
    }

    /** The same partitions in the hands of a new member that takes the place of a static one. */
    MemberAssignment inherited() {
        return new MemberAssignment(0, 0, state, assigned, pendingRevocation);
    }
}
