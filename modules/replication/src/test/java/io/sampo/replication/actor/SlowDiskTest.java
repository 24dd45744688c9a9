package io.sampo.replication.actor;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
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
import io.sampo.replication.TestBatches;
import io.sampo.replication.actor.write.DirectoryWriter;
import io.sampo.storage.MemoryLog;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.Props;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Replicas on two threads, as on a broker with two cores, and a disk that does not do what it should. */
class SlowDiskTest {
    private static final Duration AT_ONCE = Duration.ofMillis(50);
    private static final int MIB = 1024 * 1024;
    private static ActorTestKit kit;
    private static ExecutorService blocking;

    private final SlowDisk disk = new SlowDisk();
    private TestProbe<BrokerMessage> broker;
    private TestProbe<PartitionReply> client;
    private FakeBroker home;

    @BeforeAll
    static void start() {
        kit = ActorTestKit.create(ConfigFactory.parseString("two-threads {"
                        + "type = Dispatcher, executor = thread-pool-executor, throughput = 16,"
                        + "thread-pool-executor.fixed-pool-size = 2 }")
                .withFallback(ConfigFactory.load()));
        blocking = Executors.newFixedThreadPool(2, task -> new Thread(task, "sampo-test-blocking"));
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

    @AfterEach
    void goOn() {
        disk.goOn();
    }

    @Test
    void manyStalledPartitionsOfOneDirectoryLeaveTheOthersTheirThreads() {
        // given
        List<ActorRef<PartitionMessage>> stalled = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            stalled.add(written(leader()));
        }
        home.disk = log -> log;
        home.writer = new DirectoryWriter("sampo-test-write-2", 1, blocking, System::nanoTime);
        ActorRef<PartitionMessage> other = written(leader());
        disk.stall();

        // when
        for (ActorRef<PartitionMessage> replica : stalled) {
            replica.tell(produce(100, TestBatches.batch(1)));
            replica.tell(produce(101, TestBatches.batch(1)));
        }
        await(() -> disk.stalled.get() >= 2);

        // then
        TestProbe<PartitionReply> elsewhere = kit.createTestProbe(PartitionReply.class);
        for (int i = 0; i < 50; i++) {
            other.tell(new PartitionMessage.Produce(i, Acks.ALL, -1, TestBatches.batch(1), 30_000, elsewhere.getRef()));
            assertThat(elsewhere
                            .expectMessageClass(PartitionReply.Produced.class)
                            .error())
                    .isEqualTo(ErrorCode.NONE);
        }
        client.expectNoMessage(AT_ONCE);
        disk.goOn();
        for (int i = 0; i < 12; i++) {
            PartitionReply.Produced produced = client.expectMessageClass(PartitionReply.Produced.class);
            assertThat(produced.error()).isEqualTo(ErrorCode.NONE);
            assertThat(produced.baseOffset()).as("in the order sent").isEqualTo(produced.requestId() - 99);
        }
    }

    @Test
    void aStalledLeaderTakesNoMoreThanTheCredit() {
        // given
        ActorRef<PartitionMessage> replica = behindAStall();

        // when
        for (int i = 1; i <= 40; i++) {
            replica.tell(produce(i, TestBatches.batch("x".repeat(MIB - 1000))));
        }

        // then
        PartitionReply.Produced refused = client.expectMessageClass(PartitionReply.Produced.class);
        assertThat(refused.error()).isEqualTo(ErrorCode.THROTTLING_QUOTA_EXCEEDED);
        assertThat(refused.requestId()).isBetween(30L, 33L);
    }

    @Test
    void aReplicaThatLeavesWaitsForItsWrites() {
        // given
        ActorRef<PartitionMessage> replica = behindAStall();
        replica.tell(produce(1, TestBatches.batch(1)));
        await(() -> disk.stalled.get() >= 2);

        // when
        replica.tell(PartitionMessage.Stop.STOP);

        // then
        broker.expectNoMessage(AT_ONCE);
        disk.goOn();
        assertThat(broker.expectMessageClass(BrokerMessage.ReplicaStopped.class).replica())
                .isEqualTo(replica);
    }

