package io.sampo.protocol.frame;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.sampo.protocol.message.ApiKey;
import io.sampo.protocol.message.ApiResponse;
import io.sampo.protocol.message.ApiVersionsRequest;
import io.sampo.protocol.message.ApiVersionsResponse;
import io.sampo.protocol.message.FetchRequest;
import io.sampo.protocol.message.FetchResponse;
import io.sampo.protocol.message.MetadataRequest;
import io.sampo.protocol.message.MetadataResponse;
import io.sampo.protocol.message.ProduceRequest;
import io.sampo.protocol.message.ProduceResponse;
import io.sampo.protocol.oracle.BothSides;
import io.sampo.protocol.wire.MalformedFrame;
import io.sampo.protocol.wire.WireWriter;
import io.sampo.records.LogSlice;
import io.sampo.records.Record;
import io.sampo.records.RecordBatch;
import io.sampo.records.RecordBatchBuilder;
import io.sampo.records.RecordBatches;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.message.ProduceRequestData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.SimpleRecord;
import org.apache.kafka.common.requests.AbstractRequest;
import org.apache.kafka.common.requests.AbstractResponse;
import org.apache.kafka.common.requests.RequestHeader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Frames that kafka-clients puts on the wire are read for what they are, and it reads the answers. */
class GoldenFramesTest {
    private static final String CLIENT = "golden-client";
    private static final int CORRELATION = 77;
    private static final UUID TOPIC_ID = new UUID(0x1234_5678_9abc_def0L, 0x0fed_cba9_8765_4321L);
    private static final Uuid THEIR_TOPIC_ID =
            new Uuid(TOPIC_ID.getMostSignificantBits(), TOPIC_ID.getLeastSignificantBits());

    static IntStream apiVersions() {
        return versions(ApiKey.API_VERSIONS);
    }

    /** kafka-clients itself has no request of version 0 left that could forbid to create topics. */
    static IntStream metadataRequests() {
        return IntStream.rangeClosed(1, ApiKey.METADATA.lastVersion());
    }

    static IntStream metadata() {
        return versions(ApiKey.METADATA);
    }

    static IntStream produce() {
        return versions(ApiKey.PRODUCE);
    }

    static IntStream fetch() {
        return versions(ApiKey.FETCH);
    }

    private static IntStream versions(ApiKey key) {
        return IntStream.rangeClosed(key.firstVersion(), key.lastVersion());
    }

    @ParameterizedTest
    @MethodSource("apiVersions")
    void apiVersionsTellsWhoTheClientIs(int version) {
        RequestFrame frame = received(
                new org.apache.kafka.common.requests.ApiVersionsRequest.Builder().build((short) version),
                ApiKeys.API_VERSIONS);
        ApiVersionsRequest body = (ApiVersionsRequest) frame.body();
        assertThat(frame.key()).isEqualTo(ApiKey.API_VERSIONS);
        assertThat(body.clientSoftwareName()).isEqualTo(version < 3 ? "" : "apache-kafka-java");
    }

    @ParameterizedTest
    @MethodSource("apiVersions")
    void apiVersionsAreReadByTheClient(int version) {
        ApiVersionsResponse ours = new ApiVersionsResponse()
                .apiKeys(List.of(new ApiVersionsResponse.ApiVersion()
                        .apiKey((short) 0)
                        .minVersion((short) 0)
                        .maxVersion((short) 13)));
        if (version >= 3) {
            ours.finalizedFeaturesEpoch(9)
                    .finalizedFeatures(List.of(new ApiVersionsResponse.FinalizedFeatureKey()
                            .name("group.version")
                            .maxVersionLevel((short) 1)
                            .minVersionLevel((short) 1)));
        }
        var theirs =
                (org.apache.kafka.common.requests.ApiVersionsResponse) answered(ours, ApiKeys.API_VERSIONS, version);
        assertThat(theirs.apiVersion((short) 0).maxVersion()).isEqualTo((short) 13);
        assertThat(theirs.data().finalizedFeaturesEpoch()).isEqualTo(version >= 3 ? 9 : -1);
        assertThat(theirs.data().finalizedFeatures()).hasSize(version >= 3 ? 1 : 0);
    }

    @Test
    void apiVersionsOfTheFutureCanBeAnsweredThoughItsBodyIsNotRead() {
        ByteBuffer bytes = SentByKafka.frame(
                new org.apache.kafka.common.requests.ApiVersionsRequest.Builder().build((short) 4),
                new RequestHeader(ApiKeys.API_VERSIONS, (short) 4, CLIENT, CORRELATION));
        RequestFrame frame = RequestFrame.read(bytes.putShort(6, (short) 99).position(4));
        assertThat(frame.isReadable()).isFalse();
        assertThat(frame.key()).isEqualTo(ApiKey.API_VERSIONS);
        assertThat(frame.correlationId()).isEqualTo(CORRELATION);
        assertThat(frame.toString()).isEqualTo("ApiVersions v99 #77 of golden-client");
        assertThatExceptionOfType(MalformedFrame.class).isThrownBy(frame::body);
    }

