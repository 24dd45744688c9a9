package io.sampo.controller.reassignment;

import io.sampo.controller.ClusterMetadata;
import io.sampo.controller.Decision;
import io.sampo.model.Offsets;
import io.sampo.model.Reassignment;
import io.sampo.model.TopicIdPartition;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Reassignments that have arrived shrink to their target. The controller looks again and again, from the metadata alone:
 * so its successor goes on.
 */
public final class ReassignmentCompletion {
    private ReassignmentCompletion() {}

    /**
     * Ends what has arrived: the target becomes the replicas, its first member in sync leads, and whoever is left over may
     * delete its files. Costs what is under way, not what the cluster holds.
     *
     * @return the number of partitions that have arrived
     */
    public static Decision<Integer> decide(ClusterMetadata metadata) {
        List<PartitionMove.Step> steps = new ArrayList<>();
        for (Map.Entry<TopicIdPartition, Reassignment> entry :
                metadata.reassignments().ongoing().entrySet()) {
            PartitionMove move = PartitionMove.of(metadata, entry.getKey());
            Reassignment reassignment = entry.getValue();
            if (hasArrived(metadata, move, reassignment)) {
                steps.add(move.to(reassignment.target(), move.leader(reassignment.target(), false), null));
            }
        }
        return new Decision<>(PartitionMove.records(metadata, steps, ReassignmentRequest.AS_IT_IS), steps.size());
    }

    /**
     * Every replica of the target is in sync and live, not only those that were added: to give up a good replica while
     * another one is away would leave less than there was. Kafka asks for the added ones only.
     */
    private static boolean hasArrived(ClusterMetadata metadata, PartitionMove move, Reassignment reassignment) {
        List<Integer> target = reassignment.target();
        return move.state().isr().containsAll(target)
                && target.stream().allMatch(metadata::isEligible)
                && move.keepsEnough(target, reassignment.original().size())
                && move.leader(target, false) != Offsets.NO_BROKER;
    }
}
