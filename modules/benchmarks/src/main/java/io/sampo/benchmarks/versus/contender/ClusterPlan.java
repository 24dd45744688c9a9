package io.sampo.benchmarks.versus.contender;

/**
 * What a row asks for: so many brokers, each of them a controller too, and what a topic gets that a client asks for.
 *
 * @param minInSync {@code min.insync.replicas}
 */
public record ClusterPlan(int brokers, int partitions, int replicationFactor, int minInSync) {
    /** One broker, topics of {@code partitions} partitions. */
    public static ClusterPlan single(int partitions) {
        return new ClusterPlan(1, partitions, 1, 1);
    }

    /** Three brokers that hold each partition, two of which must be in sync. */
    public static ClusterPlan replicated(int partitions) {
        return new ClusterPlan(3, partitions, 3, 2);
    }
}
