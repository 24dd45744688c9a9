package io.sampo.simulation.groups;

import io.sampo.groups.GroupRecord;
import io.sampo.groups.GroupRecord.OffsetStored;
import io.sampo.groups.GroupRequest.CommitOffsets;
import io.sampo.groups.GroupResponse.OffsetsFetched;
import io.sampo.groups.GroupState;
import io.sampo.groups.GroupTopics;
import io.sampo.groups.classic.ClassicSnapshot;
import io.sampo.groups.consumer.GroupMember;
import io.sampo.groups.consumer.ModernGroup;
import io.sampo.groups.offsets.CommittedOffset;
import io.sampo.model.ErrorCode;
import io.sampo.model.TopicIdPartition;
import io.sampo.model.TopicPartition;
import io.sampo.simulation.engine.Violation;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What must hold whatever happens. The simulator keeps its own fold of what is committed; it asks no coordinator.
 *
 * <ul>
 *   <li>G1: a member uses only what it owns, and a partition has one owner; two of one classic generation never use the
 *       same.
 *   <li>G2: a committed offset never goes back (H81, H82).
 *   <li>G3: what was acknowledged is there for whoever asks the leader (H83, H84).
 *   <li>G4: what is shown is committed (H83).
 *   <li>G5: a deadline that was served is not due any more.
 *   <li>G6: a request has one answer.
 *   <li>G7: the records make the state that the coordinator has.
 *   <li>G8: when the world is calm, the group comes to rest, and everything is read by somebody.
 * </ul>
 */
final class GroupLaws {
    private final Map<TopicPartition, Long> committed = new TreeMap<>();
    private final Map<TopicPartition, Long> acknowledged = new TreeMap<>();
    private GroupState truth = GroupState.NOTHING;
    private long acknowledgements;

    GroupState truth() {
        return truth;
    }

    long acknowledgements() {
        return acknowledgements;
    }

    /** Records are committed. The fold itself refuses a second owner. */
    void committed(List<GroupRecord> records) {
        for (GroupRecord record : records) {
            truth = record.applyTo(truth);
            if (record instanceof OffsetStored stored && stored.offset() != null) {
                Long before = committed.put(stored.partition(), stored.offset().offset());
                if (before != null && stored.offset().offset() < before) {
                    throw new Violation(
                            "G2",
                            stored.partition() + " goes back from " + before + " to "
                                    + stored.offset().offset());
                }
            }
        }
    }

    /** A consumer heard that its commit is there. */
    void acknowledged(TopicPartition partition, long offset) {
        acknowledgements++;
        acknowledged.merge(partition, offset, Math::max);
    }

    /** The leader has shown this, of all partitions. */
    void fetched(OffsetsFetched fetched) {
        if (fetched.error() != ErrorCode.NONE) {
            return;
        }
        acknowledged.forEach((partition, offset) -> {
            CommittedOffset shown = fetched.offsets().get(partition);
            if (shown == null || shown.offset() < offset) {
                throw new Violation(
                        "G3", partition + " is shown as " + shown + ", and " + offset + " was acknowledged");
            }
        });
        fetched.offsets().forEach((partition, shown) -> {
            Long there = committed.get(partition);
            if (there == null || shown.offset() > there) {
                throw new Violation("G4", partition + " is shown as " + shown.offset() + ", and committed is " + there);
            }
        });
    }

    /** Looks at what the living use. */
    void owners(List<SimConsumer> consumers) {
        Map<String, SimConsumer> ofGenerations = new HashMap<>();
        ModernGroup modern = truth.modern();
        for (SimConsumer consumer : consumers) {
            if (modern != null) {
                usesWhatItOwns(consumer, modern.member(consumer.memberId()));
            } else if (consumer.isClassic() && isMember(consumer)) {
                for (TopicPartition partition : consumer.uses()) {
                    SimConsumer same = ofGenerations.put(consumer.ownedGeneration() + "/" + partition, consumer);
                    if (same != null) {
                        throw new Violation(
                                "G1", partition + " is used by " + same + " and " + consumer + " in one generation");
                    }
                }
            }
        }
    }

    /** Who was put out and does not know it may be of a generation that a group begun anew has again; it can commit nothing. */
    private boolean isMember(SimConsumer consumer) {
        ClassicSnapshot group = truth.classic();
        return group != null
                && group.members().stream().anyMatch(member -> member.memberId().equals(consumer.memberId()));
    }

    /**
     * A partition has one owner in the fold, so members that use what they own use nothing together. A classic consumer may
     * have been put out and be back under its id, and not know it: for it this holds once it is told.
     */
    private static void usesWhatItOwns(SimConsumer consumer, @Nullable GroupMember member) {
        if (member == null
                || (consumer.isClassic() && member.assignment().memberEpoch() != consumer.ownedGeneration())) {
            return;
        }
        Set<TopicIdPartition> owned = member.assignment().owned();
        for (TopicPartition partition : consumer.uses()) {
            if (!owned.contains(consumer.identified(partition))) {
                throw new Violation("G1", partition + " is used by " + consumer + ", which owns " + owned);
            }
        }
    }

    /** True if nobody may take a commit of that time any more: its sender is out, or has lost everything it commits. */
    boolean isVoid(CommitOffsets commit, GroupTopics topics) {
        if (truth.classic() != null) {
            return truth.classic().generation() != commit.generation()
                    || truth.classic().members().stream()
                            .noneMatch(member -> member.memberId().equals(commit.memberId()));
        }
        GroupMember member = truth.modern() == null ? null : truth.modern().member(commit.memberId());
        if (member == null) {
            return truth.modern() != null && !truth.modern().members().isEmpty();
        }
        return commit.positions().keySet().stream().allMatch(partition -> {
            Integer since = member.assignment().assigned().get(topics.identified(partition));
            boolean isPending = member.assignment().pendingRevocation().containsKey(topics.identified(partition));
            return !isPending && (since == null || since > commit.generation());
        });
    }
}
