package io.sampo.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.gateway.fake.Served;
import io.sampo.gateway.fake.WireClient;
import io.sampo.messages.AdminRequest;
import io.sampo.model.ErrorCode;
import io.sampo.model.TopicId;
import io.sampo.protocol.message.InitProducerIdRequest;
import io.sampo.protocol.message.InitProducerIdResponse;
import io.sampo.protocol.message.MetadataRequest;
import io.sampo.protocol.message.MetadataRequest.MetadataRequestTopic;
import io.sampo.protocol.message.MetadataResponse;
import io.sampo.protocol.message.MetadataResponse.MetadataResponsePartition;
import io.sampo.protocol.message.MetadataResponse.MetadataResponseTopic;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;

class MetadataLawsTest {
    private static final UUID NONE = new UUID(0, 0);

    private static MetadataRequest of(String... names) {
        return new MetadataRequest()
                .topics(List.of(names).stream()
                        .map(name -> new MetadataRequestTopic().name(name))
                        .toList());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 4, 5, 7, 9, 10, 12, 13})
    void brokersThatLiveAndTopicsWithTheirLeadersAreShown(int version) throws IOException {
        try (Served served = new Served();
                WireClient client = served.client()) {
            // given
            TopicId id = served.topic("t", 2);
            // when
            MetadataResponse response = client.ask(of("t"), version, MetadataResponse.class);
            // then: broker 3 is fenced
            assertThat(response.brokers()).extracting(broker -> broker.nodeId()).containsExactly(1, 2);
            assertThat(response.controllerId()).isEqualTo(version == 0 ? -1 : 1);
            MetadataResponseTopic topic = response.topics().get(0);
            assertThat(topic.partitions()).hasSize(2);
            assertThat(topic.topicId()).isEqualTo(version >= 10 ? id.uuid() : NONE);
            MetadataResponsePartition partition = topic.partitions().get(1);
            assertThat(partition.leaderId()).isEqualTo(1);
            assertThat(partition.leaderEpoch()).isEqualTo(version >= 7 ? 4 : -1);
            assertThat(partition.replicaNodes()).containsExactly(1, 2, 3);
            assertThat(partition.isrNodes()).containsExactly(1, 2);
            if (version >= 5) {
                assertThat(partition.offlineReplicas()).containsExactly(3);
            }
        }
    }

    @Test
    void noTopicAndEveryTopicAreToldApart() throws IOException {
        try (Served served = new Served();
                WireClient client = served.client()) {
            served.topic("a", 1);
            served.topic("b", 1);
            assertThat(client.ask(of(), 0, MetadataResponse.class).topics())
                    .as("version 0 has no null")
                    .hasSize(2);
            assertThat(client.ask(of(), 1, MetadataResponse.class).topics()).isEmpty();
            assertThat(client.ask(new MetadataRequest().topics(null), 1, MetadataResponse.class)
                            .topics())
                    .hasSize(2);
        }
    }

    @ParameterizedTest
    @NullAndEmptySource
    void aTopicIsFoundByItsId(String name) throws IOException {
        try (Served served = new Served();
                WireClient client = served.client()) {
            TopicId id = served.topic("t", 1);
            MetadataRequest known = new MetadataRequest()
                    .topics(List.of(new MetadataRequestTopic().name(name).topicId(id.uuid())));
            assertThat(client.ask(known, 12, MetadataResponse.class)
                            .topics()
                            .get(0)
                            .name())
                    .isEqualTo("t");
            MetadataRequest unknown = new MetadataRequest()
                    .topics(List.of(new MetadataRequestTopic()
                            .name(name)
                            .topicId(TopicId.random().uuid())));
            assertThat(ErrorCode.of(client.ask(unknown, 12, MetadataResponse.class)
                            .topics()
                            .get(0)
                            .errorCode()))
                    .isEqualTo(ErrorCode.UNKNOWN_TOPIC_ID);
            assertThat(served.broker().asked()).as("created").isEmpty();
        }
    }

    @Test
    void aTopicThatIsAskedForIsCreatedAndInTheAnswer() throws IOException {
        try (Served served = new Served();
                WireClient client = served.client()) {
            // when
            MetadataResponse response = client.ask(of("new", "not legal"), 9, MetadataResponse.class);
            // then
            assertThat(response.topics().get(0).errorCode()).isZero();
            assertThat(response.topics().get(0).partitions()).hasSize(1);
            assertThat(ErrorCode.of(response.topics().get(1).errorCode())).isEqualTo(ErrorCode.INVALID_TOPIC_EXCEPTION);
            assertThat(served.broker().asked())
                    .first()
                    .isEqualTo(new AdminRequest.CreateTopic("new", -1, -1, List.of(), Map.of(), false));
        }
    }

    @Test
    void nobodyCreatesWhoIsNotAskedTo() throws IOException {
        try (Served served = new Served();
                WireClient client = served.client()) {
            MetadataResponse response = client.ask(of("new").allowAutoTopicCreation(false), 9, MetadataResponse.class);
            assertThat(ErrorCode.of(response.topics().get(0).errorCode()))
                    .isEqualTo(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION);
            assertThat(served.broker().asked()).isEmpty();
        }
        try (Served served = new Served("sampo.auto.create.topics.enable = false");
                WireClient client = served.client()) {
            client.ask(of("new"), 9, MetadataResponse.class);
            assertThat(served.broker().asked()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5})
    void aProducerGetsAnIdOfItsOwnAndATransactionalOneIsRefusedForGood(int version) throws IOException {
        try (Served served = new Served();
                WireClient client = served.client()) {
            InitProducerIdResponse given = client.ask(
                    new InitProducerIdRequest().transactionalId(null), version, InitProducerIdResponse.class);
            assertThat(given.producerId()).isEqualTo(4_711);
            assertThat(given.producerEpoch()).isZero();
            InitProducerIdResponse refused = client.ask(
                    new InitProducerIdRequest().transactionalId("tx"), version, InitProducerIdResponse.class);
            assertThat(ErrorCode.of(refused.errorCode())).isEqualTo(ErrorCode.TRANSACTIONAL_ID_AUTHORIZATION_FAILED);
            assertThat(refused.producerId()).isEqualTo(-1);
        }
    }
}
