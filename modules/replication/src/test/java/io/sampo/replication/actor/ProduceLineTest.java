package io.sampo.replication.actor;

import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.messages.BrokerMessage;
import io.sampo.messages.PartitionMessage;
import io.sampo.messages.PartitionReply;
import io.sampo.model.Acks;
import io.sampo.model.ErrorCode;
import io.sampo.model.PartitionState;
import io.sampo.model.TopicConfig;
import io.sampo.model.TopicId;
import io.sampo.model.TopicIdPartition;
import io.sampo.records.CompressionType;
import io.sampo.records.RecordBatch;
import io.sampo.records.RecordBatchBuilder;
import io.sampo.records.RecordBatches;
import io.sampo.replication.TestBatches;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Batches that are packed or unpacked on the blocking executor, which is the test itself here. */
class ProduceLineTest {
    private static final Duration AT_ONCE = Duration.ofMillis(50);
    private static ActorTestKit kit;

    private final TopicIdPartition partition = new TopicIdPartition(TopicId.random(), 0);
    private final BlockingQueue<Runnable> blockingWork = new LinkedBlockingQueue<>();
    private TestProbe<PartitionReply> client;
    private FakeBroker home;
    private TestProbe<BrokerMessage> broker;

    @BeforeAll
    static void start() {
        kit = ActorTestKit.create();
    }

    @AfterAll
    static void stop() {
        kit.shutdownTestKit();
    }

    @BeforeEach
    void freshBroker() {
        broker = kit.createTestProbe(BrokerMessage.class);
        client = kit.createTestProbe(PartitionReply.class);
        home = new FakeBroker(1, broker.getRef(), blockingWork::add);
    }

    @Test
    void aBatchIsPackedAnewOffTheActorAndWhatComesLaterWaitsBehindIt() throws Exception {
        // given
        ActorRef<PartitionMessage> replica = leader(Map.of("compression.type", "lz4"));
        replica.tell(produce(1, TestBatches.batch(2)));
        replica.tell(produce(2, packed(CompressionType.LZ4, "needs no work")));
        client.expectNoMessage(AT_ONCE);

        // when
        runNext();

        // then
        PartitionReply.Produced first = client.expectMessageClass(PartitionReply.Produced.class);
        PartitionReply.Produced second = client.expectMessageClass(PartitionReply.Produced.class);
        assertThat(List.of(first.requestId(), second.requestId())).containsExactly(1L, 2L);
        assertThat(List.of(first.baseOffset(), second.baseOffset())).containsExactly(0L, 2L);
        assertThat(stored(3))
                .extracting(RecordBatch::compressionCode)
                .containsExactly(CompressionType.LZ4.code(), CompressionType.LZ4.code());
        assertThat(stored(3)).allMatch(RecordBatch::isIntact);
    }

    @Test
    void aRefusedBatchLeavesTheLineToTheNextOne() throws Exception {
        // given
        ActorRef<PartitionMessage> replica = leader(Map.of("cleanup.policy", "compact"));
        replica.tell(produce(1, packed(CompressionType.GZIP, "no key")));
        replica.tell(produce(2, keyed(CompressionType.GZIP)));

        // when
        runNext();
        runNext();

        // then
        assertThat(client.expectMessageClass(PartitionReply.Produced.class).error())
                .isEqualTo(ErrorCode.INVALID_RECORD);
        PartitionReply.Produced second = client.expectMessageClass(PartitionReply.Produced.class);
        assertThat(second.error()).isEqualTo(ErrorCode.NONE);
        assertThat(second.baseOffset()).isZero();
    }

    @Test
    void whoWaitsInTheLineIsToldWhenTheLeaderLeaves() throws Exception {
        // given
        ActorRef<PartitionMessage> replica = leader(Map.of("compression.type", "gzip"));
        replica.tell(produce(1, TestBatches.batch(1)));
        replica.tell(produce(2, TestBatches.batch(1)));
        client.expectNoMessage(AT_ONCE);

        // when
        replica.tell(PartitionMessage.Stop.STOP);
        runNext();

        // then
        for (int i = 0; i < 2; i++) {
            assertThat(client.expectMessageClass(PartitionReply.Produced.class).error())
                    .isEqualTo(ErrorCode.NOT_LEADER_OR_FOLLOWER);
        }
        broker.expectMessageClass(BrokerMessage.ReplicaStopped.class);
    }

    @Test
    void theLineIsBounded() throws Exception {
        // given
        ActorRef<PartitionMessage> replica = leader(Map.of("compression.type", "gzip", "max.message.bytes", "8388608"));
        ByteBuffer large = packed(CompressionType.NONE, "x".repeat(7 << 20));

        // when
        for (int i = 0; i < 5; i++) {
            replica.tell(produce(i, large.duplicate()));
        }

        // then
        PartitionReply.Produced refused = client.expectMessageClass(PartitionReply.Produced.class);
        assertThat(refused.requestId()).isEqualTo(4);
        assertThat(refused.error().retriable()).isTrue();
    }

    private ActorRef<PartitionMessage> leader(Map<String, String> config) throws InterruptedException {
        ActorRef<PartitionMessage> replica = kit.spawn(PartitionActor.create(home, partition));
        replica.tell(new PartitionMessage.ApplyState(
                "t",
                partition,
                new PartitionState(1, 1, 1, List.of(1), List.of(1), false),
                TopicConfig.of(config),
                Map.of(1, 11L),
                1));
        broker.expectMessageClass(BrokerMessage.ReplicaStarted.class);
        return replica;
    }

    private void runNext() throws InterruptedException {
        Runnable work = blockingWork.poll(10, TimeUnit.SECONDS);
        assertThat(work).as("work for the blocking executor").isNotNull();
        work.run();
    }

    private RecordBatches stored(long end) throws IOException {
        return RecordBatches.of(home.logs.get(partition).read(0, 1 << 20, end).toBuffer());
    }

    private PartitionMessage.Produce produce(long requestId, ByteBuffer batches) {
        return new PartitionMessage.Produce(requestId, Acks.LEADER, -1, batches, 30_000, client.getRef());
    }

    private static ByteBuffer packed(CompressionType type, String value) {
        RecordBatchBuilder builder = new RecordBatchBuilder().compression(type);
        builder.append(1_000, null, ByteBuffer.wrap(value.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
        return builder.build();
    }

    private static ByteBuffer keyed(CompressionType type) {
        RecordBatchBuilder builder = new RecordBatchBuilder().compression(type);
        builder.append(1_000, ByteBuffer.allocate(1), null);
        return builder.build();
    }
}
