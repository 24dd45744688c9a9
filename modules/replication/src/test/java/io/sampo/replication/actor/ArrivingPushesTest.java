package io.sampo.replication.actor;

import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.messages.BrokerMessage;
import io.sampo.messages.PartitionMessage;
import io.sampo.model.PartitionState;
import io.sampo.model.TopicConfig;
import io.sampo.model.TopicId;
import io.sampo.model.TopicIdPartition;
import io.sampo.replication.ReplicaFrame;
import io.sampo.replication.TestBatches;
import io.sampo.replication.actor.credit.ArrivalCredit;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BooleanSupplier;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** R17: credit of what arrived goes back when the actor is done with it, whatever becomes of it. */
class ArrivingPushesTest {
    private static final long SESSION = 7;

    private static ActorTestKit kit;
    private static ExecutorService blocking;

    private final SlowDisk disk = new SlowDisk();
    private final ArrivalCredit credit = new ArrivalCredit(1_000_000);
    private TestProbe<BrokerMessage> broker;
    private FakeBroker home;

    /** One follower and its account. */
    private record Replica(
            TopicIdPartition partition, ActorRef<PartitionMessage> actor, ArrivalCredit.Account account) {}

    @BeforeAll
    static void start() {
        kit = ActorTestKit.create();
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
        home = new FakeBroker(1, broker.getRef(), blocking);
        home.disk = disk::holding;
    }

    @AfterEach
    void goOn() {
        disk.goOn();
    }

    @Test
    void whatIsWrittenIsGivenBack() {
        // given
        Replica follower = follower();

        // when
        push(follower, 0);
        push(follower, 1);

        // then
        awaitAck(2);
        await(() -> credit.heldBytes() == 0);
    }

    @Test
    void whatIsRefusedIsGivenBack() {
        // given
        Replica follower = follower();

        // when: something before it is missing
        push(follower, 5);

        // then
        await(() -> home.sent.stream().anyMatch(sent -> sent.frame() instanceof ReplicaFrame.Nack));
        await(() -> credit.heldBytes() == 0);
    }

    @Test
    void whatWaitsForTheDiskIsHeldUntilItIsWritten() {
        // given
        Replica follower = behindAStall();
        long stalled = credit.heldBytes();

        // when
        long bytes = push(follower, 0);
        long handled = ask(follower);

        // then: the actor has handed it over, and goes on
        assertThat(handled).isZero();
        assertThat(credit.heldBytes()).isEqualTo(stalled + bytes);
        disk.goOn();
        await(() -> credit.heldBytes() == 0);
    }

    @Test
    void whatADiskThatFailedDidNotWriteIsGivenBack() {
        // given
        Replica follower = behindAStall();
        push(follower, 0);
        push(follower, 1);
        ask(follower);

        // when
        disk.writeFailure = new IOException("Input/output error");
        disk.goOn();

        // then
        await(() -> credit.heldBytes() == 0);
        push(follower, 2);
        await(() -> credit.heldBytes() == 0);
    }

    /** Its start is forced: that must not hold up the thread at which it arrived. */
    @Test
    void aPushThatBeginsAnEpochIsAppendedByTheWriterThread() {
        // given
        Replica follower = follower();
        disk.stall();

        // when
        push(follower, 0);
        await(() -> disk.stalled.get() == 1);

        // then: the actor goes on
        follower.actor().tell(new PartitionMessage.ReportStatus(broker.getRef()));
        broker.expectMessageClass(BrokerMessage.ReplicaStatus.class);
        disk.goOn();
        awaitAck(1);
    }

    @Test
    void anActorThatDiesHoldsNothingAndTakesNothing() {
        // given
        Replica follower = behindAStall();
        long stalled = credit.heldBytes();
        push(follower, 0);
        ask(follower);

        // when
        kit.stop(follower.actor());

        // then: while its log is still being written
        await(() -> credit.heldBytes() == stalled);
        assertThat(follower.account().take(1)).isNull();
    }

