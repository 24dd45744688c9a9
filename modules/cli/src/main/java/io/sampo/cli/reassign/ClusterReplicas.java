package io.sampo.cli.reassign;

import io.sampo.controller.reassignment.BalancedPlan;
import io.sampo.messages.ClusterView;
import io.sampo.messages.ClusterView.BrokerView;
import io.sampo.messages.ClusterView.ReassignmentView;
import io.sampo.messages.ClusterView.TopicView;
import io.sampo.model.TopicPartition;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** Where the replicas of a cluster are, or will be when everything under way has arrived. */
public final class ClusterReplicas {
    private ClusterReplicas() {}

    /** Of these topics; empty = all. */
    public static SortedMap<TopicPartition, List<Integer>> of(ClusterView view, Collection<String> topics) {
        SortedMap<TopicPartition, List<Integer>> replicas = new TreeMap<>();
        for (TopicView topic : view.topics()) {
            if (topics.isEmpty() || topics.contains(topic.topic())) {
                for (int number = 0; number < topic.partitions().size(); number++) {
                    replicas.put(
                            new TopicPartition(topic.topic(), number),
                            topic.partitions().get(number).replicas());
                }
            }
        }
        for (ReassignmentView under : view.reassignments()) {
            replicas.replace(new TopicPartition(under.topic(), under.partition()), under.target());
        }
        return replicas;
    }

    /** What {@code plan} changes. */
    public static SortedMap<TopicPartition, List<Integer>> changes(
            SortedMap<TopicPartition, List<Integer>> current, SortedMap<TopicPartition, List<Integer>> plan) {
        SortedMap<TopicPartition, List<Integer>> changes = new TreeMap<>(plan);
        changes.entrySet().removeIf(entry -> entry.getValue().equals(current.get(entry.getKey())));
        return changes;
    }

    /** How many replicas have to be copied for that. */
    public static long copies(
            SortedMap<TopicPartition, List<Integer>> current, SortedMap<TopicPartition, List<Integer>> changes) {
        return changes.entrySet().stream()
                .flatMap(
                        entry -> entry.getValue().stream().filter(id -> !current.getOrDefault(entry.getKey(), List.of())
                                .contains(id)))
                .count();
    }

    /** Partitions of which that broker holds a replica. */
    public static SortedMap<TopicPartition, List<Integer>> heldBy(
            SortedMap<TopicPartition, List<Integer>> current, int broker) {
        SortedMap<TopicPartition, List<Integer>> held = new TreeMap<>(current);
        held.values().removeIf(replicas -> !replicas.contains(broker));
        return held;
    }

    /**
     * New places for what {@code broker} holds, on {@code others}; what lies on brokers that are down stays there.
     *
     * @throws IllegalArgumentException if a partition has more replicas than there are other brokers
     */
    public static SortedMap<TopicPartition, List<Integer>> withoutBroker(
            SortedMap<TopicPartition, List<Integer>> current, int broker, Collection<Integer> others) {
        Set<Integer> mayKeep = new TreeSet<>(others);
        current.values().forEach(mayKeep::addAll);
        mayKeep.remove(broker);
        SortedMap<TopicPartition, List<Integer>> plan = new TreeMap<>(BalancedPlan.evacuated(current, mayKeep, others));
        plan.keySet().retainAll(heldBy(current, broker).keySet());
        return plan;
    }

    /**
     * Ids of the brokers that may get replicas.
     *
     * @throws IllegalArgumentException if one of {@code wanted} is not live
     */
    static List<Integer> live(ClusterView view, Collection<Integer> wanted) {
        List<Integer> live = new ArrayList<>();
        view.brokers().stream()
                .filter(broker -> !broker.fenced())
                .map(BrokerView::brokerId)
                .forEach(live::add);
        for (int id : wanted) {
            if (!live.contains(id)) {
                throw new IllegalArgumentException(
                        "--brokers names broker " + id + ", which is not live: expected of " + live);
            }
        }
        return live;
    }
}