    @ParameterizedTest
    @MethodSource("metadataRequests")
    void metadataNamesItsTopics(int version) {
        MetadataRequest body = (MetadataRequest) received(
                        new org.apache.kafka.common.requests.MetadataRequest.Builder(List.of("a", "b"), true)
                                .build((short) version),
                        ApiKeys.METADATA)
                .body();
        assertThat(body.topics())
                .extracting(MetadataRequest.MetadataRequestTopic::name)
                .containsExactly("a", "b");
        assertThat(body.allowAutoTopicCreation()).isTrue();
    }

    @ParameterizedTest
    @MethodSource("metadata")
    void metadataIsReadByTheClient(int version) {
        MetadataResponse ours = new MetadataResponse()
                .clusterId("cluster")
                .controllerId(1)
                .brokers(List.of(new MetadataResponse.MetadataResponseBroker()
                        .nodeId(1)
                        .host("127.0.0.1")
                        .port(9092)))
                .topics(List.of(new MetadataResponse.MetadataResponseTopic()
                        .name("a")
                        .topicId(TOPIC_ID)
                        .partitions(List.of(new MetadataResponse.MetadataResponsePartition()
                                .partitionIndex(3)
                                .leaderId(1)
                                .leaderEpoch(5)
                                .replicaNodes(new int[] {1, 2})
                                .isrNodes(new int[] {1})))));
        var theirs = (org.apache.kafka.common.requests.MetadataResponse) answered(ours, ApiKeys.METADATA, version);
        var topic = theirs.topicMetadata().iterator().next();
        assertThat(topic.topic()).isEqualTo("a");
        assertThat(topic.topicId()).isEqualTo(version >= 10 ? THEIR_TOPIC_ID : Uuid.ZERO_UUID);
        assertThat(topic.partitionMetadata().get(0).replicaIds).containsExactly(1, 2);
        assertThat(topic.partitionMetadata().get(0).leaderEpoch)
                .isEqualTo(version >= 7 ? Optional.of(5) : Optional.empty());
        assertThat(theirs.brokersById().get(1).port()).isEqualTo(9092);
    }

    @ParameterizedTest
    @MethodSource("produce")
    void produceHoldsTheBatchesAsTheyWereSent(int version) {
        MemoryRecords sent = MemoryRecords.withRecords(
                Compression.NONE,
                new SimpleRecord(5L, "k".getBytes(StandardCharsets.UTF_8), "v".getBytes(StandardCharsets.UTF_8)));
        ProduceRequestData.TopicProduceData topic = new ProduceRequestData.TopicProduceData()
                .setName(version >= 13 ? "" : "a")
                .setTopicId(version >= 13 ? THEIR_TOPIC_ID : Uuid.ZERO_UUID)
                .setPartitionData(List.of(new ProduceRequestData.PartitionProduceData()
                        .setIndex(2)
                        .setRecords(sent)));
        ProduceRequestData data = new ProduceRequestData().setAcks((short) -1).setTimeoutMs(1500);
        data.topicData().add(topic);
        ProduceRequest body = (ProduceRequest) received(
                        org.apache.kafka.common.requests.ProduceRequest.builder(data)
                                .build((short) version),
                        ApiKeys.PRODUCE)
                .body();
        ProduceRequest.TopicProduceData ours = body.topicData().get(0);
        assertThat(body.acks()).isEqualTo((short) -1);
        assertThat(ours.name()).isEqualTo(version >= 13 ? "" : "a");
        assertThat(ours.topicId()).isEqualTo(version >= 13 ? TOPIC_ID : new UUID(0, 0));
        ByteBuffer records = ours.partitionData().get(0).records();
        assertThat(records).isEqualTo(sent.buffer());
        assertThat(values(records)).containsExactly("v");
    }

    @ParameterizedTest
    @MethodSource("produce")
    void produceIsAnsweredWithTheNewLeaderWhereTheVersionHasIt(int version) {
        ProduceResponse.PartitionProduceResponse partition = new ProduceResponse.PartitionProduceResponse()
                .index(2)
                .errorCode((short) 6)
                .baseOffset(-1)
                .currentLeader(
                        version >= 10
                                ? new ProduceResponse.LeaderIdAndEpoch()
                                        .leaderId(3)
                                        .leaderEpoch(8)
                                : null);
        ProduceResponse ours = new ProduceResponse()
                .responses(List.of(new ProduceResponse.TopicProduceResponse()
                        .name("a")
                        .topicId(TOPIC_ID)
                        .partitionResponses(List.of(partition))))
                .nodeEndpoints(
                        version >= 10
                                ? List.of(new ProduceResponse.NodeEndpoint()
                                        .nodeId(3)
                                        .host("127.0.0.1")
                                        .port(9094))
                                : List.of());
        var theirs = (org.apache.kafka.common.requests.ProduceResponse) answered(ours, ApiKeys.PRODUCE, version);
        var answer =
                theirs.data().responses().iterator().next().partitionResponses().get(0);
        assertThat(answer.errorCode()).isEqualTo((short) 6);
        assertThat(answer.currentLeader().leaderEpoch()).isEqualTo(version >= 10 ? 8 : -1);
        assertThat(theirs.data().nodeEndpoints()).hasSize(version >= 10 ? 1 : 0);
    }

