package io.sampo.gateway.fake;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.sampo.gateway.Gateway;
import io.sampo.gateway.GatewaySettings;
import io.sampo.messages.PartitionMessage;
import io.sampo.messages.PartitionReply;
import io.sampo.model.ErrorCode;
import io.sampo.model.TopicId;
import io.sampo.model.TopicIdPartition;
import io.sampo.protocol.message.FetchRequest;
import io.sampo.protocol.message.FetchRequest.FetchPartition;
import io.sampo.protocol.message.FetchRequest.FetchTopic;
import io.sampo.protocol.message.MetadataRequest;
import io.sampo.protocol.message.MetadataRequest.MetadataRequestTopic;
import io.sampo.protocol.message.MetadataResponse;
import io.sampo.protocol.message.ProduceRequest;
import io.sampo.protocol.message.ProduceRequest.PartitionProduceData;
import io.sampo.protocol.message.ProduceRequest.TopicProduceData;
import io.sampo.records.LogSlice;
import io.sampo.records.RecordBatchBuilder;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A gateway beside a {@link FakeBroker}, and what tests send to it. */
public final class Served implements AutoCloseable {
    private final FakeBroker broker = new FakeBroker();
    private final FakeCoordinators coordinators = new FakeCoordinators();
    private final Gateway gateway;

    /** @param keys that win over the defaults */
    public Served(String keys) {
        this(keys, false);
    }

    /** Beside a broker that the controller has not let in yet. */
    public static Served fenced() {
        return new Served("", true);
    }

    private Served(String keys, boolean fenced) {
        broker.fenced(fenced);
        Config config = ConfigFactory.parseString(keys).withFallback(broker.configuration());
        gateway = Gateway.start(broker, () -> coordinators, GatewaySettings.of(config));
    }

    public Served() {
        this("");
    }

    public FakeBroker broker() {
        return broker;
    }

    public FakeCoordinators coordinators() {
        return coordinators;
    }

    public Gateway gateway() {
        return gateway;
    }

    /** A topic of the {@link FakeBroker} that the gateway knows of. */
    public TopicId topic(String name, int partitions) throws IOException {
        TopicId id = broker.topic(name, partitions);
        MetadataRequest question = new MetadataRequest()
                .allowAutoTopicCreation(false)
                .topics(List.of(new MetadataRequestTopic().name(name)));
        try (WireClient client = client()) {
            int left = 10_000;
            while (client.ask(question, 12, MetadataResponse.class)
                            .topics()
                            .get(0)
                            .errorCode()
                    != 0) {
                if (--left == 0) {
                    throw new AssertionError("the gateway has not heard of " + name);
                }
            }
        }
        return id;
    }

    public WireClient client() throws IOException {
        return new WireClient(broker.port());
    }

    /** One batch with these values. */
    public static ByteBuffer batch(String... values) {
        RecordBatchBuilder builder = new RecordBatchBuilder();
        for (String value : values) {
            builder.append(1_000, null, ByteBuffer.wrap(value.getBytes(StandardCharsets.UTF_8)));
        }
        return builder.build();
    }

    /** One batch for one partition. */
    public static ProduceRequest produce(String topic, TopicId id, int partition, short acks, ByteBuffer batch) {
        return new ProduceRequest()
                .acks(acks)
                .timeoutMs(5_000)
                .topicData(List.of(new TopicProduceData()
                        .name(topic)
                        .topicId(id.uuid())
                        .partitionData(List.of(
                                new PartitionProduceData().index(partition).records(batch)))));
    }

    /** The first {@code partitions} from offset 0 on. */
    public static FetchRequest fetch(String topic, TopicId id, int partitions, int minBytes, int maxWaitMs) {
        List<FetchPartition> wanted = new ArrayList<>();
        for (int number = 0; number < partitions; number++) {
            wanted.add(new FetchPartition().partition(number).partitionMaxBytes(1 << 20));
        }
        return new FetchRequest()
                .replicaId(-1)
                .maxWaitMs(maxWaitMs)
                .minBytes(minBytes)
                .maxBytes(1 << 24)
                .sessionEpoch(-1)
                .topics(List.of(new FetchTopic().topic(topic).topicId(id.uuid()).partitions(wanted)));
    }

    /** It is appended. */
    public static void answer(PartitionMessage.Produce produce, TopicIdPartition partition, long baseOffset) {
        answer(produce, partition, ErrorCode.NONE, baseOffset, -1);
    }

    /** It is appended, or refused with that leader for a hint. */
    public static void answer(
            PartitionMessage.Produce produce, TopicIdPartition partition, ErrorCode error, long base, int leader) {
        produce.replyTo()
                .tell(new PartitionReply.Produced(partition, produce.requestId(), error, base, -1, 0, leader, 7));
    }

    /** These batches are there; without any, nothing is. */
    public static void answer(PartitionMessage.Fetch fetch, TopicIdPartition partition, ByteBuffer... batches) {
        int size = 0;
        for (ByteBuffer batch : batches) {
            size += batch.remaining();
        }
        ByteBuffer all = ByteBuffer.allocate(size);
        for (ByteBuffer batch : batches) {
            all.put(batch.duplicate());
        }
        fetch.replyTo()
                .tell(new PartitionReply.Fetched(
                        partition, fetch.requestId(), ErrorCode.NONE, 10, 0, LogSlice.of(all.flip()), 1, 4));
    }

    @Override
    public void close() {
        broker.close();
    }
}
