package io.sampo.broker.replicas;

import io.sampo.controller.ClusterMetadata;
import io.sampo.controller.MetadataDifference;
import io.sampo.controller.ReplicaRemoval;
import io.sampo.controller.TopicMetadata;
import io.sampo.controller.election.FenceRehearsal;
import io.sampo.messages.PartitionMessage.ApplyState;
import io.sampo.model.PartitionState;
import io.sampo.model.Reassignment;
import io.sampo.model.TopicId;
import io.sampo.model.TopicIdPartition;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one step of the metadata means for the replicas of one broker, in the order in which it has to be told
 * (ARCHITECTURE §5, elect): those that lose leadership first, then followers, then leaders. Pure.
 *
 * @param losingLeadership replicas that led and no longer do
 * @param followers other replicas that follow, or have no leader
 * @param leaders replicas that lead now
 * @param gone replicas of topics that a record of the metadata log has deleted (R15)
 * @param removed replicas that a record of the metadata log has removed from this broker (R15)
 * @param strays replicas that are none any more, and no record says that their files may go
 */
public record ImageChange(
        List<ApplyState> losingLeadership,
        List<ApplyState> followers,
        List<ApplyState> leaders,
        List<TopicIdPartition> gone,
        List<ReplicaRemoval> removed,
        List<TopicIdPartition> strays) {

    /** The difference between two images for the broker {@code self}. Unchanged replicas are not mentioned. */
    public static ImageChange between(int self, ClusterMetadata before, ClusterMetadata after) {
        MetadataDifference difference = MetadataDifference.between(before, after);
        ReplicaEpochs epochs = new ReplicaEpochs(after);
        ImageChange change = new ImageChange(
                new ArrayList<>(),
                new ArrayList<>(),
                new ArrayList<>(),
                new ArrayList<>(),
                new ArrayList<>(),
                new ArrayList<>());
        for (MetadataDifference.Changed changed : difference.partitions()) {
            if (changed.after().replicas().contains(self)) {
                change.addState(
                        self,
                        changed.before(),
                        stateOf(changed.topic(), changed.partition(), changed.after(), after, epochs));
            } else if (changed.before() != null && changed.before().replicas().contains(self)) {
                change.addLeft(changed.before(), changed.partition(), after.removal(changed.partition(), self));
            }
        }
        for (TopicId deleted : difference.deletedTopics()) {
            change.gone.addAll(replicasOf(self, before.topic(deleted)));
        }
        return change;
    }

    private void addState(int self, @Nullable PartitionState before, ApplyState state) {
        if (state.state().leader() == self) {
            leaders.add(state);
        } else if (before != null && before.leader() == self) {
            losingLeadership.add(state);
        } else {
            followers.add(state);
        }
    }

    private void addLeft(PartitionState before, TopicIdPartition partition, @Nullable ReplicaRemoval removal) {
        if (removal != null && removal.partitionEpoch() >= before.partitionEpoch()) {
            removed.add(removal);
        } else {
            strays.add(partition);
        }
    }

    private static List<TopicIdPartition> replicasOf(int self, @Nullable TopicMetadata topic) {
        List<TopicIdPartition> replicas = new ArrayList<>();
        for (int number = 0; topic != null && number < topic.partitions().size(); number++) {
            if (topic.partitions().get(number).replicas().contains(self)) {
                replicas.add(topic.partition(number));
            }
        }
        return replicas;
    }

    /** Rehearses a fence down to what the broker {@code self} would have to tell its replicas. */
    public static FenceRehearsal rehearsal(int self) {
        return new FenceRehearsal(self, (before, after) -> between(self, before, after));
    }

    /**
     * What the replica of {@code partition} is to be told.
     *
     * @throws IllegalArgumentException if {@code metadata} holds no such partition
     */
    public static ApplyState stateOf(TopicIdPartition partition, ClusterMetadata metadata) {
        TopicMetadata topic = metadata.topic(partition.topicId());
        PartitionState state = metadata.partition(partition);
        if (topic == null || state == null) {
            throw new IllegalArgumentException(partition + " is not in the metadata at offset " + metadata.offset());
        }
        return stateOf(topic, partition, state, metadata, new ReplicaEpochs(metadata));
    }

    private static ApplyState stateOf(
            TopicMetadata topic,
            TopicIdPartition partition,
            PartitionState state,
            ClusterMetadata metadata,
            ReplicaEpochs epochs) {
        Reassignment reassignment = metadata.reassignments().of(partition);
        return new ApplyState(
                topic.name(),
                partition,
                state,
                topic.config(),
                epochs.of(state.replicas()),
                metadata.offset(),
                reassignment == null ? List.of() : reassignment.adding());
    }

    /**
     * Broker epochs by the list of replicas, of one image: ten thousand partitions on three brokers have six lists, and one map for each
     * of them. Pure; not for threads, but for what it gives.
     */
    private static final class ReplicaEpochs {
        private final ClusterMetadata metadata;
        private final Map<List<Integer>, Map<Integer, Long>> known = new HashMap<>();

        ReplicaEpochs(ClusterMetadata metadata) {
            this.metadata = metadata;
        }

        /** As {@link ClusterMetadata#brokerEpochs}, for nobody to change. */
        Map<Integer, Long> of(List<Integer> replicas) {
            return known.computeIfAbsent(replicas, list -> Map.copyOf(metadata.brokerEpochs(list)));
        }
    }
}
