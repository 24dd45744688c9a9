package io.sampo.controller.election;

import io.sampo.controller.ClusterMetadata;
import io.sampo.controller.Decision;
import io.sampo.controller.EligibleLeaders;
import io.sampo.controller.MetadataRecord.UncleanLeadersElected;
import io.sampo.controller.PartitionChange;
import io.sampo.controller.RegisteredBroker;
import io.sampo.model.EligibleReplicas;
import io.sampo.model.Offsets;
import io.sampo.model.PartitionState;
import io.sampo.model.TopicIdPartition;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * H25: ISR and ELR of a partition are empty, for everybody in them has lost, or may have lost, something. To elect whoever
 * returns first would be a guess. So <em>all</em> of the last known ones are asked where their logs end; the highest last
 * epoch wins, then the longest log, and the partition counts as recovering: something may be lost, and is reported.
 *
 * <p>What was reported is about this activation of the controller only: a successor is told again. Not thread-safe.
 */
public final class LeaderRecovery {
    private final Map<TopicIdPartition, Map<Integer, Tail>> reported = new TreeMap<>();

    /** Where one log ends; void as soon as its broker registers again or the partition changes. */
    private record Tail(long brokerEpoch, int partitionEpoch, int lastEpoch, long logEndOffset) {
        boolean isReadable() {
            return logEndOffset != Offsets.UNKNOWN;
        }

        boolean isBehind(Tail other) {
            return lastEpoch != other.lastEpoch ? lastEpoch < other.lastEpoch : logEndOffset < other.logEndOffset;
        }
    }

    /** @param logEndOffset -1 where the log cannot be used: nobody waits for that replica, and nobody elects it */
    public void reported(
            int brokerId,
            long brokerEpoch,
            TopicIdPartition partition,
            int partitionEpoch,
            int lastEpoch,
            long logEndOffset) {
        reported.computeIfAbsent(partition, asked -> new HashMap<>())
                .put(brokerId, new Tail(brokerEpoch, partitionEpoch, lastEpoch, logEndOffset));
    }

    /** True where that broker has said, in its present registration, that its log of the partition cannot be used (R22). */
    boolean isUnreadable(ClusterMetadata metadata, TopicIdPartition partition, int brokerId) {
        Tail tail = reported.getOrDefault(partition, Map.of()).get(brokerId);
        RegisteredBroker broker = metadata.broker(brokerId);
        return tail != null && !tail.isReadable() && broker != null && tail.brokerEpoch() == broker.epoch();
    }

    /**
     * Elects where everybody has answered.
     *
     * @return the partitions that have a leader by that, in one record
     */
    public Decision<List<TopicIdPartition>> decide(ClusterMetadata metadata) {
        List<PartitionChange> changes = new ArrayList<>();
        List<String> reasons = new ArrayList<>();
        Iterator<Map.Entry<TopicIdPartition, Map<Integer, Tail>>> partitions =
                reported.entrySet().iterator();
        while (partitions.hasNext()) {
            Map.Entry<TopicIdPartition, Map<Integer, Tail>> entry = partitions.next();
            PartitionState state = metadata.partition(entry.getKey());
            if (state == null || !isLost(state)) {
                partitions.remove();
                continue;
            }
            int best = best(metadata, state, entry.getValue());
            if (best != Offsets.NO_BROKER) {
                changes.add(elected(metadata, entry.getKey(), best));
                Tail tail = entry.getValue().get(best);
                reasons.add(entry.getKey() + ": broker " + best + " to offset " + tail.logEndOffset() + " of epoch "
                        + tail.lastEpoch() + " is the best of " + state.lastKnownElr());
            }
        }
        List<TopicIdPartition> chosen =
                changes.stream().map(PartitionChange::partition).toList();
        return changes.isEmpty()
                ? Decision.unchanged(chosen)
                : Decision.of(new UncleanLeadersElected(changes, String.join("; ", reasons)), chosen);
    }

    /** Nobody leads and nobody is known to hold everything. */
    private static boolean isLost(PartitionState state) {
        return !state.hasLeader()
                && state.isr().isEmpty()
                && state.elr().isEmpty()
                && !state.lastKnownElr().isEmpty();
    }

    /** The best of all that were asked, or -1 while one of them has not answered or the best one may not lead yet. */
    private static int best(ClusterMetadata metadata, PartitionState state, Map<Integer, Tail> tails) {
        int best = Offsets.NO_BROKER;
        for (int id : state.lastKnownElr()) {
            @Nullable Tail tail = current(metadata, state, tails, id);
            if (tail == null) {
                return Offsets.NO_BROKER;
            }
            if (tail.isReadable()
                    && (best == Offsets.NO_BROKER || tails.get(best).isBehind(tail))) {
                best = id;
            }
        }
        return best == Offsets.NO_BROKER || !metadata.isEligible(best) ? Offsets.NO_BROKER : best;
    }

    /** What that replica has said of its log, as the partition and its registration are now; null if it has not. */
    private static @Nullable Tail current(
            ClusterMetadata metadata, PartitionState state, Map<Integer, Tail> tails, int id) {
        Tail tail = tails.get(id);
        RegisteredBroker broker = metadata.broker(id);
        boolean counts = tail != null
                && broker != null
                && tail.brokerEpoch() == broker.epoch()
                && tail.partitionEpoch() == state.partitionEpoch();
        return counts ? tail : null;
    }

    /** Of {@code candidates} the one with the best log, among those that have said where theirs ends; empty if none has. */
    Optional<Integer> best(ClusterMetadata metadata, TopicIdPartition partition, List<Integer> candidates) {
        PartitionState state = Objects.requireNonNull(metadata.partition(partition));
        Map<Integer, Tail> tails = reported.getOrDefault(partition, Map.of());
        Tail best = null;
        Integer its = null;
        for (int id : candidates) {
            Tail tail = current(metadata, state, tails, id);
            if (tail != null && tail.isReadable() && (best == null || best.isBehind(tail))) {
                best = tail;
                its = id;
            }
        }
        return Optional.ofNullable(its);
    }

    /** True while somebody who held everything once, and lives, has not said where its log ends. */
    boolean isAwaited(ClusterMetadata metadata, TopicIdPartition partition) {
        PartitionState state = Objects.requireNonNull(metadata.partition(partition));
        Map<Integer, Tail> tails = reported.getOrDefault(partition, Map.of());
        return isLost(state)
                && state.lastKnownElr().stream()
                        .anyMatch(id -> metadata.isEligible(id) && current(metadata, state, tails, id) == null);
    }

    /** {@code leader} alone is in sync; what everybody else holds is in doubt. */
    static PartitionChange elected(ClusterMetadata metadata, TopicIdPartition partition, int leader) {
        PartitionState state = metadata.partition(partition);
        int minimum = metadata.topic(partition.topicId()).config().minInsyncReplicas();
        EligibleReplicas others = EligibleLeaders.after(state, List.of(leader), minimum, id -> true);
        return PartitionChange.of(partition, state, leader, List.of(leader), others)
                .inNewLeaderEpoch(state)
                .withRecovering(true);
    }
}
