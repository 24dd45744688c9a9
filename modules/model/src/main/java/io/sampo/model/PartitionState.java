package io.sampo.model;

import java.util.List;

/**
 * What the metadata log says of one partition. A value: every change is another one with a higher {@code partitionEpoch}.
 *
 * @param leader broker id of the leader, or {@link Offsets#NO_BROKER}
 * @param leaderEpoch raised with every change of leadership; the {@code le} of REPLICATION §2.0
 * @param partitionEpoch raised with every change of this value; the {@code pe} that compare-and-set works on
 * @param replicas broker ids in order of preference: the first is the preferred leader
 * @param isr in-sync replicas, a subset of {@code replicas}; never empty once the partition exists
 * @param recovering true after an unclean election until the leader has said otherwise (REPLICATION R12)
 */
public record PartitionState(
        int leader,
        int leaderEpoch,
        int partitionEpoch,
        List<Integer> replicas,
        List<Integer> isr,
        boolean recovering) {
    public PartitionState {
        replicas = List.copyOf(replicas);
        isr = List.copyOf(isr);
    }

    public boolean hasLeader() {
        return leader != Offsets.NO_BROKER;
    }

    public boolean isUnderReplicated() {
        return isr.size() < replicas.size();
    }
}