    @Test
    void theLogOfAnActorThatDiesIsClosedBehindItsWrites() {
        // given
        ActorRef<PartitionMessage> replica = behindAStall();
        replica.tell(produce(1, TestBatches.batch(1)));
        await(() -> disk.stalled.get() >= 2);

        // when
        kit.stop(replica);

        // then: SlowDisk refuses to be closed below a writer
        broker.expectNoMessage(AT_ONCE);
        disk.goOn();
        broker.expectMessageClass(BrokerMessage.ReplicaStopped.class);
    }

    @Test
    void aLogIsCutBehindWhatIsUnderWay() {
        // given: an epoch that begins on a disk that stalls
        disk.stall();
        TopicIdPartition partition = new TopicIdPartition(TopicId.random(), 0);
        ActorRef<PartitionMessage> replica = kit.spawn(PartitionActor.create(home, partition));
        replica.tell(state(partition, 1, 1, List.of(1, 2), 1));
        broker.expectMessageClass(BrokerMessage.ReplicaStarted.class);
        await(() -> disk.stalled.get() == 1);

        // when
        replica.tell(state(partition, 2, 2, List.of(1, 2), 2));
        replica.tell(new ReplicaFrameReceived(2, 12, new ReplicaFrame.Probe(partition, 2, 12, 7)));
        ReplicaFrame.LogEnd empty = new ReplicaFrame.LogEnd(0, -1);
        replica.tell(
                new ReplicaFrameReceived(2, 12, new ReplicaFrame.Truncate(partition, 2, 12, 7, empty, 1, 5, true)));

        // then
        await(() -> home.sent.stream().anyMatch(sent -> sent.frame() instanceof ReplicaFrame.Tail));
        assertThat(disk.stalled).hasValue(1);
        disk.goOn();
        await(() -> home.sent.stream()
                .anyMatch(sent -> sent.frame() instanceof ReplicaFrame.Tail tail && tail.logEndOffset() == 5));
    }

    @Test
    void nothingIsPushedBeforeTheEpochIsDurable() {
        // given
        disk.stall();
        TopicIdPartition partition = new TopicIdPartition(TopicId.random(), 0);
        ActorRef<PartitionMessage> replica = kit.spawn(PartitionActor.create(home, partition));
        replica.tell(state(partition, 1, 1, List.of(1, 2), 1));
        broker.expectMessageClass(BrokerMessage.ReplicaStarted.class);
        await(() -> home.sent.stream().anyMatch(sent -> sent.frame() instanceof ReplicaFrame.Probe));
        ReplicaFrame probe = home.sent.remove().frame();
        replica.tell(new ReplicaFrameReceived(
                2, 12, new ReplicaFrame.Tail(partition, 1, 12, home.directoryId, probe.session(), 0, -1)));

        // when
        replica.tell(produce(1, TestBatches.batch(1)));
        replica.tell(new PartitionMessage.ListOffset(2, -1, -2, client.getRef()));

        // then
        client.expectMessageClass(PartitionReply.OffsetListed.class);
        assertThat(home.sent).noneMatch(sent -> sent.frame() instanceof ReplicaFrame.Push);
        disk.goOn();
        await(() -> home.sent.stream().anyMatch(sent -> sent.frame() instanceof ReplicaFrame.Push));
    }

    @Test
    void aRangeThatCannotBeReadIsRefusedAndTheReplicaGoesOn() {
        // given: a log of an earlier start, which nobody has read yet
        TopicIdPartition partition = new TopicIdPartition(TopicId.random(), 0);
        home.logs.put(partition, disk.holding(filled(3)));
        ActorRef<PartitionMessage> replica = served(partition);
        disk.readFailure = new IOException("Input/output error");

        // when
        replica.tell(new PartitionMessage.Fetch(1, -1, 0, MIB, 1, 0, client.getRef()));
        replica.tell(new PartitionMessage.ListOffset(2, -1, 0, client.getRef()));

        // then
        List<ErrorCode> errors = new ArrayList<>();
        for (PartitionReply reply : List.of(client.receiveMessage(), client.receiveMessage())) {
            errors.add(
                    reply instanceof PartitionReply.Fetched fetched
                            ? fetched.error()
                            : ((PartitionReply.OffsetListed) reply).error());
        }
        assertThat(errors).containsExactly(ErrorCode.KAFKA_STORAGE_ERROR, ErrorCode.KAFKA_STORAGE_ERROR);
        replica.tell(produce(3, TestBatches.batch(1)));
        assertThat(client.expectMessageClass(PartitionReply.Produced.class).baseOffset())
                .isEqualTo(3);
        disk.readFailure = null;
        replica.tell(new PartitionMessage.Fetch(4, -1, 0, MIB, 1, 0, client.getRef()));
        assertThat(client.expectMessageClass(PartitionReply.Fetched.class).error())
                .isEqualTo(ErrorCode.NONE);
        broker.expectNoMessage(AT_ONCE);
    }

