package io.sampo.controller.reassignment;

import io.sampo.controller.ClusterMetadata;
import io.sampo.controller.Decision;
import io.sampo.controller.Outcome;
import io.sampo.controller.TopicMetadata;
import io.sampo.model.ErrorCode;
import io.sampo.model.Offsets;
import io.sampo.model.Reassignment;
import io.sampo.model.SampoException;
import io.sampo.model.TopicIdPartition;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An administrator wants partitions elsewhere, or wants them to stay after all (KIP-455). All of them are decided together,
 * or none: a plan that is half under way is nobody's.
 *
 * @param moves what is asked of each partition
 * @param bytesPerSecond how fast added replicas may copy from one broker; 0 = as fast as they can, {@link #AS_IT_IS} = as
 *     before
 */
public record ReassignmentRequest(List<Move> moves, long bytesPerSecond) {
    /** Leaves the throttle alone. */
    public static final long AS_IT_IS = -1;

    public ReassignmentRequest {
        moves = List.copyOf(moves);
    }

    /**
     * One partition.
     *
     * @param replicas brokers in order of preference; empty = cancel, back to the original ones
     */
    public record Move(String topic, int partition, List<Integer> replicas) {
        public Move {
            replicas = List.copyOf(replicas);
        }

        @Override
        public String toString() {
            return topic + "-" + partition;
        }
    }

    /** Decides on {@code metadata}; what is so already costs no record. */
    public Decision<Outcome> decide(ClusterMetadata metadata) {
        try {
            if (bytesPerSecond < AS_IT_IS) {
                throw new SampoException(
                        ErrorCode.INVALID_REQUEST,
                        "Throttle " + bytesPerSecond + " is not legal: expected bytes per second, or 0 for none");
            }
            List<PartitionMove.Step> steps = new ArrayList<>();
            Set<TopicIdPartition> seen = new HashSet<>();
            for (Move move : moves) {
                TopicIdPartition partition = find(metadata, move);
                if (!seen.add(partition)) {
                    throw new SampoException(
                            ErrorCode.INVALID_REQUEST, "Partition " + move + " is named twice: expected once");
                }
                PartitionMove from = PartitionMove.of(metadata, partition);
                Reassignment ongoing = metadata.reassignments().of(partition);
                if (move.replicas().isEmpty()) {
                    steps.add(cancelled(move, from, ongoing));
                } else {
                    check(metadata, move, from, ongoing);
                    started(move, from, ongoing).ifPresent(steps::add);
                }
            }
            return new Decision<>(PartitionMove.records(metadata, steps, bytesPerSecond), Outcome.DONE);
        } catch (SampoException refusal) {
            return Decision.unchanged(Outcome.refused(refusal));
        }
    }

    private static TopicIdPartition find(ClusterMetadata metadata, Move move) {
        TopicMetadata topic = metadata.topic(move.topic());
        if (topic == null
                || move.partition() < 0
                || move.partition() >= topic.partitions().size()) {
            throw new SampoException(
                    ErrorCode.UNKNOWN_TOPIC_OR_PARTITION,
                    topic == null
                            ? "Topic '" + move.topic() + "' does not exist; list the topics to see which do"
                            : "Partition " + move + " does not exist: expected 0 to "
                                    + (topic.partitions().size() - 1));
        }
        return topic.partition(move.partition());
    }

    private static void check(ClusterMetadata metadata, Move move, PartitionMove from, @Nullable Reassignment ongoing) {
        List<Integer> target = move.replicas();
        List<Integer> original = ongoing == null ? from.state().replicas() : ongoing.original();
        if (new HashSet<>(target).size() != target.size()) {
            throw illegal(move, "different brokers");
        }
        for (int id : target) {
            if (metadata.broker(id) == null) {
                throw illegal(move, "registered brokers, and broker " + id + " is none");
            }
            if (!from.state().replicas().contains(id) && !metadata.isEligible(id)) {
                throw illegal(move, "new replicas on live brokers, and broker " + id + " is not live");
            }
        }
        if (from.minInsyncReplicas() > original.size()) {
            // With one replica more the minimum would rise, and nothing be committed until the new one is there.
            throw illegal(
                    move,
                    "min.insync.replicas of at most " + original.size() + ", the number of replicas, and it is "
                            + from.minInsyncReplicas() + "; lower it first");
        }
        if (target.size() < from.minInsyncReplicas()) {
            throw illegal(move, "at least " + from.minInsyncReplicas() + " brokers, for that is min.insync.replicas");
        }
    }

    private static SampoException illegal(Move move, String expected) {
        return new SampoException(
                ErrorCode.INVALID_REPLICA_ASSIGNMENT,
                "Replicas " + move.replicas() + " of partition " + move + " are not legal: expected " + expected);
    }

    /** Grows: nobody leaves but those that another target, not reached yet, had added. */
    private static Optional<PartitionMove.Step> started(Move move, PartitionMove from, @Nullable Reassignment ongoing) {
        List<Integer> original = ongoing == null ? from.state().replicas() : ongoing.original();
        Reassignment reassignment = new Reassignment(original, move.replicas());
        boolean isSo = ongoing == null ? original.equals(move.replicas()) : ongoing.equals(reassignment);
        if (isSo) {
            return Optional.empty();
        }
        Set<Integer> replicas = new LinkedHashSet<>(original);
        replicas.addAll(move.replicas());
        return Optional.of(step(move, from, List.copyOf(replicas), reassignment));
    }

    /** Back to the original replicas; where these could not carry on, it is refused (H64, KIP-966 §4.5). */
    private static PartitionMove.Step cancelled(Move move, PartitionMove from, @Nullable Reassignment ongoing) {
        if (ongoing == null) {
            throw new SampoException(
                    ErrorCode.NO_REASSIGNMENT_IN_PROGRESS,
                    "Partition " + move + " is not being reassigned: there is nothing to cancel");
        }
        return step(move, from, ongoing.original(), null);
    }

    private static PartitionMove.Step step(
            Move move, PartitionMove from, List<Integer> replicas, @Nullable Reassignment reassignment) {
        int before =
                reassignment == null ? replicas.size() : reassignment.original().size();
        int leader = from.leader(replicas, true);
        if (!from.keepsEnough(replicas, before)
                || (leader == Offsets.NO_BROKER && from.state().hasLeader())) {
            throw new SampoException(
                    ErrorCode.INVALID_REPLICA_ASSIGNMENT,
                    "Partition " + move + " cannot give up the replicas added so far: of " + replicas + " only "
                            + from.inSync(replicas) + " are in sync, and min.insync.replicas is "
                            + from.minInsyncReplicas() + "; wait until more of them are");
        }
        return from.to(replicas, leader, reassignment);
    }
}
