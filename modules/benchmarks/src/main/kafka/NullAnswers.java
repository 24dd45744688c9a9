import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.message.ApiVersionsResponseData;
import org.apache.kafka.common.message.FetchRequestData;
import org.apache.kafka.common.message.FetchResponseData;
import org.apache.kafka.common.message.InitProducerIdResponseData;
import org.apache.kafka.common.message.ListOffsetsRequestData;
import org.apache.kafka.common.message.ListOffsetsResponseData;
import org.apache.kafka.common.message.MetadataRequestData;
import org.apache.kafka.common.message.MetadataResponseData;
import org.apache.kafka.common.message.ProduceRequestData;
import org.apache.kafka.common.message.ProduceResponseData;
import org.apache.kafka.common.network.Send;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.ByteBufferAccessor;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.protocol.SendBuilder;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.requests.AbstractRequest;
import org.apache.kafka.common.requests.RequestHeader;

/** What {@link NullBroker} says to each request: as little as Kafka's client is content with. */
final class NullAnswers {
    /** The latest of each before topics are named by their ids. */
    private static final Map<ApiKeys, Short> LATEST = Map.of(
            ApiKeys.API_VERSIONS, (short) 3,
            ApiKeys.METADATA, (short) 9,
            ApiKeys.INIT_PRODUCER_ID, (short) 4,
            ApiKeys.LIST_OFFSETS, (short) 7,
            ApiKeys.PRODUCE, (short) 9,
            ApiKeys.FETCH, (short) 12);

    private static final int NODE = 1;
    private static final long PRODUCER = 1;
    private static final long EARLIEST = -2;

    private final int port;
    private final Map<String, NullLog> logs = new HashMap<>();
    private long stored;
    private long patienceMs;

    NullAnswers(int port) {
        this.port = port;
    }

    /** Batches that have come so far. */
    long stored() {
        return stored;
    }

    /** How long the last consumer is content to wait, ms. */
    long patienceMs() {
        return patienceMs;
    }

    /**
     * Answers one request, header and body without their size.
     *
     * @param atOnce a fetch that finds nothing does not wait (any longer)
     * @return null if it waits for records
     */
    Send to(ByteBuffer bytes, boolean atOnce) {
        RequestHeader header = RequestHeader.parse(bytes);
        short version = header.apiVersion();
        if (header.apiKey() == ApiKeys.API_VERSIONS && version > LATEST.get(ApiKeys.API_VERSIONS)) {
            // As KIP-511 has it: the oldest form, which everybody can read.
            ApiMessage versions = versions().setErrorCode(Errors.UNSUPPORTED_VERSION.code());
            return SendBuilder.buildResponseSend(header.toResponseHeader(), versions, (short) 0);
        }
        ApiMessage request =
                AbstractRequest.parseRequest(header.apiKey(), version, new ByteBufferAccessor(bytes)).request.data();
        ApiMessage answer = answer(request, atOnce);
        return answer == null ? null : SendBuilder.buildResponseSend(header.toResponseHeader(), answer, version);
    }

    private ApiMessage answer(ApiMessage request, boolean atOnce) {
        switch (ApiKeys.forId(request.apiKey())) {
            case API_VERSIONS:
                return versions();
            case METADATA:
                return metadata((MetadataRequestData) request);
            case INIT_PRODUCER_ID:
                return new InitProducerIdResponseData().setProducerId(PRODUCER).setProducerEpoch((short) 0);
            case LIST_OFFSETS:
                return offsets((ListOffsetsRequestData) request);
            case PRODUCE:
                return produce((ProduceRequestData) request);
            case FETCH:
                return fetch((FetchRequestData) request, atOnce);
            default:
                throw new IllegalArgumentException("a null broker knows no " + ApiKeys.forId(request.apiKey()));
        }
    }

    private static ApiVersionsResponseData versions() {
        ApiVersionsResponseData versions = new ApiVersionsResponseData();
        LATEST.forEach((key, latest) -> versions.apiKeys()
                .add(new ApiVersionsResponseData.ApiVersion()
                        .setApiKey(key.id)
                        .setMinVersion(key.oldestVersion())
                        .setMaxVersion(latest)));
        return versions;
    }

