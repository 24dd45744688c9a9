package io.sampo.benchmarks.versus.contender;

import java.util.Map;
import java.util.TreeMap;

/**
 * What a row asks for: so many brokers, each of them a controller too, and what a topic gets that a client asks for.
 *
 * @param minInSync {@code min.insync.replicas}
 * @param settings further keys of brokers, which both contenders know by the same name
 */
public record ClusterPlan(
        int brokers, int partitions, int replicationFactor, int minInSync, Map<String, String> settings) {
    /** Kafka's controller takes no more than 10,000 records of metadata in one go, and a topic is one of them. */
    private static final int FIRST_PARTITIONS_MAX = 5_000;

    public ClusterPlan {
        settings = Map.copyOf(settings);
    }

    /** One broker, topics of {@code partitions} partitions. */
    public static ClusterPlan single(int partitions) {
        return new ClusterPlan(1, partitions, 1, 1, Map.of());
    }

    /** Three brokers that hold each partition, two of which must be in sync. */
    public static ClusterPlan replicated(int partitions) {
        return new ClusterPlan(3, partitions, 3, 2, Map.of());
    }

    /** Partitions that a topic is created with, {@code num.partitions}; the rest is added to it. */
    public int firstPartitions() {
        return Math.min(partitions, FIRST_PARTITIONS_MAX);
    }

    /** The same with one more key. */
    public ClusterPlan with(String key, String value) {
        Map<String, String> more = new TreeMap<>(settings);
        more.put(key, value);
        return new ClusterPlan(brokers, partitions, replicationFactor, minInSync, more);
    }
}
