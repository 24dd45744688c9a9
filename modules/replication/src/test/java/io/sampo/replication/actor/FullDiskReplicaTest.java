package io.sampo.replication.actor;

import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.logfiles.DiskFullException;
import io.sampo.messages.BrokerMessage;
import io.sampo.messages.PartitionMessage;
import io.sampo.messages.PartitionReply;
import io.sampo.model.Acks;
import io.sampo.model.ErrorCode;
import io.sampo.model.PartitionState;
import io.sampo.model.TopicConfig;
import io.sampo.model.TopicId;
import io.sampo.model.TopicIdPartition;
import io.sampo.replication.ReplicaFrame;
import io.sampo.replication.ReplicaSettings;
import io.sampo.replication.TestBatches;
import io.sampo.replication.pace.InSyncSettings;
import io.sampo.replication.pace.PushSettings;
import io.sampo.storage.retention.RetentionClock;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BooleanSupplier;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** STORAGE 4.8: whatever finds no room waits and is tried again; no replica fails for it. */
class FullDiskReplicaTest {
    /** Longer than the disk is tried again. */
    private static final Duration A_WHILE = Duration.ofMillis(700);

    private static ActorTestKit kit;
    private static ExecutorService blocking;

    private final SlowDisk disk = new SlowDisk();
    private final TopicIdPartition partition = new TopicIdPartition(TopicId.random(), 0);
    private TestProbe<BrokerMessage> broker;
    private TestProbe<PartitionReply> client;
    private FakeBroker home;

    @BeforeAll
    static void start() {
        kit = ActorTestKit.create();
        blocking = Executors.newFixedThreadPool(2, task -> new Thread(task, "sampo-test-blocking"));
    }

    private static DiskFullException noRoom() {
        return new DiskFullException(new IOException("No space left on device"));
    }

    @AfterAll
    static void stop() {
        kit.shutdownTestKit();
        blocking.shutdownNow();
    }

    @BeforeEach
    void freshBroker() {
        broker = kit.createTestProbe(BrokerMessage.class);
        client = kit.createTestProbe(PartitionReply.class);
        home = new FakeBroker(1, broker.getRef(), blocking);
        home.disk = disk::holding;
    }

    @Test
    void aCutThatFindsNoRoomWaitsForIt() {
        // given
        ActorRef<PartitionMessage> replica = leader(List.of(1, 2), TopicConfig.DEFAULTS);
        replica.tell(produce(1));
        client.expectMessageClass(PartitionReply.Produced.class);
        disk.writeFailure = noRoom();

        // when
        replica.tell(state(2, 2, List.of(1, 2), TopicConfig.DEFAULTS));
        replica.tell(new ReplicaFrameReceived(2, 12, new ReplicaFrame.Probe(partition, 2, 12, 7)));
        await(() -> home.sent.stream().anyMatch(sent -> sent.frame() instanceof ReplicaFrame.Tail));
        ReplicaFrame.LogEnd judged = home.sent.stream()
                .filter(sent -> sent.frame() instanceof ReplicaFrame.Tail)
                .map(sent -> (ReplicaFrame.Tail) sent.frame())
                .map(tail -> new ReplicaFrame.LogEnd(tail.logEndOffset(), tail.lastEpoch()))
                .findFirst()
                .orElseThrow();
        home.sent.clear();
        replica.tell(
                new ReplicaFrameReceived(2, 12, new ReplicaFrame.Truncate(partition, 2, 12, 7, judged, 1, 0, false)));

        // then
        broker.expectNoMessage(A_WHILE);
        assertThat(home.sent).isEmpty();
        disk.writeFailure = null;
        await(() -> home.sent.stream()
                .anyMatch(sent -> sent.frame() instanceof ReplicaFrame.Tail tail && tail.logEndOffset() == 0));
    }

    @Test
    void anEpochThatFindsNoRoomWaitsForIt() {
        // given
        disk.writeFailure = noRoom();

        // when
        ActorRef<PartitionMessage> replica = leader(List.of(1), TopicConfig.DEFAULTS);

        // then
        broker.expectNoMessage(A_WHILE);
        disk.writeFailure = null;
        broker.awaitAssert(Duration.ofSeconds(10), () -> {
            replica.tell(produce(1));
            assertThat(client.expectMessageClass(PartitionReply.Produced.class).error())
                    .isEqualTo(ErrorCode.NONE);
            return null;
        });
    }

    @Test
    void oldRecordsGoWhileNewOnesFindNoRoom() {
        // given
        home.retentionClock = () -> RetentionClock.UNKNOWN;
        home.settings = new ReplicaSettings(PushSettings.DEFAULTS, InSyncSettings.DEFAULTS, 10_000, 5_000, 5_000, 200);
        ActorRef<PartitionMessage> replica =
                leader(List.of(1), TopicConfig.of(Map.of("retention.ms", "1", "segment.bytes", "100")));
        for (int i = 1; i <= 3; i++) {
            replica.tell(produce(i));
            client.expectMessageClass(PartitionReply.Produced.class);
        }
        disk.appendFailure = noRoom();

        // when
        replica.tell(produce(4));
        assertThat(home.logs.get(partition).logStartOffset()).isZero();
        home.retentionClock = System::currentTimeMillis;

        // then
        await(() -> home.logs.get(partition).logStartOffset() == 3);
        disk.appendFailure = null;
        assertThat(client.expectMessageClass(PartitionReply.Produced.class).baseOffset())
                .isEqualTo(3);
    }

