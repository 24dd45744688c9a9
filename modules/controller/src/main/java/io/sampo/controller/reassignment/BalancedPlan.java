package io.sampo.controller.reassignment;

import io.sampo.model.TopicPartition;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Where replicas ought to be, moving as little as possible: what lies on a broker that may keep it stays, unless another
 * broker holds at least two replicas less. Then preferred leaderships are spread by exchanging the order of replicas, which
 * copies nothing, and so are the heirs of each leader, who lead when it dies. Brokers end up with numbers of replicas, and of
 * leaderships where the replicas allow it, that differ by one at most. The same input gives the same plan.
 */
public final class BalancedPlan {
    private final TreeSet<Integer> brokers;
    private final SortedMap<TopicPartition, List<Integer>> plan = new TreeMap<>();
    private final Map<Integer, Integer> replicas = new HashMap<>();
    private final Map<String, Map<Integer, Integer>> replicasOfTopic = new HashMap<>();

    private BalancedPlan(Collection<Integer> brokers) {
        this.brokers = new TreeSet<>(brokers);
    }

    /**
     * Replicas of every partition of {@code current}, on {@code brokers} only, in the number they have now.
     *
     * @throws IllegalArgumentException if a partition has more replicas than there are brokers
     */
    public static SortedMap<TopicPartition, List<Integer>> over(
            Map<TopicPartition, List<Integer>> current, Collection<Integer> brokers) {
        BalancedPlan plan = new BalancedPlan(brokers);
        current.forEach(plan::take);
        plan.fillGaps(current, brokers);
        plan.levelReplicas();
        plan.levelLeaders();
        plan.levelHeirs();
        return Collections.unmodifiableSortedMap(plan.plan);
    }

    /**
     * The same without levelling: what lies on {@code keepers} stays there, and only what does not is moved, to whoever of
     * {@code takers} holds the fewest. For a broker that is to be emptied while others may be down.
     *
     * @throws IllegalArgumentException if a partition has more replicas than there are brokers
     */
    public static SortedMap<TopicPartition, List<Integer>> evacuated(
            Map<TopicPartition, List<Integer>> current, Collection<Integer> keepers, Collection<Integer> takers) {
        BalancedPlan plan = new BalancedPlan(keepers);
        current.forEach(plan::take);
        plan.fillGaps(current, takers);
        return Collections.unmodifiableSortedMap(plan.plan);
    }

    private void take(TopicPartition partition, List<Integer> now) {
        List<Integer> kept = new ArrayList<>(now);
        kept.retainAll(brokers);
        kept.forEach(id -> count(partition, id, 1));
        plan.put(partition, kept);
    }

    private static IllegalArgumentException tooFew(
            TopicPartition partition, int replicas, Collection<Integer> brokers) {
        return new IllegalArgumentException("partition " + partition + " has " + replicas + " replicas and only "
                + brokers.size() + " brokers may hold them: give more brokers");
    }

    /** A replica on a broker that must not keep it goes to whoever holds the fewest, to the same place in the order. */
    private void fillGaps(Map<TopicPartition, List<Integer>> current, Collection<Integer> takers) {
        plan.forEach((partition, kept) -> {
            List<Integer> now = current.get(partition);
            for (int place = 0; place < now.size(); place++) {
                if (!brokers.contains(now.get(place))) {
                    int to = takers.stream()
                            .filter(id -> !kept.contains(id))
                            .min(fewest(partition.topic()))
                            .orElseThrow(() -> tooFew(partition, now.size(), takers));
                    kept.add(place, to);
                    count(partition, to, 1);
                }
            }
        });
    }

    private void levelReplicas() {
        while (true) {
            int most = Collections.max(brokers, Comparator.comparingInt(this::held));
            int least = Collections.min(brokers, Comparator.comparingInt(this::held));
            if (held(most) - held(least) < 2) {
                return;
            }
            // There is one: otherwise the least would hold as many as the most. Of the topic that lies most unevenly.
            TopicPartition partition = plan.entrySet().stream()
                    .filter(entry ->
                            entry.getValue().contains(most) && !entry.getValue().contains(least))
                    .map(Map.Entry::getKey)
                    .max(Comparator.comparingInt(one -> held(one.topic(), most) - held(one.topic(), least)))
                    .orElseThrow();
            Collections.replaceAll(plan.get(partition), most, least);
            count(partition, most, -1);
            count(partition, least, 1);
        }
    }