    /** The replica may run on a thread that others need: it does not wait for what a trim forces. */
    @Test
    void aLogThatIsBeingTrimmedIsReadByTheBlockingExecutor() {
        // given
        ActorRef<PartitionMessage> replica = written(leader());
        disk.isBeingCut = true;

        // when
        replica.tell(new PartitionMessage.Fetch(1, -1, 0, MIB, 1, 0, client.getRef()));

        // then
        assertThat(client.expectMessageClass(PartitionReply.Fetched.class).error())
                .isEqualTo(ErrorCode.NONE);
        assertThat(disk.readBy).isNotEmpty().allMatch(thread -> thread.startsWith("sampo-test-blocking"));
    }

    @Test
    void aReplicaThatLeavesAFullDiskLeavesNothingWaitingThere() {
        // given
        ActorRef<PartitionMessage> replica = onAFullDisk();
        replica.tell(produce(1, TestBatches.batch(1)));
        await(() -> home.writer.waitingBytes() > 0);

        // when
        replica.tell(PartitionMessage.Stop.STOP);

        // then
        broker.expectMessageClass(BrokerMessage.ReplicaStopped.class);
        assertThat(home.writer.waitingBytes()).isZero();
    }

    @Test
    void whatAFullDiskRefusedIsWrittenInItsOrderWhenThereIsRoom() {
        // given
        ActorRef<PartitionMessage> replica = onAFullDisk();

        // when
        replica.tell(produce(1, TestBatches.batch(1)));
        replica.tell(produce(2, TestBatches.batch(1)));

        // then
        PartitionReply.Produced second = client.expectMessageClass(PartitionReply.Produced.class);
        assertThat(second.requestId()).isEqualTo(2);
        assertThat(second.error()).isEqualTo(ErrorCode.KAFKA_STORAGE_ERROR);
        disk.writeFailure = null;
        PartitionReply.Produced first = client.expectMessageClass(PartitionReply.Produced.class);
        assertThat(first.requestId()).isEqualTo(1);
        assertThat(first.error()).isEqualTo(ErrorCode.NONE);
        replica.tell(produce(3, TestBatches.batch(1)));
        assertThat(client.expectMessageClass(PartitionReply.Produced.class).baseOffset())
                .isEqualTo(first.baseOffset() + 1);
    }

    @Test
    void aDiskThatFailsBehindAStallIsNotTriedAgain() {
        // given
        ActorRef<PartitionMessage> replica = behindAStall();
        replica.tell(produce(1, TestBatches.batch(1)));
        await(() -> disk.stalled.get() >= 2);

        // when
        disk.writeFailure = new IOException("Input/output error");
        disk.goOn();

        // then
        PartitionReply.Produced produced = client.expectMessageClass(PartitionReply.Produced.class);
        assertThat(produced.error()).isEqualTo(ErrorCode.KAFKA_STORAGE_ERROR);
        replica.tell(produce(2, TestBatches.batch(1)));
        assertThat(client.expectMessageClass(PartitionReply.Produced.class).error())
                .isEqualTo(ErrorCode.KAFKA_STORAGE_ERROR);
    }

