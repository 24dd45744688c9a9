package io.sampo.controller.election;

import io.sampo.controller.ClusterMetadata;
import io.sampo.controller.Decision;
import io.sampo.controller.MetadataRecord.UncleanLeadersElected;
import io.sampo.controller.PartitionChange;
import io.sampo.controller.TopicMetadata;
import io.sampo.model.PartitionState;
import io.sampo.model.TopicIdPartition;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.Stream;

/**
 * A leader that may lack what was committed (R12): only where an operator asks for it, or the topic says
 * {@code unclean.leader.election.enable}, and only where nobody that is eligible can lead. The partition counts as
 * recovering from then on.
 */
public final class UncleanElection {
    private UncleanElection() {}

    /**
     * An operator asks; of {@code partitions} those without a leader get the live replica with the best log, as far as logs are
     * known, else the first one in order of preference.
     *
     * @param recovery knows where logs end, and whose cannot be used: it would be elected, fail, and leave the partition
     *     where it was
     */
    public static Decision<List<TopicIdPartition>> forced(
            ClusterMetadata metadata, Collection<TopicIdPartition> partitions, LeaderRecovery recovery) {
        return decide(metadata, partitions, recovery, "an operator asked for it");
    }

    /**
     * The leaderless partitions of topics that allow it, once nobody is awaited who lives and may have more. Looks at every
     * partition.
     */
    public static Decision<List<TopicIdPartition>> allowed(ClusterMetadata metadata, LeaderRecovery recovery) {
        List<TopicIdPartition> partitions = new ArrayList<>();
        for (TopicMetadata topic : metadata.topics()) {
            for (int number = 0; number < topic.partitions().size(); number++) {
                TopicIdPartition partition = topic.partition(number);
                if (!topic.partitions().get(number).hasLeader()
                        && topic.config().uncleanLeaderElection()
                        && !recovery.isAwaited(metadata, partition)) {
                    partitions.add(partition);
                }
            }
        }
        return decide(metadata, partitions, recovery, "unclean.leader.election.enable");
    }

    private static Decision<List<TopicIdPartition>> decide(
            ClusterMetadata metadata, Collection<TopicIdPartition> partitions, LeaderRecovery recovery, String why) {
        List<PartitionChange> changes = new ArrayList<>();
        for (TopicIdPartition partition : partitions) {
            PartitionState state = metadata.partition(partition);
            if (state != null && !state.hasLeader()) {
                List<Integer> live = live(metadata, state, id -> recovery.isUnreadable(metadata, partition, id));
                recovery.best(metadata, partition, live)
                        .or(() -> live.stream().findFirst())
                        .ifPresent(leader -> changes.add(LeaderRecovery.elected(metadata, partition, leader)));
            }
        }
        List<TopicIdPartition> chosen =
                changes.stream().map(PartitionChange::partition).toList();
        return changes.isEmpty()
                ? Decision.unchanged(chosen)
                : Decision.of(new UncleanLeadersElected(changes, why), chosen);
    }

    /** One that held everything once is more likely to hold much of it. */
    private static List<Integer> live(ClusterMetadata metadata, PartitionState state, IntPredicate unreadable) {
        return Stream.concat(state.lastKnownElr().stream(), state.replicas().stream())
                .filter(id -> metadata.isEligible(id) && !unreadable.test(id))
                .distinct()
                .toList();
    }
}
