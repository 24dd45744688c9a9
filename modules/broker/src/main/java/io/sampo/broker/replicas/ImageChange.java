package io.sampo.broker.replicas;

import io.sampo.controller.ClusterMetadata;
import io.sampo.controller.MetadataDifference;
import io.sampo.controller.ReplicaRemoval;
import io.sampo.controller.TopicMetadata;
import io.sampo.messages.PartitionMessage.ApplyState;
import io.sampo.model.PartitionState;
import io.sampo.model.Reassignment;
import io.sampo.model.TopicId;
import io.sampo.model.TopicIdPartition;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
        Set<TopicIdPartition> touched = new LinkedHashSet<>();
        List<TopicIdPartition> gone = new ArrayList<>();
        List<ReplicaRemoval> removed = new ArrayList<>();
        List<TopicIdPartition> strays = new ArrayList<>();
        for (MetadataDifference.Changed changed : difference.partitions()) {
            if (changed.after().replicas().contains(self)) {
                touched.add(changed.partition());
            } else if (changed.before() != null && changed.before().replicas().contains(self)) {
                ReplicaRemoval removal = after.removal(changed.partition(), self);
                if (removal != null
                        && removal.partitionEpoch() >= changed.before().partitionEpoch()) {
                    removed.add(removal);
                } else {
                    strays.add(changed.partition());
                }
            }
        }
        ReplicaEpochs epochs = new ReplicaEpochs(after);
        if (difference.brokersChanged()) {
            touched.addAll(withOtherEpochs(self, before, after, epochs));
        }
        for (TopicId deleted : difference.deletedTopics()) {
            gone.addAll(replicasOf(self, before.topic(deleted)));
        }
        return new ImageChange(List.of(), List.of(), List.of(), gone, removed, strays)
                .withStates(self, before, after, epochs, touched);
    }

    private ImageChange withStates(
            int self,
            ClusterMetadata before,
            ClusterMetadata after,
            ReplicaEpochs epochs,
            Set<TopicIdPartition> touched) {
        List<ApplyState> losing = new ArrayList<>();
        List<ApplyState> followers = new ArrayList<>();
        List<ApplyState> leaders = new ArrayList<>();
        for (TopicIdPartition partition : touched) {
            ApplyState state = stateOf(partition, after, epochs);
            PartitionState old = before.partition(partition);
            if (state.state().leader() == self) {
                leaders.add(state);
            } else if (old != null && old.leader() == self) {
                losing.add(state);
            } else {
                followers.add(state);
            }
        }
        return new ImageChange(losing, followers, leaders, gone, removed, strays);
    }

    private static List<TopicIdPartition> withOtherEpochs(
            int self, ClusterMetadata before, ClusterMetadata after, ReplicaEpochs epochs) {
        ReplicaEpochs epochsBefore = new ReplicaEpochs(before);
        return after.partitionsOf(self).stream()
                .filter(partition -> {
                    List<Integer> replicas = replicas(partition, after);
                    return !epochsBefore.of(replicas).equals(epochs.of(replicas));
                })
                .toList();
    }

    private static List<Integer> replicas(TopicIdPartition partition, ClusterMetadata metadata) {
        PartitionState state = metadata.partition(partition);
        return state == null ? List.of() : state.replicas();
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

    /**
     * What the replica of {@code partition} is to be told.
     *
     * @throws IllegalArgumentException if {@code metadata} holds no such partition
     */
    public static ApplyState stateOf(TopicIdPartition partition, ClusterMetadata metadata) {
        return stateOf(partition, metadata, new ReplicaEpochs(metadata));
    }

    private static ApplyState stateOf(TopicIdPartition partition, ClusterMetadata metadata, ReplicaEpochs epochs) {
        TopicMetadata topic = metadata.topic(partition.topicId());
        PartitionState state = metadata.partition(partition);
        if (topic == null || state == null) {
            throw new IllegalArgumentException(partition + " is not in the metadata at offset " + metadata.offset());
        }
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
            return known.computeIfAbsent(replicas, list -> Collections.unmodifiableMap(metadata.brokerEpochs(list)));
        }
    }
}