    /**
     * Moves one leadership at a time along the shortest chain of partitions from a broker that has many to one that has at
     * least two fewer; where no chain leads there, the replicas do not allow it.
     */
    private void levelLeaders() {
        Map<Integer, Integer> leads = new HashMap<>();
        plan.values().stream()
                .filter(list -> !list.isEmpty())
                .forEach(list -> leads.merge(list.get(0), 1, Integer::sum));
        boolean moved = true;
        while (moved) {
            moved = false;
            List<Integer> byLoad = new ArrayList<>(brokers);
            byLoad.sort(Comparator.comparingInt((Integer id) -> -leads.getOrDefault(id, 0)));
            for (int from : byLoad) {
                Integer to = handOver(from, leads);
                if (to != null) {
                    leads.merge(from, -1, Integer::sum);
                    leads.merge(to, 1, Integer::sum);
                    moved = true;
                    break;
                }
            }
        }
    }

    /** Breadth first; null if nobody whom a chain reaches leads at least two fewer. */
    private @Nullable Integer handOver(int from, Map<Integer, Integer> leads) {
        Map<Integer, TopicPartition> via = new LinkedHashMap<>();
        Map<Integer, Integer> before = new HashMap<>();
        Deque<Integer> reached = new ArrayDeque<>(List.of(from));
        Map<Integer, List<TopicPartition>> ledBy = new HashMap<>();
        plan.forEach((partition, list) -> {
            if (!list.isEmpty()) {
                ledBy.computeIfAbsent(list.get(0), id -> new ArrayList<>()).add(partition);
            }
        });
        while (!reached.isEmpty()) {
            int broker = reached.remove();
            for (TopicPartition partition : ledBy.getOrDefault(broker, List.of())) {
                for (int follower : plan.get(partition)) {
                    if (follower == from || before.containsKey(follower)) {
                        continue;
                    }
                    before.put(follower, broker);
                    via.put(follower, partition);
                    if (leads.getOrDefault(follower, 0) <= leads.getOrDefault(from, 0) - 2) {
                        exchange(follower, from, before, via);
                        return follower;
                    }
                    reached.add(follower);
                }
            }
        }
        return null;
    }

    private void exchange(int last, int first, Map<Integer, Integer> before, Map<Integer, TopicPartition> via) {
        for (int broker = last; broker != first; broker = before.get(broker)) {
            List<Integer> order = plan.get(via.get(broker));
            Collections.swap(order, 0, order.indexOf(broker));
        }
    }

    /** The first follower inherits: exchanged with another one who does so of the same leader at least twice less. */
    private void levelHeirs() {
        Map<Integer, Map<Integer, Integer>> heirs = new HashMap<>();
        List<List<Integer>> orders =
                plan.values().stream().filter(list -> list.size() > 2).toList();
        orders.forEach(order -> inherits(heirs, order).merge(order.get(1), 1, Integer::sum));
        boolean moved = true;
        while (moved) {
            moved = false;
            for (List<Integer> order : orders) {
                Map<Integer, Integer> counts = inherits(heirs, order);
                int heir = order.get(1);
                int rarest = Collections.min(
                        order.subList(1, order.size()), Comparator.comparingInt(id -> counts.getOrDefault(id, 0)));
                if (counts.getOrDefault(heir, 0) - counts.getOrDefault(rarest, 0) >= 2) {
                    Collections.swap(order, 1, order.indexOf(rarest));
                    counts.merge(heir, -1, Integer::sum);
                    counts.merge(rarest, 1, Integer::sum);
                    moved = true;
                }
            }
        }
    }

    private static Map<Integer, Integer> inherits(Map<Integer, Map<Integer, Integer>> heirs, List<Integer> order) {
        return heirs.computeIfAbsent(order.get(0), leader -> new HashMap<>());
    }

    private Comparator<Integer> fewest(String topic) {
        return Comparator.<Integer>comparingInt(this::held)
                .thenComparingInt(id -> held(topic, id))
                .thenComparingInt(id -> id);
    }

    private void count(TopicPartition partition, int broker, int by) {
        replicas.merge(broker, by, Integer::sum);
        replicasOfTopic
                .computeIfAbsent(partition.topic(), name -> new HashMap<>())
                .merge(broker, by, Integer::sum);
    }

    private int held(int broker) {
        return replicas.getOrDefault(broker, 0);
    }

    private int held(String topic, int broker) {
        return replicasOfTopic.getOrDefault(topic, Map.of()).getOrDefault(broker, 0);
    }
}