    private NullLog log(String topic) {
        return logs.computeIfAbsent(topic, name -> new NullLog());
    }

    private ApiMessage metadata(MetadataRequestData request) {
        MetadataResponseData metadata = new MetadataResponseData().setClusterId("null").setControllerId(NODE);
        metadata.brokers()
                .add(new MetadataResponseData.MetadataResponseBroker()
                        .setNodeId(NODE)
                        .setHost("127.0.0.1")
                        .setPort(port));
        if (request.topics() != null) {
            request.topics().forEach(topic -> metadata.topics()
                    .add(new MetadataResponseData.MetadataResponseTopic()
                            .setName(topic.name())
                            .setPartitions(List.of(new MetadataResponseData.MetadataResponsePartition()
                                    .setPartitionIndex(0)
                                    .setLeaderId(NODE)
                                    .setLeaderEpoch(0)
                                    .setReplicaNodes(List.of(NODE))
                                    .setIsrNodes(List.of(NODE))))));
        }
        return metadata;
    }

    private ApiMessage offsets(ListOffsetsRequestData request) {
        ListOffsetsResponseData offsets = new ListOffsetsResponseData();
        for (ListOffsetsRequestData.ListOffsetsTopic topic : request.topics()) {
            ListOffsetsResponseData.ListOffsetsTopicResponse found =
                    new ListOffsetsResponseData.ListOffsetsTopicResponse().setName(topic.name());
            for (ListOffsetsRequestData.ListOffsetsPartition partition : topic.partitions()) {
                found.partitions()
                        .add(new ListOffsetsResponseData.ListOffsetsPartitionResponse()
                                .setPartitionIndex(partition.partitionIndex())
                                .setOffset(partition.timestamp() == EARLIEST ? 0 : log(topic.name()).next()));
            }
            offsets.topics().add(found);
        }
        return offsets;
    }

    private ApiMessage produce(ProduceRequestData request) {
        ProduceResponseData acknowledged = new ProduceResponseData();
        for (ProduceRequestData.TopicProduceData topic : request.topicData()) {
            ProduceResponseData.TopicProduceResponse of =
                    new ProduceResponseData.TopicProduceResponse().setName(topic.name());
            for (ProduceRequestData.PartitionProduceData partition : topic.partitionData()) {
                long base = log(topic.name()).append((MemoryRecords) partition.records());
                stored++;
                of.partitionResponses()
                        .add(new ProduceResponseData.PartitionProduceResponse()
                                .setIndex(partition.index())
                                .setBaseOffset(base));
            }
            acknowledged.responses().add(of);
        }
        return acknowledged;
    }

    private ApiMessage fetch(FetchRequestData request, boolean atOnce) {
        FetchResponseData answer = new FetchResponseData();
        boolean hasNothing = true;
        for (FetchRequestData.FetchTopic topic : request.topics()) {
            FetchResponseData.FetchableTopicResponse of =
                    new FetchResponseData.FetchableTopicResponse().setTopic(topic.topic());
            for (FetchRequestData.FetchPartition partition : topic.partitions()) {
                NullLog log = log(topic.topic());
                MemoryRecords records = log.read(partition.fetchOffset(), partition.partitionMaxBytes());
                hasNothing &= records != null && records.sizeInBytes() == 0;
                of.partitions()
                        .add(new FetchResponseData.PartitionData()
                                .setPartitionIndex(partition.partition())
                                .setErrorCode((records == null ? Errors.OFFSET_OUT_OF_RANGE : Errors.NONE).code())
                                .setHighWatermark(log.next())
                                .setLastStableOffset(log.next())
                                .setLogStartOffset(0)
                                .setRecords(records == null ? MemoryRecords.EMPTY : records));
            }
            answer.responses().add(of);
        }
        patienceMs = request.maxWaitMs();
        return hasNothing && !atOnce ? null : answer;
    }
}
