package io.sampo.replication.actor;

import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.messages.BrokerMessage;
import io.sampo.messages.PartitionMessage;
import io.sampo.messages.PartitionMessage.Produce;
import io.sampo.messages.PartitionReply;
import io.sampo.model.Acks;
import io.sampo.model.ErrorCode;
import io.sampo.model.PartitionState;
import io.sampo.model.TopicConfig;
import io.sampo.model.TopicId;
import io.sampo.model.TopicIdPartition;
import io.sampo.replication.TestBatches;
import io.sampo.replication.actor.waiting.EarlyProduces;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.FishingOutcomes;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EarlyProducesTest {
    private static ActorTestKit kit;
    private static ExecutorService blocking;

    private final TopicIdPartition partition = new TopicIdPartition(TopicId.random(), 0);
    private final EarlyProduces early = new EarlyProduces();
    private TestProbe<BrokerMessage> broker;
    private TestProbe<PartitionReply> client;

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
    void freshProbes() {
        broker = kit.createTestProbe(BrokerMessage.class);
        client = kit.createTestProbe(PartitionReply.class);
    }

    @Test
    void whatIsHeldComesOutInOrderAndIsDueWithTheFirst() {
        // given
        Produce first = produce(1, 10);
        Produce second = produce(2, 10);

        // when
        assertThat(early.hold(first, 4, 1_000)).isTrue();
        assertThat(early.hold(second, 4, 1_050)).isTrue();

        // then
        assertThat(early.deadlineMs()).isEqualTo(1_000 + EarlyProduces.HOLD_MS);
        assertThat(early.next()).isSameAs(first);
        assertThat(early.next()).isSameAs(second);
        assertThat(early.next()).isNull();
        assertThat(early.deadlineMs()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void whoeverLedAWhileAgoHoldsNobody() {
        // when
        early.ledUntil(1_000);

        // then
        assertThat(early.hold(produce(1, 10), 4, 1_001)).isFalse();
        assertThat(early.hold(produce(1, 10), 4, 1_000 + EarlyProduces.AFTER_LEADING_MS))
                .isTrue();
    }

    @Test
    void whatIsMeantForALeaderOfThisEpochOrABygoneOneIsNotHeld() {
        // when, then
        assertThat(early.hold(ofEpoch(3), 4, 0)).isFalse();
        assertThat(early.hold(ofEpoch(4), 4, 0)).isFalse();
        assertThat(early.hold(ofEpoch(5), 4, 0)).isTrue();
    }

    @Test
    void aClientIsNotHeldBeyondItsOwnTimeout() {
        // when
        early.hold(new Produce(1, Acks.ALL, -1, ByteBuffer.allocate(9), 7, client.getRef()), 4, 100);

        // then
        assertThat(early.deadlineMs()).isEqualTo(107);
    }

    @Test
    void whatIsHeldIsBoundedAndNobodyOvertakesWhoWasRefused() {
        // given
        early.hold(produce(1, (int) EarlyProduces.BYTES_MAX - 5), 4, 0);

        // when, then
        assertThat(early.hold(produce(2, 6), 4, 0)).isFalse();
        assertThat(early.hold(produce(3, 1), 4, 0)).isFalse();
        early.next();
        assertThat(early.hold(produce(2, 6), 4, 0)).isTrue();
    }

    @Test
    void oneThatIsTooLargeByItselfLeavesNothingBehind() {
        // when, then
        assertThat(early.hold(produce(1, (int) EarlyProduces.BYTES_MAX + 1), 4, 0))
                .isFalse();
        assertThat(early.hold(produce(2, 1), 4, 0)).isTrue();
    }

    @Test
    void batchesThatComeBeforeTheNewsOfTheLeadershipAreServedInOrder() {
        // given
        ActorRef<PartitionMessage> replica = replica(2, 4);

        // when
        replica.tell(batch(1, 3));
        replica.tell(batch(2, 2));
        replica.tell(state(1, 5));

        // then
        PartitionReply.Produced first = client.expectMessageClass(PartitionReply.Produced.class);
        PartitionReply.Produced second = client.expectMessageClass(PartitionReply.Produced.class);
        assertThat(List.of(first.requestId(), second.requestId())).containsExactly(1L, 2L);
        assertThat(List.of(first.error(), second.error())).containsOnly(ErrorCode.NONE);
        assertThat(List.of(first.baseOffset(), second.baseOffset())).containsExactly(0L, 3L);
    }

    @Test
    void aReplicaThatStopsAnswersWhoIsHeld() {
        // given
        ActorRef<PartitionMessage> replica = replica(2, 4);

        replica.tell(batch(1, 1));
        hasBeenRead(replica);
        client.expectNoMessage(Duration.ZERO);

        // when
        replica.tell(PartitionMessage.Stop.STOP);

        // then
        assertThat(client.expectMessageClass(PartitionReply.Produced.class).error())
                .isEqualTo(ErrorCode.NOT_LEADER_OR_FOLLOWER);
    }

    @Test
    void aReplicaThatLedRefusesAtOnce() {
        // given
        ActorRef<PartitionMessage> replica = replica(1, 4);
        replica.tell(state(2, 5));

        // when
        replica.tell(batch(1, 1));
        replica.tell(new PartitionMessage.Fetch(2, -1, 0, 1000, 1, 0, client.getRef()));

        // then: what is held is answered behind what is not
        assertThat(client.receiveMessage()).isInstanceOf(PartitionReply.Produced.class);
    }

    @Test
    void aReplicaThatNobodyWouldElectRefusesAtOnce() {
        // given
        ActorRef<PartitionMessage> replica = replica(2, 4);
        replica.tell(state(2, 5, List.of(2)));

        // when
        replica.tell(batch(1, 1));
        replica.tell(new PartitionMessage.Fetch(2, -1, 0, 1000, 1, 0, client.getRef()));

        // then: what is held is answered behind what is not
        assertThat(client.receiveMessage()).isInstanceOf(PartitionReply.Produced.class);
    }

    /** Everything that was told to {@code replica} before. */
    private void hasBeenRead(ActorRef<PartitionMessage> replica) {
        replica.tell(new PartitionMessage.ReportStatus(broker.getRef()));
        broker.fishForMessage(
                Duration.ofSeconds(30),
                message -> message instanceof BrokerMessage.ReplicaStatus
                        ? FishingOutcomes.complete()
                        : FishingOutcomes.continueAndIgnore());
    }

    /** Of broker 1. */
    private ActorRef<PartitionMessage> replica(int leader, int epoch) {
        FakeBroker home = new FakeBroker(1, broker.getRef(), blocking);
        ActorRef<PartitionMessage> replica = kit.spawn(PartitionActor.create(home, partition));
        replica.tell(state(leader, epoch));
        broker.expectMessageClass(BrokerMessage.ReplicaStarted.class);
        return replica;
    }

    private PartitionMessage.ApplyState state(int leader, int epoch) {
        return state(leader, epoch, leader == 1 ? List.of(1) : List.of(1, 2));
    }

    private PartitionMessage.ApplyState state(int leader, int epoch, List<Integer> isr) {
        return new PartitionMessage.ApplyState(
                "t",
                partition,
                new PartitionState(leader, epoch, epoch, List.of(1, 2), isr, false),
                TopicConfig.DEFAULTS,
                Map.of(1, 11L, 2, 12L),
                epoch);
    }

    private Produce batch(long requestId, int records) {
        return new Produce(requestId, Acks.ALL, -1, TestBatches.batch(records), 60_000, client.getRef());
    }

    private Produce produce(long requestId, int bytes) {
        return new Produce(requestId, Acks.ALL, -1, ByteBuffer.allocate(bytes), 60_000, client.getRef());
    }

    private Produce ofEpoch(int leaderEpoch) {
        return new Produce(1, Acks.ALL, leaderEpoch, ByteBuffer.allocate(9), 60_000, client.getRef());
    }
}
