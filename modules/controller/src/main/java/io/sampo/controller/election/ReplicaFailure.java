package io.sampo.controller.election;

import io.sampo.controller.ClusterMetadata;
import io.sampo.controller.DecidedPartition;
import io.sampo.controller.Decision;
import io.sampo.controller.PartitionAlteration;
import io.sampo.controller.PartitionChange;
import io.sampo.controller.PartitionElection;
import io.sampo.controller.RegisteredBroker;
import io.sampo.model.PartitionState;
import io.sampo.model.TopicIdPartition;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Replicas that cannot go on, corrupt or on a failed disk, as their broker reports them (R22): out of ISR and ELR, without
 * leadership, while the other replicas of the same broker stay what they are. A broker whose replica was repaired since
 * has let the partition epoch rise: what it said before is void.
 */
public final class ReplicaFailure {
    private ReplicaFailure() {}

    /** @return the partitions that change, in one record */
    public static Decision<List<TopicIdPartition>> report(
            ClusterMetadata metadata, int brokerId, long brokerEpoch, Map<TopicIdPartition, Integer> partitionEpochs) {
        RegisteredBroker broker = metadata.broker(brokerId);
        if (broker == null || broker.epoch() != brokerEpoch) {
            return Decision.unchanged(List.of());
        }
        PartitionElection election = PartitionElection.among(metadata);
        List<PartitionChange> changes = new ArrayList<>();
        partitionEpochs.forEach((partition, partitionEpoch) -> {
            DecidedPartition decided = DecidedPartition.of(metadata, partition);
            if (decided != null
                    && decided.state().partitionEpoch() == partitionEpoch
                    && counts(decided.state(), brokerId)) {
                election.lost(decided, brokerId).ifPresent(changes::add);
            }
        });
        return new Decision<>(
                PartitionAlteration.records(changes),
                changes.stream().map(PartitionChange::partition).toList());
    }

    /** True while somebody might count on the replica of that broker, or elect it. */
    public static boolean counts(PartitionState state, int brokerId) {
        return state.leader() == brokerId
                || state.isr().contains(brokerId)
                || state.elr().contains(brokerId);
    }
}
