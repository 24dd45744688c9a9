package io.sampo.replication;

import io.sampo.model.Offsets;
import io.sampo.model.PartitionState;
import java.util.List;
import java.util.Map;

/**
 * What the metadata log says of the partition: one immutable snapshot, so that a check and the message that follows from it
 * cannot see two states (R8, H18).
 *
 * @param durable true if only forced bytes count as acknowledged (R6, STORAGE §4.7)
 * @param brokerEpochs current broker epoch of every replica whose broker is registered, not fenced and not stopping
 * @param adding replicas that a reassignment has added: their catching up is paced
 */
public record ReplicaMetadata(
        PartitionState state,
        int minInsyncReplicas,
        boolean durable,
        Map<Integer, Long> brokerEpochs,
        long metadataOffset,
        List<Integer> adding) {
    /** Before anything was heard. */
    static final ReplicaMetadata NONE = new ReplicaMetadata(
            new PartitionState(Offsets.NO_BROKER, Offsets.NO_EPOCH, -1, List.of(), List.of(), false),
            1,
            false,
            Map.of(),
            -1);

    public ReplicaMetadata {
        brokerEpochs = Map.copyOf(brokerEpochs);
        adding = List.copyOf(adding);
    }

    /** Of a partition that stays where it is. */
    public ReplicaMetadata(
            PartitionState state,
            int minInsyncReplicas,
            boolean durable,
            Map<Integer, Long> brokerEpochs,
            long metadataOffset) {
        this(state, minInsyncReplicas, durable, brokerEpochs, metadataOffset, List.of());
    }

    boolean isAdding(int brokerId) {
        return adding.contains(brokerId);
    }

    int leader() {
        return state.leader();
    }

    int leaderEpoch() {
        return state.leaderEpoch();
    }

    /** True for a member of the ISR, and for who is eligible without being one (R10). */
    boolean isElectable(int brokerId) {
        return state.isr().contains(brokerId) || state.elr().contains(brokerId);
    }

    /** Broker epoch of {@code brokerId}, or -1 if it is not registered, fenced or stopping. */
    long brokerEpoch(int brokerId) {
        Long epoch = brokerEpochs.get(brokerId);
        return epoch == null ? -1 : epoch;
    }

    /** R13: nothing that is older in any of its clocks is taken, in whatever order news arrive (H59). */
    static boolean isNewer(ReplicaMetadata next, ReplicaMetadata current) {
        return next.metadataOffset >= current.metadataOffset
                && next.state.leaderEpoch() >= current.state.leaderEpoch()
                && next.state.partitionEpoch() >= current.state.partitionEpoch();
    }
}
