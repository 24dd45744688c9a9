package io.sampo.client;

import java.util.List;
import java.util.Map;

/**
 * A topic to create.
 *
 * @param partitions -1 = the cluster's default
 * @param replicationFactor -1 = the cluster's default
 * @param assignment broker ids per partition, preferred leader first; empty = the controller places
 * @param config overrides with Kafka's names
 */
public record NewTopic(
        String name,
        int partitions,
        int replicationFactor,
        List<List<Integer>> assignment,
        Map<String, String> config) {
    public NewTopic {
        assignment = List.copyOf(assignment);
        config = Map.copyOf(config);
    }

    /** A topic that the controller places. */
    public static NewTopic of(String name, int partitions, int replicationFactor) {
        return new NewTopic(name, partitions, replicationFactor, List.of(), Map.of());
    }

    public NewTopic withConfig(Map<String, String> overrides) {
        return new NewTopic(name, partitions, replicationFactor, assignment, overrides);
    }
}