    @Test
    void aLeaderBelowTheSoftLimitTakesNothingFromClientsAndServesThem() {
        // given
        ActorRef<PartitionMessage> replica = leader(List.of(1), TopicConfig.DEFAULTS);
        replica.tell(produce(1));
        assertThat(client.expectMessageClass(PartitionReply.Produced.class).error())
                .isEqualTo(ErrorCode.NONE);

        // when
        home.writer.nearlyFull(true);
        replica.tell(produce(2));
        replica.tell(new PartitionMessage.Fetch(3, -1, 0, 1_000, 1, 0, client.getRef()));

        // then
        assertThat(client.expectMessageClass(PartitionReply.Produced.class).error())
                .isEqualTo(ErrorCode.KAFKA_STORAGE_ERROR);
        assertThat(client.expectMessageClass(PartitionReply.Fetched.class).error())
                .isEqualTo(ErrorCode.NONE);
        home.writer.nearlyFull(false);
        replica.tell(produce(4));
        assertThat(client.expectMessageClass(PartitionReply.Produced.class).baseOffset())
                .isEqualTo(1);
    }

    @Test
    void aFollowerBelowTheSoftLimitGoesOnFollowing() {
        // given
        ActorRef<PartitionMessage> replica = kit.spawn(PartitionActor.create(home, partition));
        replica.tell(state(2, 1, List.of(1, 2), TopicConfig.DEFAULTS));
        broker.expectMessageClass(BrokerMessage.ReplicaStarted.class);
        replica.tell(new ReplicaFrameReceived(2, 12, new ReplicaFrame.Probe(partition, 1, 12, 7)));
        home.writer.nearlyFull(true);

        // when
        replica.tell(new ReplicaFrameReceived(
                2, 12, new ReplicaFrame.Push(partition, 1, 12, 7, 0, -1, 0, 0, false, TestBatches.placed(0, 1, 1))));

        // then
        await(() -> home.logs.get(partition).logEndOffset() == 1);
    }

    @Test
    void aLogThatFindsNoRoomToBeOpenedIsOpenedWhenThereIs() {
        // given
        home.openFailure = noRoom();

        // when
        ActorRef<PartitionMessage> replica = kit.spawn(PartitionActor.create(home, partition));
        replica.tell(state(2, 1, List.of(1, 2), TopicConfig.DEFAULTS));

        // then: nobody waits for it meanwhile, and nothing is reported as lost
        await(() -> home.sent.stream().anyMatch(sent -> sent.frame() instanceof ReplicaFrame.Nack));
        broker.expectNoMessage(A_WHILE);
        home.openFailure = null;
        broker.expectMessageClass(BrokerMessage.ReplicaStarted.class, Duration.ofSeconds(10));
    }

    @Test
    void aReplicaThatWaitsForRoomCanBeStopped() {
        // given
        home.openFailure = noRoom();
        ActorRef<PartitionMessage> replica = kit.spawn(PartitionActor.create(home, partition));
        replica.tell(state(2, 1, List.of(1, 2), TopicConfig.DEFAULTS));
        await(() -> home.sent.stream().anyMatch(sent -> sent.frame() instanceof ReplicaFrame.Nack));

        // when
        replica.tell(PartitionMessage.Stop.STOP);

        // then
        broker.expectMessageClass(BrokerMessage.ReplicaStopped.class);
    }

    private ActorRef<PartitionMessage> leader(List<Integer> replicas, TopicConfig config) {
        ActorRef<PartitionMessage> replica = kit.spawn(PartitionActor.create(home, partition));
        replica.tell(state(1, 1, replicas, config));
        broker.expectMessageClass(BrokerMessage.ReplicaStarted.class);
        return replica;
    }

    private void await(BooleanSupplier condition) {
        broker.awaitAssert(Duration.ofSeconds(10), () -> assertThat(condition.getAsBoolean())
                .isTrue());
    }

    private PartitionMessage.ApplyState state(int leader, int version, List<Integer> replicas, TopicConfig config) {
        return new PartitionMessage.ApplyState(
                "t",
                partition,
                new PartitionState(leader, version, version, replicas, replicas, false),
                config,
                Map.of(1, 11L, 2, 12L),
                version);
    }

    private PartitionMessage.Produce produce(long requestId) {
        return new PartitionMessage.Produce(requestId, Acks.LEADER, -1, TestBatches.batch(1), 30_000, client.getRef());
    }
}
