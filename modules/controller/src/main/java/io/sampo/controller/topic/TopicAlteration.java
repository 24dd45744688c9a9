package io.sampo.controller.topic;

import io.sampo.controller.ClusterMetadata;
import io.sampo.controller.Decision;
import io.sampo.controller.MetadataRecord.PartitionsAdded;
import io.sampo.controller.MetadataRecord.TopicConfigChanged;
import io.sampo.controller.MetadataRecord.TopicDeleted;
import io.sampo.controller.Outcome;
import io.sampo.controller.TopicMetadata;
import io.sampo.controller.election.MinimumIsr;
import io.sampo.model.ErrorCode;
import io.sampo.model.Reassignment;
import io.sampo.model.SampoException;
import io.sampo.model.TopicConfig;
import io.sampo.model.TopicConfigKey;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Changes of a topic that exists. People name it; records carry its identity (R14). */
public final class TopicAlteration {
    private TopicAlteration() {}

    /** The topic goes, and its data with it. */
    public static Decision<Outcome> delete(ClusterMetadata metadata, String name) {
        TopicMetadata topic = metadata.topic(name);
        return topic == null ? unknown(name) : Decision.of(new TopicDeleted(topic.id()), Outcome.DONE);
    }

    /** As the other one, with the new partitions placed by the controller. */
    public static Decision<Outcome> addPartitions(ClusterMetadata metadata, String name, int partitions, long seed) {
        return addPartitions(metadata, name, partitions, List.of(), seed);
    }

    /**
     * Raises the number of partitions to {@code partitions}.
     *
     * @param asked broker ids of each new partition, preferred leader first; empty = a placement that is drawn from
     *     {@code seed}
     */
    public static Decision<Outcome> addPartitions(
            ClusterMetadata metadata, String name, int partitions, List<List<Integer>> asked, long seed) {
        TopicMetadata topic = metadata.topic(name);
        if (topic == null) {
            return unknown(name);
        }
        int existing = topic.partitions().size();
        if (partitions <= existing || partitions > TopicCreation.MAX_PARTITIONS) {
            return refused(
                    ErrorCode.INVALID_PARTITIONS,
                    "Topic '" + name + "' has " + existing + " partitions and " + partitions
                            + " were asked for: expected " + (existing + 1) + " to " + TopicCreation.MAX_PARTITIONS);
        }
        ReplicaPlacement placement = ReplicaPlacement.over(metadata, topic.partitions(), seed);
        Reassignment reassignment = metadata.reassignments().of(topic.partition(0));
        // While partition 0 is on its way it has more replicas than it is to have.
        int factor = reassignment == null
                ? topic.replicationFactor()
                : reassignment.target().size();
        if (factor > placement.brokerCount()) {
            return refused(
                    ErrorCode.INVALID_REPLICATION_FACTOR,
                    "Topic '" + name + "' has replication factor " + factor + " and only " + placement.brokerCount()
                            + " brokers are live: start " + (factor - placement.brokerCount()) + " more");
        }
        Outcome illegal = illegal(metadata, asked, partitions - existing, factor);
        if (!illegal.isDone()) {
            return Decision.unchanged(illegal);
        }
        List<List<Integer>> assignment = asked.isEmpty() ? placement.place(partitions - existing, factor) : asked;
        return Decision.of(
                new PartitionsAdded(topic.id(), existing, TopicCreation.newPartitions(metadata, assignment)),
                Outcome.DONE);
    }

    private static Outcome illegal(ClusterMetadata metadata, List<List<Integer>> asked, int count, int factor) {
        if (!asked.isEmpty() && asked.size() != count) {
            return new Outcome(
                    ErrorCode.INVALID_REPLICA_ASSIGNMENT,
                    asked.size() + " partitions were assigned and " + count
                            + " are new: expected one assignment for each");
        }
        for (List<Integer> replicas : asked) {
            if (replicas.size() != factor
                    || new HashSet<>(replicas).size() != factor
                    || replicas.stream().anyMatch(id -> metadata.broker(id) == null)
                    || replicas.stream().noneMatch(metadata::isEligible)) {
                return new Outcome(
                        ErrorCode.INVALID_REPLICA_ASSIGNMENT,
                        "Assignment " + replicas + " is not legal: expected " + factor
                                + " different registered brokers, at least one of them live");
            }
        }
        return Outcome.DONE;
    }

    /**
     * Sets and removes overrides; what stays as it is costs no record. {@code min.insync.replicas} is never absent where the
     * cluster's differs from Kafka's: brokers may not hold another one (H23), so removing it sets the cluster's.
     */
    public static Decision<Outcome> configure(
            ClusterMetadata metadata,
            ClusterDefaults defaults,
            String name,
            Map<String, String> set,
            List<String> remove) {
        TopicMetadata topic = metadata.topic(name);
        if (topic == null) {
            return unknown(name);
        }
        Map<String, String> overrides = new TreeMap<>(topic.config().overrides());
        remove.forEach(overrides::remove);
        overrides.putAll(set);
        try {
            if (remove.contains(TopicConfigKey.MIN_INSYNC_REPLICAS.key())) {
                TopicCreation.addMinimum(overrides, defaults, topic.replicationFactor());
            }
            TopicConfig config = TopicConfig.of(overrides);
            return config.equals(topic.config())
                    ? Decision.unchanged(Outcome.DONE)
                    : Decision.of(
                            new TopicConfigChanged(topic.id(), config, MinimumIsr.changes(topic, config)),
                            Outcome.DONE);
        } catch (SampoException refusal) {
            return Decision.unchanged(Outcome.refused(refusal));
        }
    }

    private static Decision<Outcome> unknown(String name) {
        return refused(
                ErrorCode.UNKNOWN_TOPIC_OR_PARTITION,
                "Topic '" + name + "' does not exist; list the topics to see which do");
    }

    private static Decision<Outcome> refused(ErrorCode error, String message) {
        return Decision.unchanged(new Outcome(error, message));
    }
}
