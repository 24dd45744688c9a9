package io.sampo.model;

import java.util.List;

/**
 * What the metadata log says of one partition. A value: every change is another one with a higher {@code partitionEpoch}.
 *
 * @param leader broker id of the leader, or {@link Offsets#NO_BROKER}
 * @param leaderEpoch raised with every change of leadership; the {@code le} of REPLICATION §2.0
 * @param partitionEpoch raised with every change of this value; the {@code pe} that compare-and-set works on
 * @param replicas broker ids in order of preference: the first is the preferred leader
 * @param isr in-sync replicas, a subset of {@code replicas}; empty where the last member has left (R10)
 * @param recovering true after an unclean election until every replica has followed its leader (REPLICATION R12)
 * @param eligible who else may lead while the ISR is below its minimum
 */
public record PartitionState(
        int leader,
        int leaderEpoch,
        int partitionEpoch,
        List<Integer> replicas,
        List<Integer> isr,
        boolean recovering,
        @Since(2) EligibleReplicas eligible) {
    public PartitionState {
        replicas = List.copyOf(replicas);
        isr = List.copyOf(isr);
        // Null where the writer was older.
        eligible = eligible == null ? EligibleReplicas.NONE : eligible;
    }

    /** With nobody eligible outside the ISR. */
    public PartitionState(
            int leader,
            int leaderEpoch,
            int partitionEpoch,
            List<Integer> replicas,
            List<Integer> isr,
            boolean recovering) {
        this(leader, leaderEpoch, partitionEpoch, replicas, isr, recovering, EligibleReplicas.NONE);
    }

    /** Eligible leader replicas: hold everything committed, and are not in the ISR. */
    public List<Integer> elr() {
        return eligible.members();
    }

    /** Who is asked when ISR and ELR are empty. */
    public List<Integer> lastKnownElr() {
        return eligible.lastKnown();
    }

    /** How many ISR members it takes to commit: a partition of fewer replicas than that could never commit anything. */
    public static int minimumIsr(int minInsyncReplicas, int replicas) {
        return Math.min(minInsyncReplicas, replicas);
    }

    /** True while nothing is committed (R10). */
    public boolean isBelowMinimum(int minInsyncReplicas) {
        return isr.size() < minimumIsr(minInsyncReplicas, replicas.size());
    }

    public boolean hasLeader() {
        return leader != Offsets.NO_BROKER;
    }

    public boolean isUnderReplicated() {
        return isr.size() < replicas.size();
    }
}