    @Test
    void whatWaitedForTheWriterThreadIsWrittenByTheActorWhereTheDiskIsCalm() {
        // given: a clock that stands still, so that a stall is none; and a write that is the writer thread's, as an
        // epoch begins
        AtomicInteger changes = new AtomicInteger();
        Executor counting = task -> blocking.execute(() -> {
            task.run();
            changes.incrementAndGet();
        });
        home.writer = new DirectoryWriter("sampo-test-write-3", 1, counting, () -> 0, () -> 0);
        ActorRef<PartitionMessage> replica = leader();
        await(() -> changes.get() == 1);
        disk.stall();
        ByteBuffer batch = TestBatches.batch(1);
        replica.tell(produce(0, batch.duplicate()));
        await(() -> disk.stalled.get() == 1);

        // when: more comes meanwhile
        for (int i = 1; i <= 3; i++) {
            replica.tell(produce(i, TestBatches.batch(1)));
        }
        await(() -> home.writer.waitingBytes() >= 4L * batch.remaining());
        disk.goOn();

        // then
        for (int i = 0; i <= 3; i++) {
            PartitionReply.Produced produced = client.expectMessageClass(PartitionReply.Produced.class);
            assertThat(produced.error()).isEqualTo(ErrorCode.NONE);
            assertThat(produced.baseOffset()).as("in the order sent").isEqualTo(produced.requestId());
        }
        assertThat(home.writer.handedOver()).as("only what had to be").isEqualTo(1);
        assertThat(home.writer.waitingBytes()).isZero();
    }

    /** The next write is carried out by whoever hands it in. */
    private boolean isCalm() {
        try {
            return home.writer.writeNow(filled(0), 0, () -> {});
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private void await(BooleanSupplier condition) {
        broker.awaitAssert(Duration.ofSeconds(10), () -> assertThat(condition.getAsBoolean())
                .isTrue());
    }

    /** A leader whose next write is the writer thread's business: another partition is stalled in one of its own. */
    private ActorRef<PartitionMessage> behindAStall() {
        ActorRef<PartitionMessage> replica = written(leader());
        ActorRef<PartitionMessage> neighbour = written(leader());
        await(this::isCalm);
        disk.stall();
        neighbour.tell(new PartitionMessage.Produce(
                0,
                Acks.NONE,
                -1,
                TestBatches.batch(1),
                30_000,
                kit.createTestProbe(PartitionReply.class).getRef()));
        await(() -> disk.stalled.get() == 1);
        return replica;
    }

    /** A leader that would write by itself, if there were room. */
    private ActorRef<PartitionMessage> onAFullDisk() {
        ActorRef<PartitionMessage> replica = written(leader());
        await(this::isCalm);
        disk.writeFailure = new DiskFullException(new IOException("No space left on device"));
        return replica;
    }

    private ActorRef<PartitionMessage> leader() {
        return served(new TopicIdPartition(TopicId.random(), 0));
    }

    private ActorRef<PartitionMessage> served(TopicIdPartition partition) {
        Props twoThreads = DispatcherSelector.fromConfig("two-threads");
        ActorRef<PartitionMessage> replica = kit.spawn(PartitionActor.create(home, partition), twoThreads);
        replica.tell(state(partition, 1, 1, List.of(1), 1));
        broker.expectMessageClass(BrokerMessage.ReplicaStarted.class);
        return replica;
    }

    /** One record: its epoch has begun, and nothing is under way. */
    private ActorRef<PartitionMessage> written(ActorRef<PartitionMessage> replica) {
        replica.tell(produce(99, TestBatches.batch(1)));
        client.expectMessageClass(PartitionReply.Produced.class);
        return replica;
    }

    private static MemoryLog filled(int records) {
        MemoryLog log = new MemoryLog(TopicConfig.DEFAULTS, System::currentTimeMillis);
        try {
            if (records > 0) {
                log.append(TestBatches.placed(0, 0, records));
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return log;
    }

    private static PartitionMessage.ApplyState state(
            TopicIdPartition partition, int leader, int leaderEpoch, List<Integer> replicas, int version) {
        return new PartitionMessage.ApplyState(
                "t",
                partition,
                new PartitionState(leader, leaderEpoch, version, replicas, replicas, false),
                TopicConfig.DEFAULTS,
                Map.of(1, 11L, 2, 12L),
                version);
    }

    private PartitionMessage.Produce produce(long requestId, ByteBuffer batches) {
        return new PartitionMessage.Produce(requestId, Acks.LEADER, -1, batches, 30_000, client.getRef());
    }
}
