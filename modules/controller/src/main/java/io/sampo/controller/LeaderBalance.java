package io.sampo.controller;

import io.sampo.model.TopicIdPartition;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Gives leadership back to preferred replicas: after a broker died and returned, leaders stand crooked. */
public final class LeaderBalance {
    private LeaderBalance() {}

    /**
     * Every partition whose preferred replica is in the ISR, eligible and not its leader goes to it, in one record.
     *
     * @param allowed false keeps a partition where it is, for example because its preferred leader has just resigned
     * @return the number of leaderships that move
     */
    public static Decision<Integer> restorePreferred(ClusterMetadata metadata, Predicate<TopicIdPartition> allowed) {
        PartitionElection election = PartitionElection.among(metadata);
        List<PartitionChange> changes = PartitionElection.changes(
                metadata, partition -> allowed.test(partition.id()) ? election.preferred(partition) : Optional.empty());
        return new Decision<>(PartitionAlteration.records(changes), changes.size());
    }
}
