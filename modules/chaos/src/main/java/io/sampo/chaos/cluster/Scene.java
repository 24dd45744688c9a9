package io.sampo.chaos.cluster;

import io.sampo.model.PartitionState;
import java.util.List;

/**
 * The cluster as a client saw it at one moment.
 *
 * @param controller broker id, or -1
 * @param partitions by number
 * @param metadataOffset up to which the client had seen the cluster's decisions
 */
public record Scene(int controller, long metadataOffset, List<PartitionState> partitions) {
    public Scene {
        partitions = List.copyOf(partitions);
    }

    /** Every replica of every partition is in sync, and everybody has a leader. */
    public boolean isWhole() {
        return partitions.stream().allMatch(partition -> partition.hasLeader() && !partition.isUnderReplicated());
    }

    /** For a person: {@code controller 1; t-0 leader 2 isr [1, 2]; ...}. */
    public String text() {
        StringBuilder text = new StringBuilder("controller " + controller);
        for (int key = 0; key < partitions.size(); key++) {
            PartitionState partition = partitions.get(key);
            text.append("; ").append(key).append(": leader ").append(partition.leader());
            text.append(" epoch ")
                    .append(partition.leaderEpoch())
                    .append(" isr ")
                    .append(partition.isr());
            text.append(" of ").append(partition.replicas());
        }
        return text.toString();
    }
}
