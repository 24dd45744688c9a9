package io.sampo.controller.reassignment;

import io.sampo.controller.ClusterMetadata;
import io.sampo.controller.MetadataRecord;
import io.sampo.controller.MetadataRecord.ReassignmentThrottled;
import io.sampo.controller.MetadataRecord.ReplicaRemoved;
import io.sampo.controller.MetadataRecord.ReplicasChanged;
import io.sampo.controller.PartitionChange;
import io.sampo.model.EligibleReplicas;
import io.sampo.model.Offsets;
import io.sampo.model.PartitionState;
import io.sampo.model.Reassignment;
import io.sampo.model.TopicIdPartition;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One partition gets other replicas. Whoever is no replica any more leaves the ISR by that, and deletes its files only for
 * the record that says so (R15); a step that would leave too few in sync replicas is none.
 */
final class PartitionMove {
    private final ClusterMetadata metadata;
    private final TopicIdPartition partition;
    private final PartitionState state;
    private final int minInsyncReplicas;

    private PartitionMove(
            ClusterMetadata metadata, TopicIdPartition partition, PartitionState state, int minInsyncReplicas) {
        this.metadata = metadata;
        this.partition = partition;
        this.state = state;
        this.minInsyncReplicas = minInsyncReplicas;
    }

    /** A move of a partition that exists. */
    static PartitionMove of(ClusterMetadata metadata, TopicIdPartition partition) {
        PartitionState state = metadata.partition(partition);
        var topic = metadata.topic(partition.topicId());
        if (state == null || topic == null) {
            throw new IllegalStateException(partition + " does not exist");
        }
        return new PartitionMove(metadata, partition, state, topic.config().minInsyncReplicas());
    }

    TopicIdPartition partition() {
        return partition;
    }

    PartitionState state() {
        return state;
    }

    int minInsyncReplicas() {
        return minInsyncReplicas;
    }

    /** Those of {@code replicas} that are in sync, in their order. */
    List<Integer> inSync(List<Integer> replicas) {
        return replicas.stream().filter(state.isr()::contains).toList();
    }

    /**
     * Whether {@code replicas} may be all there is: enough of them are in sync for the minimum, or, while the partition is
     * below it anyway, nobody else holds anything that was committed (R10, H63, H64).
     *
     * @param before how many replicas the partition had before it was reassigned
     */
    boolean keepsEnough(List<Integer> replicas, int before) {
        int left = inSync(replicas).size();
        if (left >= Math.max(1, PartitionState.minimumIsr(minInsyncReplicas, before))) {
            return true;
        }
        return left == state.isr().size()
                && replicas.containsAll(state.elr())
                && replicas.containsAll(state.lastKnownElr());
    }

    /**
     * Who leads when {@code replicas} are all: who leads now, or the first of them that is in sync and may; -1 if nobody.
     *
     * @param stays false gives the leadership to the first of them in any case
     */
    int leader(List<Integer> replicas, boolean stays) {
        if (stays && replicas.contains(state.leader())) {
            return state.leader();
        }
        return inSync(replicas).stream()
                .filter(metadata::isEligible)
                .findFirst()
                .orElse(Offsets.NO_BROKER);
    }

    /**
     * The partition has these replicas and this leader, and is on its way to {@code reassignment} or, if null, nowhere.
     *
     * <p>Whoever leaves ends the leader epoch, as in Kafka: if it is added again before it has heard that it was removed, it
     * would acknowledge what it is about to delete. In a new epoch it has to hear first (R1, H63).
     */
    Step to(List<Integer> replicas, int leader, @Nullable Reassignment reassignment) {
        List<Integer> isr = inSync(replicas);
        List<Integer> removed =
                state.replicas().stream().filter(id -> !replicas.contains(id)).toList();
        PartitionChange same = PartitionChange.of(partition, state, leader, isr, eligible(replicas, isr));
        PartitionChange change = removed.isEmpty() ? same : same.inNewLeaderEpoch(state);
        return new Step(new PartitionChange.OfReplicas(change, replicas, reassignment), removed);
    }

    /** R10: who was eligible remains so while the ISR is below the minimum, as long as it is a replica. */
    private EligibleReplicas eligible(List<Integer> replicas, List<Integer> isr) {
        if (isr.size() >= PartitionState.minimumIsr(minInsyncReplicas, replicas.size())) {
            return EligibleReplicas.NONE;
        }
        List<Integer> members = state.elr().stream().filter(replicas::contains).toList();
        List<Integer> lastKnown =
                state.lastKnownElr().stream().filter(replicas::contains).toList();
        return members.isEmpty() && lastKnown.isEmpty()
                ? EligibleReplicas.NONE
                : new EligibleReplicas(members, lastKnown);
    }

    /** The change of one partition, and who leaves it. */
    record Step(PartitionChange.OfReplicas change, List<Integer> removed) {}

    /**
     * All steps are one decision: how fast they may copy, then the changes, then what these allow to be deleted.
     * A throttle ends with the last reassignment: nobody has to remember it.
     *
     * @param bytesPerSecond what was asked for, or {@link ReassignmentRequest#AS_IT_IS}
     */
    static List<MetadataRecord> records(ClusterMetadata metadata, List<Step> steps, long bytesPerSecond) {
        List<MetadataRecord> records = new ArrayList<>();
        if (!steps.isEmpty()) {
            records.add(new ReplicasChanged(steps.stream().map(Step::change).toList()));
        }
        for (Step step : steps) {
            PartitionChange change = step.change().change();
            step.removed()
                    .forEach(id -> records.add(new ReplicaRemoved(change.partition(), id, change.partitionEpoch())));
        }
        Set<TopicIdPartition> ongoing =
                new HashSet<>(metadata.reassignments().ongoing().keySet());
        for (Step step : steps) {
            if (step.change().reassignment() == null) {
                ongoing.remove(step.change().partition());
            } else {
                ongoing.add(step.change().partition());
            }
        }
        long known = metadata.reassignments().bytesPerSecond();
        long wanted = bytesPerSecond == ReassignmentRequest.AS_IT_IS ? known : bytesPerSecond;
        long rate = ongoing.isEmpty() ? 0 : wanted;
        if (rate != known) {
            // A throttle before what it is for, also where a broker hears of the two one after the other.
            records.add(rate == 0 ? records.size() : 0, new ReassignmentThrottled(rate));
        }
        return records;
    }
}
