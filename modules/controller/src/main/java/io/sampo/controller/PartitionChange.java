package io.sampo.controller;

import io.sampo.model.EligibleReplicas;
import io.sampo.model.PartitionState;
import io.sampo.model.Reassignment;
import io.sampo.model.TopicIdPartition;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The new state of one partition. Absolute values, so that replay needs no policy: what was decided once is what every
 * broker applies.
 *
 * @param partitionEpoch one above that of the state it was decided on
 */
public record PartitionChange(
        TopicIdPartition partition,
        int leader,
        int leaderEpoch,
        int partitionEpoch,
        List<Integer> isr,
        boolean recovering,
        EligibleReplicas eligible) {
    public PartitionChange {
        isr = List.copyOf(isr);
    }

    /** With nobody eligible outside the ISR. */
    public PartitionChange(
            TopicIdPartition partition,
            int leader,
            int leaderEpoch,
            int partitionEpoch,
            List<Integer> isr,
            boolean recovering) {
        this(partition, leader, leaderEpoch, partitionEpoch, isr, recovering, EligibleReplicas.NONE);
    }

    /** The change from {@code state} to this leader and ISR; the leader epoch rises exactly where the leader changes. */
    public static PartitionChange of(
            TopicIdPartition partition,
            PartitionState state,
            int leader,
            List<Integer> isr,
            EligibleReplicas eligible) {
        int leaderEpoch = leader == state.leader() ? state.leaderEpoch() : state.leaderEpoch() + 1;
        return new PartitionChange(
                partition, leader, leaderEpoch, state.partitionEpoch() + 1, isr, state.recovering(), eligible);
    }

    /** The same, elected once more: an epoch of its own even where the leader stays. */
    public PartitionChange inNewLeaderEpoch(PartitionState state) {
        return new PartitionChange(
                partition, leader, state.leaderEpoch() + 1, partitionEpoch, isr, recovering, eligible);
    }

    /** The same in or out of recovery (R12). */
    public PartitionChange withRecovering(boolean changed) {
        return new PartitionChange(partition, leader, leaderEpoch, partitionEpoch, isr, changed, eligible);
    }

    /**
     * A change of the replicas themselves.
     *
     * @param reassignment where the partition is on its way to; null if it stays there
     */
    public record OfReplicas(
            PartitionChange change,
            List<Integer> replicas,
            @Nullable Reassignment reassignment) {
        public OfReplicas {
            replicas = List.copyOf(replicas);
        }

        /** Where it is to happen. */
        public TopicIdPartition partition() {
            return change.partition();
        }

        PartitionState applyTo(PartitionState state) {
            PartitionState changed = change.applyTo(state);
            return new PartitionState(
                    changed.leader(),
                    changed.leaderEpoch(),
                    changed.partitionEpoch(),
                    replicas,
                    changed.isr(),
                    changed.recovering(),
                    changed.eligible());
        }
    }

    PartitionState applyTo(PartitionState state) {
        return new PartitionState(leader, leaderEpoch, partitionEpoch, state.replicas(), isr, recovering, eligible);
    }
}
