package io.sampo.controller.topic;

import io.sampo.controller.ClusterMetadata;
import io.sampo.controller.RegisteredBroker;
import io.sampo.model.PartitionState;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Where the replicas of new partitions go: the leader to the broker that prefers the fewest, followers to those that hold
 * the fewest and share the fewest with that leader, counted first within the topic and then in the cluster; ties by an order
 * drawn from a seed. The first follower is the heir, which leads when the leader dies: the one that is heir to that leader
 * least often, so that what a dead broker led is spread over the others. The same metadata and seed give the same placement.
 */
public final class ReplicaPlacement {
    private final List<Integer> brokers;
    private final Load topic = new Load();
    private final Load cluster = new Load();

    private ReplicaPlacement(List<Integer> brokers) {
        this.brokers = brokers;
    }

    /** Over the eligible brokers of {@code metadata}, for a topic that has the partitions {@code existing}. */
    public static ReplicaPlacement over(ClusterMetadata metadata, List<PartitionState> existing, long seed) {
        List<Integer> brokers = new ArrayList<>();
        metadata.brokers().stream().filter(RegisteredBroker::isEligible).forEach(broker -> brokers.add(broker.id()));
        Collections.shuffle(brokers, new Random(seed));
        ReplicaPlacement placement = new ReplicaPlacement(brokers);
        metadata.forEachPartition((partition, state) -> placement.cluster.add(state.replicas()));
        existing.forEach(state -> placement.topic.add(state.replicas()));
        return placement;
    }

    /** How many brokers may hold a replica. */
    public int brokerCount() {
        return brokers.size();
    }

    /**
     * Replicas for {@code partitions} more partitions, the preferred leader first. {@code replicationFactor} is at most
     * {@link #brokerCount()}.
     */
    public List<List<Integer>> place(int partitions, int replicationFactor) {
        List<List<Integer>> placed = new ArrayList<>();
        for (int number = 0; number < partitions; number++) {
            placed.add(place(replicationFactor));
        }
        return placed;
    }

    private List<Integer> place(int replicationFactor) {
        List<Integer> candidates = new ArrayList<>(brokers);
        candidates.sort(Comparator.<Integer>comparingInt(topic::leaders)
                .thenComparingInt(topic::replicas)
                .thenComparingInt(cluster::leaders)
                .thenComparingInt(cluster::replicas));
        int leader = candidates.remove(0);
        candidates.sort(Comparator.<Integer>comparingInt(topic::replicas)
                .thenComparingInt(id -> topic.shared(leader, id))
                .thenComparingInt(cluster::replicas)
                .thenComparingInt(id -> cluster.shared(leader, id)));
        List<Integer> followers = candidates.subList(0, replicationFactor - 1);
        followers.sort(Comparator.<Integer>comparingInt(id -> topic.inherited(leader, id))
                .thenComparingInt(id -> cluster.inherited(leader, id)));
        List<Integer> replicas = new ArrayList<>();
        replicas.add(leader);
        replicas.addAll(followers);
        topic.add(replicas);
        cluster.add(replicas);
        return List.copyOf(replicas);
    }

    /** How much each broker carries: preferred leaderships and replicas, also those of one leader alone. */
    private static final class Load {
        private final Map<Integer, Integer> leaders = new HashMap<>();
        private final Map<Integer, Integer> replicas = new HashMap<>();
        private final Map<Following, Integer> shared = new HashMap<>();
        private final Map<Following, Integer> inherited = new HashMap<>();

        void add(List<Integer> placed) {
            int leader = placed.get(0);
            leaders.merge(leader, 1, Integer::sum);
            placed.forEach(id -> replicas.merge(id, 1, Integer::sum));
            placed.stream().skip(1).forEach(id -> shared.merge(new Following(leader, id), 1, Integer::sum));
            placed.stream().skip(1).limit(1).forEach(id -> inherited.merge(new Following(leader, id), 1, Integer::sum));
        }

        int leaders(int brokerId) {
            return leaders.getOrDefault(brokerId, 0);
        }

        int replicas(int brokerId) {
            return replicas.getOrDefault(brokerId, 0);
        }

        /** Partitions of {@code leader} that {@code follower} holds too. */
        int shared(int leader, int follower) {
            return shared.getOrDefault(new Following(leader, follower), 0);
        }

        /** Partitions of {@code leader} that {@code follower} leads after it. */
        int inherited(int leader, int follower) {
            return inherited.getOrDefault(new Following(leader, follower), 0);
        }
    }

    private record Following(int leader, int follower) {}
}
