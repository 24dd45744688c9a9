package io.sampo.messages;

import io.sampo.model.BrokerEndpoints;
import io.sampo.model.PartitionState;
import io.sampo.model.TopicId;
import java.util.List;
import java.util.Map;

/**
 * The cluster as clients see it, as of one metadata offset.
 *
 * @param controllerId broker id of the active controller, or -1
 * @param topics every topic that the client asked for, in order of name
 */
public record ClusterView(
        String clusterId,
        int controllerId,
        long controllerEpoch,
        long metadataOffset,
        List<BrokerView> brokers,
        List<TopicView> topics)
        implements WireMessage {
    public ClusterView {
        brokers = List.copyOf(brokers);
        topics = List.copyOf(topics);
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
