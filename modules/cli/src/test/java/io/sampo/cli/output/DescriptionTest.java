package io.sampo.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.console.Json;
import io.sampo.console.TopicDescription;
import io.sampo.messages.ClusterView;
import io.sampo.messages.ClusterView.BrokerView;
import io.sampo.messages.ClusterView.TopicView;
import io.sampo.model.BrokerEndpoints;
import io.sampo.model.EligibleReplicas;
import io.sampo.model.Offsets;
import io.sampo.model.PartitionState;
import io.sampo.model.TopicId;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DescriptionTest {
    private static final TopicId ID = TopicId.parse("AAAAAAAAAAEAAAAAAAAAAg");

    private final TopicView topic = new TopicView(
            "book",
            ID,
            Map.of("retention.ms", "1000", "min.insync.replicas", "2"),
            List.of(
                    new PartitionState(1, 3, 4, List.of(1, 2), List.of(1, 2), false),
                    new PartitionState(
                            Offsets.NO_BROKER,
                            5,
                            6,
                            List.of(2, 1),
                            List.of(),
                            true,
                            new EligibleReplicas(List.of(2), List.of(1)))));

    private final ClusterView view = new ClusterView(
            "cluster-a",
            2,
            17,
            99,
            List.of(
                    new BrokerView(2, 12, true, "sampo", new BrokerEndpoints("127.0.0.1", 25521, 0, 1, 2, 3, 8559)),
                    new BrokerView(
                            1, 11, false, "sampo", new BrokerEndpoints("127.0.0.1", 25520, 9092, 1, 2, 3, 8558))),
            List.of(topic));

    @Test
    void topicReadsAsKafkaPrintsIt() {
        assertThat(TopicDescription.text(topic))
                .isEqualTo("Topic: book\tTopicId: AAAAAAAAAAEAAAAAAAAAAg\tPartitionCount: 2\tReplicationFactor: 2"
                        + "\tConfigs: min.insync.replicas=2,retention.ms=1000\n"
                        + "\tTopic: book\tPartition: 0\tLeader: 1\tReplicas: 1,2\tIsr: 1,2\tElr: \tLastKnownElr: \n"
                        + "\tTopic: book\tPartition: 1\tLeader: none\tReplicas: 2,1\tIsr: \tElr: 2\tLastKnownElr: 1");
    }

    @Test
    void topicIsTheSameAsJson() {
        assertThat(TopicDescription.json(topic))
                .containsEntry("topic", "book")
                .containsEntry("topicId", "AAAAAAAAAAEAAAAAAAAAAg")
                .containsEntry("replicationFactor", 2);
        assertThat(Json.text(TopicDescription.json(topic)))
                .contains("\"leader\": 1", "\"leader\": null", "\"isr\": [1, 2]", "\"elr\": [2]")
                .contains("\"lastKnownElr\": [1]", "\"leaderRecoveryState\": \"RECOVERING\"");
    }

    @Test
    void clusterNamesWhatNeedsAttention() {
        assertThat(ClusterDescription.text(view)).isEqualTo("""
                        Cluster: cluster-a
                        Controller: 2
                        ControllerEpoch: 17
                        MetadataOffset: 99
                        Brokers: 2
                        \tBroker: 1\tEpoch: 11\tState: active\tArtery: 127.0.0.1:25520\tKafka: 127.0.0.1:9092\tHttp: 127.0.0.1:8558
                        \tBroker: 2\tEpoch: 12\tState: fenced\tArtery: 127.0.0.1:25521\tKafka: -\tHttp: 127.0.0.1:8559
                        UnderReplicatedPartitions: 1
                        \tbook-1
                        LeaderlessPartitions: 1
                        \tbook-1
                        RecoveringPartitions: 1
                        \tbook-1""");
    }

    @Test
    void clusterIsTheSameAsJson() {
        assertThat(ClusterDescription.json(view))
                .containsEntry("controllerId", 2)
                .containsEntry("underReplicated", List.of("book-1"))
                .containsEntry("leaderless", List.of("book-1"));
    }
}
