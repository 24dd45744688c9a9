package io.sampo.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.gateway.fake.Served;
import io.sampo.gateway.fake.WireClient;
import io.sampo.messages.PartitionMessage.Fetch;
import io.sampo.messages.PartitionMessage.Produce;
import io.sampo.model.TopicId;
import io.sampo.model.TopicIdPartition;
import io.sampo.protocol.message.ApiKey;
import io.sampo.protocol.message.ApiVersionsRequest;
import io.sampo.protocol.message.ApiVersionsResponse;
import io.sampo.protocol.message.MetadataRequest;
import io.sampo.protocol.message.MetadataResponse;
import io.sampo.protocol.message.ProduceResponse;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToIntFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConnectionLawsTest {
    private static final ApiVersionsRequest VERSIONS =
            new ApiVersionsRequest().clientSoftwareName("test").clientSoftwareVersion("1.0");

    @Test
    void requestsOfOneConnectionAreWorkedOnSideBySideAndAnsweredInOrder() throws Exception {
        try (Served served = new Served();
                WireClient client = served.client()) {
            // given
            TopicId topic = served.topic("t", 2);
            int first = client.send(Served.produce("t", topic, 0, (short) -1, Served.batch("a")), 9);
            int second = client.send(Served.produce("t", topic, 1, (short) -1, Served.batch("b")), 9);
            int third = client.send(VERSIONS, 3);
            Produce one = served.broker().told(Produce.class);
            Produce other = served.broker().told(Produce.class);

            // when: the second is done first
            Served.answer(other, new TopicIdPartition(topic, 1), 70);
            assertThat(client.hearsNothingFor(50)).isTrue();
            Served.answer(one, new TopicIdPartition(topic, 0), 50);

            // then
            assertThat(client.read(ApiKey.PRODUCE, 9).correlationId()).isEqualTo(first);
            var answer = client.read(ApiKey.PRODUCE, 9);
            assertThat(answer.correlationId()).isEqualTo(second);
            assertThat(((ProduceResponse) answer.body())
                            .responses()
                            .get(0)
                            .partitionResponses()
                            .get(0)
                            .baseOffset())
                    .isEqualTo(70);
            assertThat(client.read(ApiKey.API_VERSIONS, 3).correlationId()).isEqualTo(third);
        }
    }

    @Test
    void whoComesBeforeTheBrokerIsLetInIsAnsweredWhenItIs() throws Exception {
        try (Served served = Served.fenced();
                WireClient client = served.client()) {
            // given
            int early = client.send(VERSIONS, 3);
            assertThat(client.hearsNothingFor(100)).isTrue();

            // when
            served.broker().fenced(false);

            // then
            assertThat(client.read(ApiKey.API_VERSIONS, 3).correlationId()).isEqualTo(early);
        }
    }

    @Test
    void aConnectionIsNotReadFromWhileAsManyRequestsAreWorkedOnAsMayBe() throws Exception {
        try (Served served = new Served("sampo.gateway.requests.in.flight.max = 2");
                WireClient client = served.client()) {
            // given
            TopicId topic = served.topic("t", 1);
            TopicIdPartition partition = new TopicIdPartition(topic, 0);
            for (int i = 0; i < 5; i++) {
                client.send(Served.produce("t", topic, 0, (short) 1, Served.batch("v" + i)), 9);
            }
            Produce first = served.broker().told(Produce.class);
            Produce second = served.broker().told(Produce.class);

            // then
            assertThat(client.hearsNothingFor(100)).isTrue();
            assertThat(served.broker().toldMore()).isZero();

            // when
            Served.answer(first, partition, 0);
            Served.answer(second, partition, 1);
            for (int i = 2; i < 5; i++) {
                Served.answer(served.broker().told(Produce.class), partition, i);
            }

            // then
            for (int i = 0; i < 5; i++) {
                ProduceResponse answer =
                        (ProduceResponse) client.read(ApiKey.PRODUCE, 9).body();
                assertThat(answer.responses().get(0).partitionResponses().get(0).baseOffset())
                        .isEqualTo(i);
            }
        }
    }

    @Test
    void aVersionOfTheFutureIsAnsweredInVersionZeroWithWhatThereIs() throws Exception {
        try (Served served = new Served();
                WireClient client = served.client()) {
            // given: ApiVersions 99, whose body nobody can read
            client.raw(new byte[] {0, 0, 0, 12, 0, 18, 0, 99, 0, 0, 0, 7, -1, -1, 5, 5});

            // when
            var answer = client.read(ApiKey.API_VERSIONS, 0);

            // then
            assertThat(answer.correlationId()).isEqualTo(7);
            ApiVersionsResponse versions = (ApiVersionsResponse) answer.body();
            assertThat(versions.errorCode()).isEqualTo((short) 35);
            assertThat(versions.apiKeys()).anyMatch(api -> api.apiKey() == 18 && api.maxVersion() == 4);
            // And the connection goes on.
            assertThat(client.ask(VERSIONS, 4, ApiVersionsResponse.class).errorCode())
                    .isZero();
        }
    }

    @Test
    void produceIsAnnouncedFromVersionZeroThoughNobodyMayUseIt() throws Exception {
        try (Served served = new Served();
                WireClient client = served.client()) {
            ApiVersionsResponse versions = client.ask(VERSIONS, 3, ApiVersionsResponse.class);
            assertThat(versions.apiKeys())
                    .filteredOn(api -> api.apiKey() == ApiKey.PRODUCE.id())
                    .singleElement()
                    .satisfies(api -> {
                        assertThat(api.minVersion()).isZero();
                        assertThat(api.maxVersion()).isEqualTo((short) 13);
                    });
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"00000008" + "0063" + "0000" + "00000001", "0000000a" + "0000" + "0001" + "00000001" + "ffff"})
    void whatIsNotServedEndsTheConnectionBehindTheAnswersBefore(String hex) throws Exception {
        try (Served served = new Served();
                WireClient client = served.client()) {
            client.send(VERSIONS, 3);
            client.raw(java.util.HexFormat.of().parseHex(hex));
            assertThat(client.read(ApiKey.API_VERSIONS, 3).correlationId()).isEqualTo(1);
            assertThat(client.isClosedByPeer()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"7fffffff", "00000000", "ffffffff", "00000004" + "00000000", "00100001"})
    void aFrameThatIsNoneEndsTheConnectionBeforeAnybodyMakesRoomForIt(String hex) throws Exception {
        try (Served served = new Served("sampo.socket.request.max.bytes = 1048576");
                WireClient client = served.client()) {
            client.raw(java.util.HexFormat.of().parseHex(hex));
            assertThat(client.isClosedByPeer()).isTrue();
        }
    }

    @Test
    void whoeverSaysNothingIsClosed() throws Exception {
        try (Served served = new Served("sampo.gateway.first.request.ms = 300");
                WireClient client = served.client()) {
            assertThat(client.isClosedByPeer()).isTrue();
        }
    }

    @Test
    void whoeverIsIdleIsClosedAndAWaitingFetchIsNotIdle() throws Exception {
        try (Served served = new Served("sampo.connections.max.idle.ms = 500");
                WireClient idle = served.client();
                WireClient waiting = served.client()) {
            // given
            TopicId topic = served.topic("t", 1);
            waiting.send(Served.fetch("t", topic, 1, 1, 60_000), 12);
            Fetch fetch = served.broker().told(Fetch.class);

            // when
            idle.ask(VERSIONS, 3, ApiVersionsResponse.class);
            assertThat(idle.isClosedByPeer()).isTrue();

            // then
            Served.answer(fetch, new TopicIdPartition(topic, 0), Served.batch("late"));
            assertThat(waiting.read(ApiKey.FETCH, 12).correlationId()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void thereAreAsManyConnectionsFromOneAddressAsMayBe(int threads) throws Exception {
        try (Served served = new Served("sampo.max.connections.per.ip = 3, sampo.num.network.threads = " + threads)) {
            List<WireClient> admitted = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                WireClient client = served.client();
                client.ask(VERSIONS, 3, ApiVersionsResponse.class);
                admitted.add(client);
            }
            try (WireClient refused = served.client()) {
                assertThat(refused.isClosedByPeer()).isTrue();
            }
            // when: one leaves
            admitted.remove(0).close();

            // then: there is room for one again
            boolean isServed = false;
            for (int i = 0; i < 500 && !isServed; i++) {
                try (WireClient again = served.client()) {
                    again.ask(VERSIONS, 3, ApiVersionsResponse.class);
                    isServed = true;
                } catch (java.io.IOException notYet) {
                    isServed = false;
                }
            }
            assertThat(isServed).isTrue();
            for (WireClient client : admitted) {
                client.close();
            }
        }
    }

    @Test
    void requestsLargerThanTheMemoryForThemGetThroughOneByOne() throws Exception {
        try (Served served = new Served("sampo.queued.max.request.bytes = 100000")) {
            // given
            TopicId topic = served.topic("t", 1);
            TopicIdPartition partition = new TopicIdPartition(topic, 0);
            String large = "x".repeat(300_000);
            List<WireClient> clients = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                WireClient client = served.client();
                byte[] frame = WireClient.frame(Served.produce("t", topic, 0, (short) 1, Served.batch(large)), 9, i);
                Thread sender = new Thread(() -> {
                    try {
                        client.raw(frame);
                    } catch (java.io.IOException e) {
                        throw new java.io.UncheckedIOException(e);
                    }
                });
                sender.start();
                clients.add(client);
            }
            // when
            for (int i = 0; i < 4; i++) {
                Produce produce = served.broker().told(Produce.class);
                assertThat(produce.batches().remaining()).isGreaterThan(300_000);
                Served.answer(produce, partition, i);
            }
            // then
            for (WireClient client : clients) {
                assertThat(client.read(ApiKey.PRODUCE, 9).body()).isInstanceOf(ProduceResponse.class);
                client.close();
            }
        }
    }

    @Test
    void aRequestMayComeByteByByte() throws Exception {
        try (Served served = new Served();
                WireClient client = served.client()) {
            for (byte one : WireClient.frame(VERSIONS, 3, 5)) {
                client.raw(new byte[] {one});
            }
            assertThat(client.read(ApiKey.API_VERSIONS, 3).correlationId()).isEqualTo(5);
        }
    }

    @Test
    void aGatewayThatIsClosedFreesItsPortAndEndsItsConnections() throws Exception {
        try (Served served = new Served();
                WireClient client = served.client()) {
            // given
            client.ask(VERSIONS, 3, ApiVersionsResponse.class);
            // when
            served.gateway().close();
            // then
            assertThat(client.isClosedByPeer()).isTrue();
            try (ServerSocket again = new ServerSocket(served.broker().port(), 1, InetAddress.getLoopbackAddress())) {
                assertThat(again.isBound()).isTrue();
            }
            // And the broker may go on changing.
            served.broker().topic("later", 1);
        }
    }

    @Test
    void manyClientsAtOnceAllGetTheirOwnAnswers() throws Exception {
        try (Served served = new Served("sampo.num.network.threads = 2")) {
            served.topic("t", 3);
            ToIntFunction<WireClient> topics = client -> {
                try {
                    return client.ask(new MetadataRequest().topics(null), 12, MetadataResponse.class)
                            .topics()
                            .size();
                } catch (java.io.IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
            };
            List<WireClient> clients = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                clients.add(served.client());
            }
            assertThat(clients.parallelStream().mapToInt(topics).sum()).isEqualTo(100);
            for (WireClient client : clients) {
                client.close();
            }
        }
    }
}
