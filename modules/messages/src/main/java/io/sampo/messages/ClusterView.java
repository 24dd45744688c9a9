package io.sampo.messages;

import io.sampo.model.BrokerEndpoints;
import io.sampo.model.PartitionState;
import io.sampo.model.Since;
import io.sampo.model.TopicId;
import java.util.List;
import java.util.Map;

/**
 * The cluster as clients see it, as of one metadata offset.
 *
 * @param controllerId broker id of the active controller, or -1
 * @param topics every topic that the client asked for, in order of name
 * @param reassignments partitions of these topics that are on their way to other replicas
 * @param reassignmentBytesPerSecond how fast added replicas may copy from one broker; 0 = as fast as they can
 */
public record ClusterView(
        String clusterId,
        int controllerId,
        long controllerEpoch,
        long metadataOffset,
        List<BrokerView> brokers,
        List<TopicView> topics,
        @Since(2) List<ReassignmentView> reassignments,
        @Since(2) long reassignmentBytesPerSecond)
        implements WireMessage {
    public ClusterView {
        brokers = List.copyOf(brokers);
        topics = List.copyOf(topics);
        // Null where the writer was older.
        reassignments = reassignments == null ? List.of() : List.copyOf(reassignments);
    }

    /** With nothing under way. */
    public ClusterView(
            String clusterId,
            int controllerId,
            long controllerEpoch,
            long metadataOffset,
            List<BrokerView> brokers,
            List<TopicView> topics) {
        this(clusterId, controllerId, controllerEpoch, metadataOffset, brokers, topics, List.of(), 0);
    }

    /** One partition under way from {@code original} replicas to {@code target}, each in order of preference. */
    public record ReassignmentView(String topic, int partition, List<Integer> original, List<Integer> target) {
        public ReassignmentView {
            original = List.copyOf(original);
            target = List.copyOf(target);
        }
    }

    /** One registered broker. */
    public record BrokerView(
            int brokerId, long brokerEpoch, boolean fenced, String actorSystem, BrokerEndpoints endpoints) {}

    /** One topic; {@code partitions} by partition number. */
    public record TopicView(
            String topic, TopicId topicId, Map<String, String> config, List<PartitionState> partitions) {
        public TopicView {
            config = Map.copyOf(config);
            partitions = List.copyOf(partitions);
        }
    }
}