    @ParameterizedTest
    @MethodSource("fetch")
    void fetchSaysFromWhere(int version) {
        var asked = new org.apache.kafka.common.requests.FetchRequest.PartitionData(
                THEIR_TOPIC_ID, 42, -1, 1 << 20, Optional.of(5));
        FetchRequest body = (FetchRequest) received(
                        org.apache.kafka.common.requests.FetchRequest.Builder.forConsumer(
                                        (short) version, 500, 1, Map.of(new TopicPartition("a", 2), asked))
                                .build((short) version),
                        ApiKeys.FETCH)
                .body();
        FetchRequest.FetchTopic topic = body.topics().get(0);
        assertThat(body.maxWaitMs()).isEqualTo(500);
        assertThat(topic.topic()).isEqualTo(version >= 13 ? "" : "a");
        assertThat(topic.topicId()).isEqualTo(version >= 13 ? TOPIC_ID : new UUID(0, 0));
        assertThat(topic.partitions().get(0).fetchOffset()).isEqualTo(42);
        assertThat(topic.partitions().get(0).currentLeaderEpoch()).isEqualTo(version >= 9 ? 5 : -1);
    }

    @ParameterizedTest
    @MethodSource("fetch")
    void fetchIsAnsweredWithSlicesThatTheClientReads(int version) {
        ByteBuffer first = batch(40, "x");
        ByteBuffer second = batch(41, "y");
        FetchResponse ours = new FetchResponse()
                .responses(List.of(new FetchResponse.FetchableTopicResponse()
                        .topic("a")
                        .topicId(TOPIC_ID)
                        .partitions(List.of(partition(0, first), partition(1, second)))));
        var theirs = (org.apache.kafka.common.requests.FetchResponse) answered(ours, ApiKeys.FETCH, version);
        List<String> read = new ArrayList<>();
        theirs.data().responses().get(0).partitions().forEach(partition -> {
            var records = org.apache.kafka.common.requests.FetchResponse.recordsOrFail(partition);
            records.records()
                    .forEach(one -> read.add(one.offset()
                            + StandardCharsets.UTF_8.decode(one.value()).toString()));
        });
        assertThat(read).containsExactly("40x", "41y");
    }

    private static FetchResponse.PartitionData partition(int index, ByteBuffer batch) {
        return new FetchResponse.PartitionData()
                .partitionIndex(index)
                .highWatermark(100)
                .records(LogSlice.of(batch));
    }

    private static ByteBuffer batch(long offset, String value) {
        RecordBatchBuilder builder = new RecordBatchBuilder().baseOffset(offset);
        builder.append(1L, null, ByteBuffer.wrap(value.getBytes(StandardCharsets.UTF_8)));
        return builder.build();
    }

    private static List<String> values(ByteBuffer records) {
        List<String> values = new ArrayList<>();
        for (RecordBatch batch : RecordBatches.of(records)) {
            for (Record one : RecordBatches.records(batch)) {
                values.add(StandardCharsets.UTF_8.decode(one.value()).toString());
            }
        }
        return values;
    }

    /** What a broker makes of {@code request} as it comes off the wire. */
    private static RequestFrame received(AbstractRequest request, ApiKeys key) {
        ByteBuffer stream = SentByKafka.frame(request, new RequestHeader(key, request.version(), CLIENT, CORRELATION));
        ByteBuffer frame = new FrameSplitter(1 << 20).next(stream);
        assertThat(frame).isNotNull();
        assertThat(stream.remaining()).isZero();
        RequestFrame received = RequestFrame.read(frame);
        assertThat(received.clientId()).isEqualTo(CLIENT);
        assertThat(received.correlationId()).isEqualTo(CORRELATION);
        assertThat(received.version()).isEqualTo(request.version());
        return received;
    }

    /** What kafka-clients makes of {@code response}; it checks the header itself. */
    private static AbstractResponse answered(ApiResponse response, ApiKeys key, int version) {
        WireWriter out = new WireWriter(ByteBuffer.allocate(32));
        ResponseFrame.write(out, version, CORRELATION, response);
        ByteBuffer frame = new FrameSplitter(1 << 20).next(ByteBuffer.wrap(BothSides.drained(out)));
        return AbstractResponse.parseResponse(frame, new RequestHeader(key, (short) version, CLIENT, CORRELATION));
    }
}
