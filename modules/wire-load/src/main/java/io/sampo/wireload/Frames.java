package io.sampo.wireload;

import io.sampo.protocol.frame.RequestFrame;
import io.sampo.protocol.message.ApiRequest;
import io.sampo.protocol.message.FetchRequest;
import io.sampo.protocol.message.FetchRequest.FetchPartition;
import io.sampo.protocol.message.FetchRequest.FetchTopic;
import io.sampo.protocol.message.ProduceRequest;
import io.sampo.protocol.message.ProduceRequest.PartitionProduceData;
import io.sampo.protocol.message.ProduceRequest.TopicProduceData;
import io.sampo.records.RecordBatchBuilder;
import java.nio.ByteBuffer;
import java.util.List;

/** The bytes of requests. One frame is made once and sent again and again: only its correlation id changes. */
final class Frames {
    /** The last versions that name topics by their names. */
    static final int PRODUCE_VERSION = 9;

    static final int FETCH_VERSION = 11;

    /** Behind the size, the API and the version. */
    private static final int CORRELATION_ID_AT = 8;

    private static final int PRODUCE_TIMEOUT_MS = 30_000;

    private Frames() {}

    /** A produce request with one batch of {@code count} records of so many bytes, for all replicas in sync. */
    static ByteBuffer produce(String topic, int partition, int count, int recordBytes) {
        RecordBatchBuilder batch = new RecordBatchBuilder();
        for (int i = 0; i < count; i++) {
            batch.append(System.currentTimeMillis(), null, ByteBuffer.allocate(recordBytes));
        }
        return bytes(
                new ProduceRequest()
                        .acks((short) -1)
                        .timeoutMs(PRODUCE_TIMEOUT_MS)
                        .topicData(List.of(new TopicProduceData()
                                .name(topic)
                                .partitionData(List.of(new PartitionProduceData()
                                        .index(partition)
                                        .records(batch.build()))))),
                PRODUCE_VERSION);
    }

    /** A fetch request from the beginning of one partition. */
    static ByteBuffer fetch(String topic, int partition, int bytesMax) {
        return bytes(
                new FetchRequest()
                        .replicaId(-1)
                        .maxWaitMs(500)
                        .minBytes(1)
                        .maxBytes(bytesMax)
                        .sessionEpoch(-1)
                        .topics(List.of(new FetchTopic()
                                .topic(topic)
                                .partitions(List.of(new FetchPartition()
                                        .partition(partition)
                                        .currentLeaderEpoch(-1)
                                        .lastFetchedEpoch(-1)
                                        .partitionMaxBytes(bytesMax))))),
                FETCH_VERSION);
    }

    /** The same frame with that number, from its beginning. */
    static ByteBuffer numbered(ByteBuffer frame, int correlationId) {
        return frame.duplicate().clear().putInt(CORRELATION_ID_AT, correlationId);
    }

    private static ByteBuffer bytes(ApiRequest request, int version) {
        return ByteBuffer.wrap(RequestFrame.bytes(version, 0, "wire", request));
    }
}
