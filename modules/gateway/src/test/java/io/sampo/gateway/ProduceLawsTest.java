package io.sampo.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.gateway.fake.Served;
import io.sampo.gateway.fake.WireClient;
import io.sampo.messages.PartitionMessage;
import io.sampo.messages.PartitionMessage.Produce;
import io.sampo.model.Acks;
import io.sampo.model.ErrorCode;
import io.sampo.model.TopicId;
import io.sampo.model.TopicIdPartition;
import io.sampo.protocol.message.ApiKey;
import io.sampo.protocol.message.ProduceRequest;
import io.sampo.protocol.message.ProduceRequest.PartitionProduceData;
import io.sampo.protocol.message.ProduceRequest.TopicProduceData;
import io.sampo.protocol.message.ProduceResponse;
import io.sampo.protocol.message.ProduceResponse.PartitionProduceResponse;
import io.sampo.records.RecordBatchBuilder;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProduceLawsTest {
    private final Served served = new Served();
    private TopicId topic = TopicId.random();
    private TopicIdPartition partition = new TopicIdPartition(topic, 0);

    @BeforeEach
    void openTopic() throws IOException {
        topic = served.topic("t", 2);
        partition = new TopicIdPartition(topic, 0);
    }

    @AfterEach
    void close() {
        served.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 5, 8, 9, 10, 12, 13})
    void aBatchReachesItsReplicaAsItWasSent(int version) throws IOException {
        try (WireClient client = served.client()) {
            // given
            ByteBuffer batch = Served.batch("one", "two");
            client.send(Served.produce("t", topic, 0, (short) -1, batch.duplicate()), version);

            // when
            Produce produce = served.broker().told(Produce.class);
            assertThat(produce.batches()).isEqualTo(batch);
            assertThat(produce.acks()).isEqualTo(Acks.ALL);
            assertThat(produce.timeoutMs()).isEqualTo(5_000);
            // The log writes offsets into it.
            assertThat(produce.batches().isReadOnly()).isFalse();
            Served.answer(produce, partition, 41);

            // then
            PartitionProduceResponse answer =
                    only(client.read(ApiKey.PRODUCE, version).body());
            assertThat(answer.errorCode()).isZero();
            assertThat(answer.baseOffset()).isEqualTo(41);
        }
    }

    @Test
    void eachPartitionHasItsOwnError() throws IOException {
        try (WireClient client = served.client()) {
            // given: one that goes well, one that does not, one that is not there, one without a batch
            ProduceRequest request = new ProduceRequest()
                    .acks((short) 1)
                    .timeoutMs(1_000)
                    .topicData(List.of(new TopicProduceData()
                            .name("t")
                            .partitionData(List.of(
                                    new PartitionProduceData().index(0).records(Served.batch("a")),
                                    new PartitionProduceData().index(1).records(Served.batch("b")),
                                    new PartitionProduceData().index(2).records(Served.batch("c")),
                                    new PartitionProduceData().index(0).records(null)))));
            client.send(request, 9);

            // when
            Served.answer(served.broker().told(Produce.class), partition, 7);
            Served.answer(
                    served.broker().told(Produce.class),
                    new TopicIdPartition(topic, 1),
                    ErrorCode.MESSAGE_TOO_LARGE,
                    -1,
                    1);

            // then
            ProduceResponse response =
                    (ProduceResponse) client.read(ApiKey.PRODUCE, 9).body();
            assertThat(response.responses().get(0).partitionResponses())
                    .extracting(answer -> ErrorCode.of(answer.errorCode()))
                    .containsExactly(
                            ErrorCode.NONE,
                            ErrorCode.MESSAGE_TOO_LARGE,
                            ErrorCode.UNKNOWN_TOPIC_OR_PARTITION,
                            ErrorCode.INVALID_RECORD);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {9, 13})
    void nobodyWritesToATopicOfTheCluster(int version) throws IOException {
        // given
        TopicId offsets = served.topic("__consumer_offsets", 1);
        try (WireClient client = served.client()) {
            // when: the second says when the first one would have been told
            client.send(Served.produce("__consumer_offsets", offsets, 0, (short) -1, Served.batch("forged")), version);
            client.send(Served.produce("t", topic, 0, (short) -1, Served.batch("a")), version);
            Produce told = served.broker().told(Produce.class);
            Served.answer(told, partition, 1);

            // then
            assertThat(told.batches()).isEqualTo(Served.batch("a"));
            PartitionProduceResponse answer =
                    only(client.read(ApiKey.PRODUCE, version).body());
            assertThat(ErrorCode.of(answer.errorCode())).isEqualTo(ErrorCode.INVALID_TOPIC_EXCEPTION);
        }
    }

    @Test
    void withoutAcksThereIsNoAnswerAndTheNextOneIsNotLate() throws IOException {
        try (WireClient client = served.client()) {
            // given
            client.send(Served.produce("t", topic, 0, (short) 0, Served.batch("a")), 9);
            int second = client.send(Served.produce("t", topic, 0, (short) 1, Served.batch("b")), 9);

            // when
            Produce silent = served.broker().told(Produce.class);
            assertThat(silent.acks()).as("so that it is bounded").isEqualTo(Acks.LEADER);
            Served.answer(silent, partition, 1);
            Served.answer(served.broker().told(Produce.class), partition, 2);

            // then
            assertThat(client.read(ApiKey.PRODUCE, 9).correlationId()).isEqualTo(second);
        }
    }

    @Test
    void withoutAcksAnErrorEndsTheConnection() throws IOException {
        try (WireClient client = served.client()) {
            client.send(Served.produce("t", topic, 0, (short) 0, Served.batch("a")), 9);
            Served.answer(served.broker().told(Produce.class), partition, ErrorCode.NOT_LEADER_OR_FOLLOWER, -1, 2);
            assertThat(client.isClosedByPeer()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {9, 10, 13})
    void whoeverAsksTheWrongBrokerHearsWhoLeadsAndWhere(int version) throws IOException {
        try (WireClient client = served.client()) {
            // given
            client.send(Served.produce("t", topic, 0, (short) 1, Served.batch("a")), version);
            // when
            Served.answer(served.broker().told(Produce.class), partition, ErrorCode.NOT_LEADER_OR_FOLLOWER, -1, 2);
            ProduceResponse response =
                    (ProduceResponse) client.read(ApiKey.PRODUCE, version).body();
            // then
            assertThat(ErrorCode.of(only(response).errorCode())).isEqualTo(ErrorCode.NOT_LEADER_OR_FOLLOWER);
            if (version < 10) {
                assertThat(response.nodeEndpoints()).isEmpty();
            } else {
                assertThat(only(response).currentLeader().leaderId()).isEqualTo(2);
                assertThat(only(response).currentLeader().leaderEpoch()).isEqualTo(7);
                assertThat(response.nodeEndpoints()).singleElement().satisfies(node -> {
                    assertThat(node.host()).isEqualTo("10.0.0.2");
                    assertThat(node.port()).isEqualTo(9093);
                });
            }
        }
    }

    @Test
    void whatComesWhileTheLeadersReplicaIsStartedReachesItInOrder() throws IOException {
        ActorRef<PartitionMessage> replica = served.broker().loses(partition);
        try (WireClient client = served.client()) {
            // given
            client.send(Served.produce("t", topic, 0, (short) 1, Served.batch("a")), 9);
            client.send(Served.produce("t", topic, 0, (short) 1, Served.batch("b")), 9);

            // when: both are there, and what is asked of another partition does not wait for them
            client.send(Served.produce("t", topic, 1, (short) 1, Served.batch("c")), 9);
            Produce other = served.broker().told(Produce.class);
            served.broker().starts(partition, replica);

            // then
            Produce first = served.broker().told(Produce.class);
            Produce second = served.broker().told(Produce.class);
            assertThat(other.batches()).isEqualTo(Served.batch("c"));
            assertThat(first.batches()).isEqualTo(Served.batch("a"));
            assertThat(second.batches()).isEqualTo(Served.batch("b"));
            Served.answer(other, new TopicIdPartition(topic, 1), 1);
            Served.answer(first, partition, 5);
            Served.answer(second, partition, 6);
            assertThat(only(client.read(ApiKey.PRODUCE, 9).body()).baseOffset()).isEqualTo(5);
        }
    }

    @Test
    void aReplicaThatIsNotHereIsElsewhere() throws IOException {
        served.broker().loses(partition);
        try (WireClient client = served.client()) {
            ProduceResponse response =
                    client.ask(Served.produce("t", topic, 0, (short) 1, Served.batch("a")), 13, ProduceResponse.class);
            assertThat(ErrorCode.of(only(response).errorCode())).isEqualTo(ErrorCode.NOT_LEADER_OR_FOLLOWER);
            assertThat(only(response).currentLeader().leaderId()).isEqualTo(1);
        }
    }

    @Test
    void aTopicIdThatIsNotKnownIsAnErrorOfItsOwn() throws IOException {
        try (WireClient client = served.client()) {
            ProduceResponse response = client.ask(
                    Served.produce("", TopicId.random(), 0, (short) 1, Served.batch("a")), 13, ProduceResponse.class);
            assertThat(ErrorCode.of(only(response).errorCode())).isEqualTo(ErrorCode.UNKNOWN_TOPIC_ID);
        }
    }

    @Test
    void twoBatchesForOnePartitionAreRefusedAsInKafka() throws IOException {
        try (WireClient client = served.client()) {
            ByteBuffer one = Served.batch("a");
            ByteBuffer two = ByteBuffer.allocate(one.remaining() * 2)
                    .put(one.duplicate())
                    .put(one.duplicate())
                    .flip();
            ProduceResponse response =
                    client.ask(Served.produce("t", topic, 0, (short) 1, two), 9, ProduceResponse.class);
            assertThat(ErrorCode.of(only(response).errorCode())).isEqualTo(ErrorCode.INVALID_RECORD);
        }
    }

    @Test
    void aTransactionThatNobodyWouldEndIsNotBegun() throws IOException {
        try (WireClient client = served.client()) {
            RecordBatchBuilder batch =
                    new RecordBatchBuilder().producer(1, (short) 0, 0).transactional(true);
            batch.append(1, null, ByteBuffer.allocate(1));
            ProduceResponse response =
                    client.ask(Served.produce("t", topic, 0, (short) 1, batch.build()), 9, ProduceResponse.class);
            assertThat(ErrorCode.of(only(response).errorCode())).isEqualTo(ErrorCode.INVALID_TXN_STATE);
        }
    }

    @Test
    void acksThatAreNoneAreRefused() throws IOException {
        try (WireClient client = served.client()) {
            ProduceResponse response =
                    client.ask(Served.produce("t", topic, 0, (short) 2, Served.batch("a")), 9, ProduceResponse.class);
            assertThat(ErrorCode.of(only(response).errorCode())).isEqualTo(ErrorCode.INVALID_REQUIRED_ACKS);
            assertThat(served.broker().toldMore()).isZero();
        }
    }

    private static PartitionProduceResponse only(Object response) {
        return ((ProduceResponse) response)
                .responses()
                .get(0)
                .partitionResponses()
                .get(0);
    }
}
