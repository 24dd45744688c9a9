package io.sampo.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.gateway.fake.Served;
import io.sampo.gateway.fake.WireClient;
import io.sampo.messages.PartitionMessage.CancelFetch;
import io.sampo.messages.PartitionMessage.Fetch;
import io.sampo.messages.PartitionReply;
import io.sampo.model.ErrorCode;
import io.sampo.model.TopicId;
import io.sampo.model.TopicIdPartition;
import io.sampo.protocol.message.ApiKey;
import io.sampo.protocol.message.FetchRequest;
import io.sampo.protocol.message.FetchRequest.ReplicaState;
import io.sampo.protocol.message.FetchResponse;
import io.sampo.protocol.message.FetchResponse.PartitionData;
import io.sampo.records.LogSlice;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FetchLawsTest {
    private final Served served = new Served();
    private TopicId topic = TopicId.random();

    @BeforeEach
    void openTopic() throws IOException {
        topic = served.topic("t", 3);
    }

    @AfterEach
    void close() {
        served.close();
    }

    private TopicIdPartition partition(int number) {
        return new TopicIdPartition(topic, number);
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 5, 7, 11, 12, 13, 16, 17, 18})
    void batchesComeAsTheReplicaGaveThem(int version) throws IOException {
        try (WireClient client = served.client()) {
            // given
            client.send(Served.fetch("t", topic, 1, 1, 1_000), version);
            Fetch fetch = served.broker().told(Fetch.class);
            assertThat(fetch.minBytes()).isEqualTo(1);
            assertThat(fetch.maxWaitMs()).isBetween(1L, 1_000L);

            // when
            ByteBuffer batch = Served.batch("hello", "world");
            Served.answer(fetch, partition(0), batch);

            // then
            PartitionData answer = only(client.read(ApiKey.FETCH, version).body());
            assertThat(answer.errorCode()).isZero();
            assertThat(answer.highWatermark()).isEqualTo(10);
            assertThat(answer.records().toBuffer()).isEqualTo(batch);
        }
    }

    @Test
    void manyPartitionsAreAskedForWhatTheyHaveAndThenForMoreAndTheFirstWithMoreEndsTheWait() throws IOException {
        try (WireClient client = served.client()) {
            // given: nobody has anything
            client.send(Served.fetch("t", topic, 3, 1, 20_000), 12);
            for (int number = 0; number < 3; number++) {
                Fetch now = served.broker().told(Fetch.class);
                assertThat(now.maxWaitMs()).isZero();
                Served.answer(now, partition(number));
            }
            Fetch first = served.broker().told(Fetch.class);
            Fetch second = served.broker().told(Fetch.class);
            Fetch third = served.broker().told(Fetch.class);
            assertThat(second.maxWaitMs()).isPositive();

            // when
            Served.answer(second, partition(1), Served.batch("new"));

            // then
            FetchResponse response =
                    (FetchResponse) client.read(ApiKey.FETCH, 12).body();
            assertThat(response.responses().get(0).partitions())
                    .extracting(data -> data.records().sizeInBytes() > 0)
                    .containsExactly(false, true, false);
            assertThat(List.of(
                            served.broker().told(CancelFetch.class).requestId(),
                            served.broker().told(CancelFetch.class).requestId()))
                    .containsExactlyInAnyOrder(first.requestId(), third.requestId());
        }
    }

    @Test
    void fewBytesOfManyPartitionsAreEnoughTogether() throws IOException {
        try (WireClient client = served.client()) {
            // given
            int size = Served.batch("x").remaining();
            client.send(Served.fetch("t", topic, 2, 2 * size, 20_000), 12);
            Served.answer(served.broker().told(Fetch.class), partition(0), Served.batch("x"));
            Served.answer(served.broker().told(Fetch.class), partition(1));
            // Not enough: both are asked to say when there is more.
            Fetch one = served.broker().told(Fetch.class);
            Fetch other = served.broker().told(Fetch.class);
            assertThat(one.minBytes()).isGreaterThan(size);

            // when
            Served.answer(other, partition(1), Served.batch("y"), Served.batch("z"));

            // then
            FetchResponse response =
                    (FetchResponse) client.read(ApiKey.FETCH, 12).body();
            assertThat(response.responses().get(0).partitions().get(1).records().sizeInBytes())
                    .isEqualTo(2 * size);
        }
    }

    @Test
    void anAnswerIsNotLargerThanTheClientWantsButForOneBatch() throws IOException {
        try (WireClient client = served.client()) {
            // given
            ByteBuffer batch = Served.batch("0123456789");
            FetchRequest request = Served.fetch("t", topic, 3, 1, 1_000).maxBytes(batch.remaining() + 10);
            client.send(request, 12);

            // when: who is asked first has more than fits, and gives it as its first batch
            Served.answer(served.broker().told(Fetch.class), partition(0), batch, batch);

            // then: nobody else is asked
            FetchResponse response =
                    (FetchResponse) client.read(ApiKey.FETCH, 12).body();
            assertThat(response.responses().get(0).partitions())
                    .extracting(data -> data.records().sizeInBytes())
                    .containsExactly(2 * batch.remaining(), 0, 0);
            assertThat(served.broker().toldMore()).isZero();
        }
    }

    @Test
    void aClientThatLeavesLeavesNobodyWaiting() throws IOException {
        Fetch fetch;
        try (WireClient client = served.client()) {
            client.send(Served.fetch("t", topic, 1, 1, 60_000), 12);
            fetch = served.broker().told(Fetch.class);
        }
        assertThat(served.broker().told(CancelFetch.class).requestId()).isEqualTo(fetch.requestId());
    }

    @Test
    void anErrorOfOnePartitionIsToldAtOnce() throws IOException {
        try (WireClient client = served.client()) {
            // given
            client.send(Served.fetch("t", topic, 2, 1, 60_000), 16);
            Served.answer(served.broker().told(Fetch.class), partition(0));
            // when
            Fetch fetch = served.broker().told(Fetch.class);
            fetch.replyTo()
                    .tell(new PartitionReply.Fetched(
                            partition(1),
                            fetch.requestId(),
                            ErrorCode.NOT_LEADER_OR_FOLLOWER,
                            -1,
                            -1,
                            LogSlice.of(ByteBuffer.allocate(0)),
                            2,
                            9));
            // then
            FetchResponse response =
                    (FetchResponse) client.read(ApiKey.FETCH, 16).body();
            PartitionData data = response.responses().get(0).partitions().get(1);
            assertThat(ErrorCode.of(data.errorCode())).isEqualTo(ErrorCode.NOT_LEADER_OR_FOLLOWER);
            assertThat(data.currentLeader().leaderId()).isEqualTo(2);
            assertThat(response.nodeEndpoints()).singleElement().satisfies(node -> assertThat(node.host())
                    .isEqualTo("10.0.0.2"));
        }
    }

    @Test
    void inASessionOnlyNewsAreTold() throws IOException {
        try (WireClient client = served.client()) {
            // given: a session of two partitions
            client.send(Served.fetch("t", topic, 2, 0, 0).sessionEpoch(0), 12);
            Served.answer(served.broker().told(Fetch.class), partition(0), Served.batch("a"));
            Served.answer(served.broker().told(Fetch.class), partition(1));
            FetchResponse first = (FetchResponse) client.read(ApiKey.FETCH, 12).body();
            assertThat(first.sessionId()).isPositive();
            assertThat(first.responses().get(0).partitions()).hasSize(2);

            // when: nothing is named, nothing is new
            FetchRequest next = new FetchRequest()
                    .replicaId(-1)
                    .maxBytes(1 << 20)
                    .sessionId(first.sessionId())
                    .sessionEpoch(1);
            client.send(next, 12);
            // Who was served last time is asked last.
            Served.answer(served.broker().told(Fetch.class), partition(1));
            Served.answer(served.broker().told(Fetch.class), partition(0));

            // then
            FetchResponse second = (FetchResponse) client.read(ApiKey.FETCH, 12).body();
            assertThat(second.responses()).isEmpty();
            assertThat(second.sessionId()).isEqualTo(first.sessionId());
            // And a repeated request is not the next one.
            FetchResponse repeated = client.ask(next, 12, FetchResponse.class);
            assertThat(ErrorCode.of(repeated.errorCode())).isEqualTo(ErrorCode.INVALID_FETCH_SESSION_EPOCH);
        }
    }

    @Test
    void aSessionOfAnotherConnectionIsNotKnown() throws IOException {
        try (WireClient client = served.client()) {
            FetchResponse answer =
                    client.ask(new FetchRequest().replicaId(-1).sessionId(1).sessionEpoch(1), 12, FetchResponse.class);
            assertThat(ErrorCode.of(answer.errorCode())).isEqualTo(ErrorCode.FETCH_SESSION_ID_NOT_FOUND);
        }
    }

    @Test
    void whoeverFetchesAsABrokerIsSentAway() throws IOException {
        try (WireClient client = served.client();
                WireClient newer = served.client()) {
            client.send(Served.fetch("t", topic, 1, 1, 0).replicaId(2), 12);
            assertThat(client.isClosedByPeer()).isTrue();
            newer.send(Served.fetch("t", topic, 1, 1, 0).replicaState(new ReplicaState().replicaId(2)), 17);
            assertThat(newer.isClosedByPeer()).isTrue();
        }
    }

    @Test
    void aTopicThatIsGoneIsToldByTheNameThatTheClientUses() throws IOException {
        try (WireClient client = served.client()) {
            assertThat(ErrorCode.of(
                            only(client.ask(Served.fetch("gone", TopicId.random(), 1, 1, 0), 12, FetchResponse.class))
                                    .errorCode()))
                    .isEqualTo(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION);
            assertThat(ErrorCode.of(
                            only(client.ask(Served.fetch("", TopicId.random(), 1, 1, 0), 13, FetchResponse.class))
                                    .errorCode()))
                    .isEqualTo(ErrorCode.UNKNOWN_TOPIC_ID);
        }
    }

    private static PartitionData only(Object response) {
        return ((FetchResponse) response).responses().get(0).partitions().get(0);
    }
}
