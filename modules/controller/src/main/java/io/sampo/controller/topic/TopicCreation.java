package io.sampo.controller.topic;

import io.sampo.controller.ClusterMetadata;
import io.sampo.controller.Decision;
import io.sampo.controller.MetadataRecord.TopicCreated;
import io.sampo.controller.Outcome;
import io.sampo.model.ErrorCode;
import io.sampo.model.PartitionState;
import io.sampo.model.SampoException;
import io.sampo.model.TopicConfig;
import io.sampo.model.TopicConfigKey;
import io.sampo.model.TopicId;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A topic is asked for.
 *
 * @param partitions -1 = the cluster's default
 * @param replicationFactor -1 = the cluster's default
 * @param assignment broker ids per partition, preferred leader first; empty = placed by {@link ReplicaPlacement}
 * @param config overrides, with Kafka's names
 * @param validateOnly decide everything, change nothing
 */
public record TopicCreation(
        String name,
        int partitions,
        int replicationFactor,
        List<List<Integer>> assignment,
        Map<String, String> config,
        boolean validateOnly) {
    /** Asked for where the creator leaves it to the cluster. */
    public static final int DEFAULT = -1;
    /** A guard against a slip of the finger, not a promise. */
    static final int MAX_PARTITIONS = 100_000;

    public TopicCreation {
        assignment = List.copyOf(assignment);
        config = Map.copyOf(config);
    }

    /**
     * Decides on {@code metadata}.
     *
     * @param topicId identity of the new topic, random and never used before (R14); also seeds the placement
     */
    public Decision<Outcome> decide(ClusterMetadata metadata, ClusterDefaults defaults, TopicId topicId) {
        try {
            TopicName.check(metadata, name);
            TopicConfig.of(config);
            List<List<Integer>> replicas =
                    assignment.isEmpty() ? placed(metadata, defaults, topicId) : assigned(metadata);
            TopicConfig effective = effectiveConfig(defaults, replicas.get(0).size());
            TopicCreated record = new TopicCreated(topicId, name, effective, newPartitions(metadata, replicas));
            return validateOnly ? Decision.unchanged(Outcome.DONE) : Decision.of(record, Outcome.DONE);
        } catch (SampoException refusal) {
            return Decision.unchanged(Outcome.refused(refusal));
        }
    }

    private List<List<Integer>> placed(ClusterMetadata metadata, ClusterDefaults defaults, TopicId topicId) {
        int count = partitions == DEFAULT ? defaults.partitions() : partitions;
        if (count < 1 || count > MAX_PARTITIONS) {
            throw new SampoException(
                    ErrorCode.INVALID_PARTITIONS,
                    "Number of partitions " + count + " is not legal: expected 1 to " + MAX_PARTITIONS);
        }
        int factor = replicationFactor == DEFAULT ? defaults.replicationFactor() : replicationFactor;
        ReplicaPlacement placement =
                ReplicaPlacement.over(metadata, List.of(), topicId.uuid().getLeastSignificantBits());
        if (factor < 1 || factor > placement.brokerCount()) {
            throw new SampoException(
                    ErrorCode.INVALID_REPLICATION_FACTOR,
                    "Replication factor " + factor + " is not legal: expected 1 to " + placement.brokerCount()
                            + ", the number of live brokers ("
                            + metadata.brokers().size() + " are registered)");
        }
        return placement.place(count, factor);
    }

    private List<List<Integer>> assigned(ClusterMetadata metadata) {
        int factor = assignment.get(0).size();
        if ((partitions != DEFAULT && partitions != assignment.size())
                || (replicationFactor != DEFAULT && replicationFactor != factor)) {
            throw new SampoException(
                    ErrorCode.INVALID_REQUEST,
                    "Both an assignment and a different number of partitions or replicas were given: expected one of them");
        }
        for (List<Integer> replicas : assignment) {
            if (replicas.isEmpty()
                    || replicas.size() != factor
                    || new HashSet<>(replicas).size() != factor
                    || replicas.stream().anyMatch(id -> metadata.broker(id) == null)
                    || replicas.stream().noneMatch(metadata::isEligible)) {
                throw new SampoException(
                        ErrorCode.INVALID_REPLICA_ASSIGNMENT,
                        "Assignment " + replicas + " is not legal: expected " + factor
                                + " different registered brokers, at least one of them live");
            }
        }
        return assignment;
    }

    /**
     * The cluster's min.insync.replicas becomes part of the topic, so that no broker can hold another one (H23); never
     * above the replication factor, or a topic of one replica could not be written.
     */
    private TopicConfig effectiveConfig(ClusterDefaults defaults, int factor) {
        Map<String, String> overrides = new TreeMap<>(config);
        addMinimum(overrides, defaults, factor);
        return TopicConfig.of(overrides);
    }

    static void addMinimum(Map<String, String> overrides, ClusterDefaults defaults, int factor) {
        int least = Math.min(defaults.minInsyncReplicas(), factor);
        String key = TopicConfigKey.MIN_INSYNC_REPLICAS.key();
        if (least != TopicConfig.DEFAULTS.minInsyncReplicas()) {
            overrides.putIfAbsent(key, Integer.toString(least));
        }
    }

    /** Partitions as they begin: every live replica is in sync, for there is nothing to copy. */
    static List<PartitionState> newPartitions(ClusterMetadata metadata, List<List<Integer>> assignment) {
        return assignment.stream()
                .map(replicas -> {
                    List<Integer> isr =
                            replicas.stream().filter(metadata::isEligible).toList();
                    return new PartitionState(isr.get(0), 0, 0, replicas, isr, false);
                })
                .toList();
    }
}