    @Test
    void aReplicaThatLeavesGivesBackWhatStillComes() {
        // given
        Replica follower = behindAStall();
        long stalled = credit.heldBytes();
        long bytes = push(follower, 0);
        ask(follower);
        follower.actor().tell(PartitionMessage.Stop.STOP);

        // when
        push(follower, 1);

        // then
        await(() -> credit.heldBytes() == stalled + bytes);
        disk.goOn();
        await(() -> credit.heldBytes() == 0);
    }

    @Test
    void aReplicaThatBeginsAnewIsGivenCreditAgain() {
        // given: R22, damage was found while it served
        Replica follower = follower();
        push(follower, 0);
        awaitAck(1);
        follower.actor().tell(new StorageFailed("a bit has flipped", true));
        await(() -> home.quarantined.containsKey(follower.partition()));

        // when: nobody counts on it any more, and its leader asks where it stands
        follower.actor().tell(state(follower.partition(), List.of(2), 2));
        await(() -> home.begunAnew.get() == 1);
        probe(follower, SESSION + 1);

        // then
        push(follower, SESSION + 1, 0);
        awaitAck(1);
        await(() -> credit.heldBytes() == 0);
    }

    /** A follower whose next write is the writer thread's business: another is stalled in one of its own. */
    private Replica behindAStall() {
        Replica follower = follower();
        Replica neighbour = follower();
        disk.stall();
        push(neighbour, 0);
        await(() -> disk.stalled.get() == 1);
        return follower;
    }

    private Replica follower() {
        TopicIdPartition partition = new TopicIdPartition(TopicId.random(), 0);
        ActorRef<PartitionMessage> actor = kit.spawn(PartitionActor.create(home, partition));
        actor.tell(state(partition, List.of(1, 2), 1));
        broker.expectMessageClass(BrokerMessage.ReplicaStarted.class);
        Replica follower = new Replica(partition, actor, credit.open());
        probe(follower, SESSION);
        return follower;
    }

    private static PartitionMessage.ApplyState state(TopicIdPartition partition, List<Integer> isr, int version) {
        return new PartitionMessage.ApplyState(
                "t",
                partition,
                new PartitionState(2, 2, version, List.of(1, 2), isr, false),
                TopicConfig.DEFAULTS,
                Map.of(1, 11L, 2, 12L),
                version);
    }

    /** Its leader begins a session with it, and asks again until it answers: a replica that is not open yet hears nothing. */
    private void probe(Replica replica, long session) {
        home.sent.clear();
        await(() -> {
            boolean isAnswered = home.sent.stream()
                    .anyMatch(sent -> sent.frame() instanceof ReplicaFrame.Tail tail
                            && tail.partition().equals(replica.partition())
                            && tail.session() == session);
            if (!isAnswered) {
                replica.actor()
                        .tell(new ReplicaFrameReceived(
                                2, 12, new ReplicaFrame.Probe(replica.partition(), 2, 12, session)));
            }
            return isAnswered;
        });
    }

    /** One record at {@code offset}; how many bytes it has. */
    private long push(Replica replica, long offset) {
        return push(replica, SESSION, offset);
    }

    private long push(Replica replica, long session, long offset) {
        ByteBuffer batch = TestBatches.placed(offset, 2, 1);
        int bytes = batch.remaining();
        ReplicaFrame.Push push = new ReplicaFrame.Push(
                replica.partition(), 2, 12, session, offset, offset == 0 ? -1 : 2, 0, 0, false, batch);
        replica.actor()
                .tell(new ReplicaFrameReceived(
                        2, 12, push, Objects.requireNonNull(replica.account().take(bytes))));
        return bytes;
    }

    /** Returns when the actor has worked off what it was told before; where its log ends. */
    private long ask(Replica replica) {
        replica.actor().tell(new PartitionMessage.ReportStatus(broker.getRef()));
        return broker.expectMessageClass(BrokerMessage.ReplicaStatus.class).logEndOffset();
    }

    private void awaitAck(long end) {
        await(() -> home.sent.stream()
                .anyMatch(sent -> sent.frame() instanceof ReplicaFrame.Ack ack && ack.logEndOffset() == end));
    }

    private void await(BooleanSupplier condition) {
        broker.awaitAssert(Duration.ofSeconds(10), () -> assertThat(condition.getAsBoolean())
                .isTrue());
    }
}
