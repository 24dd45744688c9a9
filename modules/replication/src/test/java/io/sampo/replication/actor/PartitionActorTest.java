package io.sampo.replication.actor;

import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.messages.BrokerMessage;
import io.sampo.messages.PartitionMessage;
import io.sampo.messages.PartitionReply;
import io.sampo.model.Acks;
import io.sampo.model.EligibleReplicas;
import io.sampo.model.ErrorCode;
import io.sampo.model.PartitionState;
import io.sampo.model.TopicConfig;
import io.sampo.model.TopicId;
import io.sampo.model.TopicIdPartition;
import io.sampo.records.RecordBatch;
import io.sampo.replication.ReplicaFrame;
import io.sampo.replication.ReplicaTransport;
import io.sampo.replication.TestBatches;
import io.sampo.storage.directory.LogDirectoryException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.FishingOutcomes;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PartitionActorTest {
    private static ActorTestKit kit;
    private static ExecutorService blocking;

    private final TopicIdPartition partition = new TopicIdPartition(TopicId.random(), 0);
    private TestProbe<BrokerMessage> broker;
    private TestProbe<PartitionReply> client;
    private FakeBroker home;

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
        client = kit.createTestProbe(PartitionReply.class);
        home = new FakeBroker(1, broker.getRef(), blocking);
    }

    @Test
    void aReplicaTellsItsBrokerWhenItServes() {
        // when
        ActorRef<PartitionMessage> replica = leader(1);

        // then
        BrokerMessage.ReplicaStarted started = broker.expectMessageClass(BrokerMessage.ReplicaStarted.class);
        assertThat(started.replica()).isEqualTo(replica);
        assertThat(started.logEndOffset()).isZero();
    }

    @Test
    void aLeaderAloneAnswersWhatItAppended() {
        // given
        ActorRef<PartitionMessage> replica = served(leader(1));

        // when
        replica.tell(produce(7, Acks.ALL, TestBatches.batch(3)));
        replica.tell(produce(8, Acks.LEADER, TestBatches.batch(2)));

        // then
        PartitionReply.Produced first = client.expectMessageClass(PartitionReply.Produced.class);
        PartitionReply.Produced second = client.expectMessageClass(PartitionReply.Produced.class);
        assertThat(first.requestId()).isEqualTo(7);
        assertThat(first.error()).isEqualTo(ErrorCode.NONE);
        assertThat(first.baseOffset()).isZero();
        assertThat(second.baseOffset()).isEqualTo(3);
    }

    @Test
    void aLongPollIsWokenByTheAppend() throws IOException {
        // given
        ActorRef<PartitionMessage> replica = served(leader(1));
        replica.tell(new PartitionMessage.Fetch(1, 1, 0, 1 << 20, 1, 60_000, client.getRef()));
        client.expectNoMessage(java.time.Duration.ofMillis(50));

        // when
        replica.tell(produce(2, Acks.NONE, TestBatches.batch("first")));

        // then
        PartitionReply.Fetched fetched = client.expectMessageClass(PartitionReply.Fetched.class);
        assertThat(fetched.error()).isEqualTo(ErrorCode.NONE);
        assertThat(fetched.highWatermark()).isEqualTo(1);
        RecordBatch batch = RecordBatch.at(fetched.records().toBuffer(), 0);
        assertThat(batch.baseOffset()).isZero();
        assertThat(batch.leaderEpoch()).isEqualTo(1);
        fetched.records().close();
    }

    @Test
    void aLongPollEndsEmptyAtItsDeadline() {
        // given
        ActorRef<PartitionMessage> replica = served(leader(1));

        // when
        replica.tell(new PartitionMessage.Fetch(1, -1, 0, 1 << 20, 1, 40, client.getRef()));

        // then
        PartitionReply.Fetched fetched = client.expectMessageClass(PartitionReply.Fetched.class);
        assertThat(fetched.error()).isEqualTo(ErrorCode.NONE);
        assertThat(fetched.records().sizeInBytes()).isZero();
    }

    @Test
    void aCancelledFetchIsNotAnswered() {
        // given
        ActorRef<PartitionMessage> replica = served(leader(1));
        replica.tell(new PartitionMessage.Fetch(1, -1, 0, 1 << 20, 1, 60_000, client.getRef()));

        // when
        replica.tell(new PartitionMessage.CancelFetch(1, client.getRef()));
        replica.tell(produce(2, Acks.LEADER, TestBatches.batch(1)));

        // then
        assertThat(client.receiveMessage()).isInstanceOf(PartitionReply.Produced.class);
        client.expectNoMessage(java.time.Duration.ofMillis(50));
    }

    @Test
    void anOffsetIsFoundByItsTimestamp() {
        // given
        ActorRef<PartitionMessage> replica = served(leader(1));
        replica.tell(produce(1, Acks.LEADER, TestBatches.batch(3)));
        client.expectMessageClass(PartitionReply.Produced.class);

        // when
        replica.tell(new PartitionMessage.ListOffset(2, -1, 500, client.getRef()));
        PartitionReply.OffsetListed first = client.expectMessageClass(PartitionReply.OffsetListed.class);
        replica.tell(new PartitionMessage.ListOffset(3, -1, 5_000, client.getRef()));
        PartitionReply.OffsetListed none = client.expectMessageClass(PartitionReply.OffsetListed.class);
        replica.tell(new PartitionMessage.ListOffset(4, -1, -1, client.getRef()));
        PartitionReply.OffsetListed latest = client.expectMessageClass(PartitionReply.OffsetListed.class);

        // then
        assertThat(first.offset()).isZero();
        assertThat(first.timestampMs()).isEqualTo(1_000);
        assertThat(none.offset()).isEqualTo(-1);
        assertThat(latest.offset()).isEqualTo(3);
    }

    @Test
    void aCorruptBatchIsRefusedAndNotAppended() {
        // given
        ActorRef<PartitionMessage> replica = served(leader(1));
        ByteBuffer corrupt = TestBatches.batch("x");
        corrupt.put(corrupt.limit() - 1, (byte) (corrupt.get(corrupt.limit() - 1) ^ 1));

        // when
        replica.tell(produce(1, Acks.ALL, corrupt));

        // then
        assertThat(client.expectMessageClass(PartitionReply.Produced.class).error())
                .isEqualTo(ErrorCode.CORRUPT_MESSAGE);
        assertThat(home.logs.get(partition).logEndOffset()).isZero();
    }

    @Test
    void aTopicWithLogAppendTimeGetsTheBrokersTime() throws IOException {
        // given
        TopicConfig config = TopicConfig.of(Map.of("message.timestamp.type", "LogAppendTime"));
        ActorRef<PartitionMessage> replica = kit.spawn(PartitionActor.create(home, partition));
        replica.tell(state(1, 1, List.of(1), List.of(1), 1, config));
        served(replica);

        // when
        long before = System.currentTimeMillis();
        replica.tell(produce(1, Acks.ALL, TestBatches.batch(1)));

        // then
        PartitionReply.Produced produced = client.expectMessageClass(PartitionReply.Produced.class);
        assertThat(produced.logAppendTimeMs()).isGreaterThanOrEqualTo(before);
        ByteBuffer stored = home.logs.get(partition).read(0, 1 << 20, 1).toBuffer();
        assertThat(RecordBatch.at(stored, 0).isIntact()).isTrue();
        assertThat(RecordBatch.at(stored, 0).maxTimestamp()).isEqualTo(produced.logAppendTimeMs());
    }

    @Test
    void aFollowerRefusesClientsAndNamesTheLeader() {
        // given
        ActorRef<PartitionMessage> replica = kit.spawn(PartitionActor.create(home, partition));
        replica.tell(state(2, 4, List.of(1, 2), List.of(1, 2), 1, TopicConfig.DEFAULTS));
        served(replica);

        // when
        replica.tell(produce(1, Acks.ALL, TestBatches.batch(1)));

        // then
        PartitionReply.Produced refused = client.expectMessageClass(PartitionReply.Produced.class);
        assertThat(refused.error()).isEqualTo(ErrorCode.NOT_LEADER_OR_FOLLOWER);
        assertThat(refused.leader()).isEqualTo(2);
        assertThat(refused.leaderEpoch()).isEqualTo(4);
    }

    @Test
    void aLeaderThatBecomesAFollowerAnswersWhoWaited() {
        // given: broker 2 is in the ISR and silent
        ActorRef<PartitionMessage> replica = kit.spawn(PartitionActor.create(home, partition));
        replica.tell(state(1, 1, List.of(1, 2), List.of(1, 2), 1, TopicConfig.DEFAULTS));
        served(replica);
        replica.tell(produce(1, Acks.ALL, TestBatches.batch(1)));

        // when
        replica.tell(state(2, 2, List.of(1, 2), List.of(1, 2), 2, TopicConfig.DEFAULTS));

        // then
        assertThat(client.expectMessageClass(PartitionReply.Produced.class).error())
                .isEqualTo(ErrorCode.NOT_LEADER_OR_FOLLOWER);
    }

    @Test
    void twoReplicasCommitTogether() throws IOException {
        // given
        FakeBroker other = new FakeBroker(2, broker.getRef(), blocking);
        ActorRef<PartitionMessage> one = kit.spawn(PartitionActor.create(home, partition));
        ActorRef<PartitionMessage> two = kit.spawn(PartitionActor.create(other, partition));
        home.wire = wire(1, Map.of(2, two));
        other.wire = wire(2, Map.of(1, one));
        two.tell(state(1, 1, List.of(1, 2), List.of(1, 2), 1, TopicConfig.DEFAULTS));
        served(two);
        one.tell(state(1, 1, List.of(1, 2), List.of(1, 2), 1, TopicConfig.DEFAULTS));
        served(one);

        // when
        for (int i = 0; i < 100; i++) {
            one.tell(produce(i, Acks.ALL, TestBatches.batch("line " + i)));
        }

        // then
        for (int i = 0; i < 100; i++) {
            PartitionReply.Produced produced = client.expectMessageClass(PartitionReply.Produced.class);
            assertThat(produced.error()).isEqualTo(ErrorCode.NONE);
            assertThat(produced.baseOffset()).isEqualTo(i);
        }
        assertThat(other.logs.get(partition).read(0, 1 << 20, 100).toBuffer())
                .isEqualTo(home.logs.get(partition).read(0, 1 << 20, 100).toBuffer());
    }

    @Test
    void aStoppedReplicaHasClosedItsLogAndKeepsItsFiles() {
        // given
        ActorRef<PartitionMessage> replica = served(leader(1));
        replica.tell(produce(1, Acks.ALL, TestBatches.batch(2)));
        client.expectMessageClass(PartitionReply.Produced.class);

        // when
        replica.tell(PartitionMessage.Stop.STOP);

        // then
        assertThat(broker.expectMessageClass(BrokerMessage.ReplicaStopped.class).deleted())
                .isFalse();
        assertThat(home.checkpoints).containsEntry(partition, 2L);
        assertThat(home.deleted).isEmpty();
        client.expectTerminated(replica, java.time.Duration.ofSeconds(5));
    }

    @Test
    void aDeletedReplicaHasRemovedItsFiles() {
        // given
        ActorRef<PartitionMessage> replica = served(leader(1));

        // when
        replica.tell(new PartitionMessage.Delete(50, 9));

        // then
        assertThat(broker.expectMessageClass(BrokerMessage.ReplicaStopped.class).deleted())
                .isTrue();
        assertThat(home.deleted).containsKey(partition);
    }

    @Test
    void aDeletionOlderThanTheStateDeletesNothing() {
        // given: a state of metadata offset 1
        ActorRef<PartitionMessage> replica = served(leader(1));

        // when
        replica.tell(PartitionMessage.Delete.ofTopic(0));
        replica.tell(new PartitionMessage.Delete(50, -1));
        replica.tell(produce(1, Acks.ALL, TestBatches.batch(1)));

        // then
        assertThat(client.expectMessageClass(PartitionReply.Produced.class).error())
                .isEqualTo(ErrorCode.NONE);
        assertThat(home.deleted).isEmpty();
    }

    @Test
    void aReplicaThatIsNotAtHomeStopsWithoutALog() {
        // given
        ActorRef<PartitionMessage> replica = kit.spawn(PartitionActor.create(home, partition));

        // when
        replica.tell(state(2, 1, List.of(2, 3), List.of(2, 3), 1, TopicConfig.DEFAULTS));

        // then
        broker.expectMessageClass(BrokerMessage.ReplicaStopped.class);
        assertThat(home.logs).isEmpty();
    }

    @Test
    void aLogThatDoesNotOpenIsReportedAndAnswersAStorageError() {
        // given
        home.openFailure = new IOException("not a log");

        // when
        ActorRef<PartitionMessage> replica = leader(1);

        // then
        assertThat(broker.expectMessageClass(BrokerMessage.ReplicaFailed.class).why())
                .contains("not a log");
        assertThat(broker.expectMessageClass(BrokerMessage.Resign.class).leaderEpoch())
                .isEqualTo(1);
        replica.tell(produce(1, Acks.ALL, TestBatches.batch(1)));
        assertThat(client.expectMessageClass(PartitionReply.Produced.class).error())
                .isEqualTo(ErrorCode.KAFKA_STORAGE_ERROR);
    }

    @Test
    void aCorruptReplicaBeginsAnewOnceAnotherLeadsAndNobodyCountsOnIt() {
        // given: R22, it lies in quarantine
        ActorRef<PartitionMessage> replica = corrupt();

        // when
        replica.tell(withElr(2, 3, List.of(2), List.of()));

        // then
        broker.expectMessageClass(BrokerMessage.ReplicaStarted.class);
        assertThat(home.begunAnew).hasValue(1);
    }

    @Test
    void aCorruptReplicaThatMayStillBeElectedOrIsTheOnlyCopyStaysAsItIs() {
        // given
        ActorRef<PartitionMessage> replica = corrupt();

        // when: in the ISR, in the ELR, without any leader
        replica.tell(withElr(2, 3, List.of(1, 2), List.of()));
        replica.tell(withElr(2, 4, List.of(2), List.of(1)));
        replica.tell(withElr(-1, 5, List.of(), List.of()));
        replica.tell(produce(1, Acks.ALL, TestBatches.batch(1)));

        // then
        assertThat(client.expectMessageClass(PartitionReply.Produced.class).error())
                .isEqualTo(ErrorCode.KAFKA_STORAGE_ERROR);
        assertThat(home.begunAnew).hasValue(0);
    }

    @Test
    void aReplicaThatIsFoundDamagedWhileItServesGoesIntoQuarantineAndBeginsAnew() {
        // given: R22
        ActorRef<PartitionMessage> replica = served(leader(1));

        // when
        replica.tell(new StorageFailed("a bit has flipped", true));

        // then: it says so, answers nobody from the damaged log, and nothing empty takes its place while it counts
        assertThat(broker.expectMessageClass(BrokerMessage.ReplicaFailed.class).why())
                .contains("a bit has flipped");
        broker.expectMessageClass(BrokerMessage.Resign.class);
        broker.fishForMessage(
                Duration.ofSeconds(5),
                message -> message instanceof BrokerMessage.ReplicaFailed failed
                                && failed.why().contains("quarantine")
                        ? FishingOutcomes.complete()
                        : FishingOutcomes.continueAndIgnore());
        assertThat(home.quarantined).containsKey(partition);
        replica.tell(produce(1, Acks.ALL, TestBatches.batch(1)));
        assertThat(client.expectMessageClass(PartitionReply.Produced.class).error())
                .isEqualTo(ErrorCode.KAFKA_STORAGE_ERROR);
        assertThat(home.begunAnew).hasValue(0);

        // when
        replica.tell(withElr(2, 3, List.of(2), List.of()));

        // then
        broker.fishForMessage(
                Duration.ofSeconds(5),
                message -> message instanceof BrokerMessage.ReplicaStarted
                        ? FishingOutcomes.complete()
                        : FishingOutcomes.continueAndIgnore());
        assertThat(home.begunAnew).hasValue(1);
    }

    @Test
    void aReplicaOnAFailedDiskIsNotReplacedByAnEmptyOne() {
        // given: nothing says that its log is corrupt (H51)
        home.openFailure = new IOException("no such device");
        ActorRef<PartitionMessage> replica = leader(1);
        broker.expectMessageClass(BrokerMessage.ReplicaFailed.class);

        // when
        replica.tell(withElr(2, 3, List.of(2), List.of()));
        replica.tell(produce(1, Acks.ALL, TestBatches.batch(1)));

        // then
        assertThat(client.expectMessageClass(PartitionReply.Produced.class).error())
                .isEqualTo(ErrorCode.KAFKA_STORAGE_ERROR);
        assertThat(home.begunAnew).hasValue(0);
    }

    @Test
    void aCorruptReplicaThatIsAskedWhereItsLogEndsSaysThatNobodyNeedWait() {
        // given: H25
        ActorRef<PartitionMessage> replica = corrupt();

        // when
        replica.tell(new PartitionMessage.ApplyState(
                "t",
                partition,
                new PartitionState(
                        -1, 4, 5, List.of(1, 2), List.of(), false, new EligibleReplicas(List.of(), List.of(1, 2))),
                TopicConfig.DEFAULTS,
                Map.of(1, 11L, 2, 12L),
                9));

        // then
        assertThat(broker.expectMessageClass(BrokerMessage.ReplicaTail.class))
                .isEqualTo(new BrokerMessage.ReplicaTail(partition, 5, -1, -1));
    }

    @Test
    void aReplicaWhoseLogIsLostBeginsAnewWhenNobodyCountsOnIt() {
        // given: H51
        ActorRef<PartitionMessage> replica = failedFor(LogDirectoryException.Reason.LOST);

        // when
        replica.tell(withElr(2, 2, List.of(2), List.of(1)));
        replica.tell(withElr(2, 3, List.of(2), List.of()));

        // then
        broker.expectMessageClass(BrokerMessage.ReplicaStarted.class);
        assertThat(home.begunAnew).hasValue(1);
    }

    private ActorRef<PartitionMessage> corrupt() {
        return failedFor(LogDirectoryException.Reason.QUARANTINED);
    }

    private ActorRef<PartitionMessage> failedFor(LogDirectoryException.Reason reason) {
        home.openFailure = new LogDirectoryException(reason, "not here", null);
        ActorRef<PartitionMessage> replica = leader(1);
        broker.expectMessageClass(BrokerMessage.ReplicaFailed.class);
        broker.expectMessageClass(BrokerMessage.Resign.class);
        return replica;
    }

    private PartitionMessage.ApplyState withElr(int leader, int version, List<Integer> isr, List<Integer> elr) {
        return new PartitionMessage.ApplyState(
                "t",
                partition,
                new PartitionState(
                        leader, version, version, List.of(1, 2), isr, false, new EligibleReplicas(elr, List.of())),
                TopicConfig.DEFAULTS,
                Map.of(1, 11L, 2, 12L),
                version);
    }

    @Test
    void aLeaderWhoseAppendFailsResignsAndAcknowledgesNothing() throws IOException {
        // given
        ActorRef<PartitionMessage> replica = served(leader(1));
        home.logs.get(partition).close();

        // when
        replica.tell(produce(1, Acks.ALL, TestBatches.batch(1)));

        // then
        assertThat(client.expectMessageClass(PartitionReply.Produced.class).error())
                .isEqualTo(ErrorCode.KAFKA_STORAGE_ERROR);
        broker.expectMessageClass(BrokerMessage.ReplicaFailed.class);
        assertThat(broker.expectMessageClass(BrokerMessage.Resign.class).leaderEpoch())
                .isEqualTo(1);
    }

    @Test
    void theStatusNamesTheOffsets() {
        // given
        ActorRef<PartitionMessage> replica = served(leader(3));
        replica.tell(produce(1, Acks.ALL, TestBatches.batch(5)));
        client.expectMessageClass(PartitionReply.Produced.class);

        // when
        replica.tell(new PartitionMessage.ReportStatus(broker.ref()));

        // then
        BrokerMessage.ReplicaStatus status = broker.expectMessageClass(BrokerMessage.ReplicaStatus.class);
        assertThat(status.leader()).isTrue();
        assertThat(status.leaderEpoch()).isEqualTo(3);
        assertThat(status.highWatermark()).isEqualTo(5);
        assertThat(status.largestFollowerLag()).isZero();
    }

    @Test
    void aStaleFeedStopsReadsAndAcks1ButNotAcksAll() {
        // given
        ActorRef<PartitionMessage> replica = served(leader(1));

        // when
        replica.tell(new FeedContact(false));
        replica.tell(produce(1, Acks.LEADER, TestBatches.batch(1)));
        replica.tell(produce(2, Acks.ALL, TestBatches.batch(1)));

        // then
        assertThat(client.expectMessageClass(PartitionReply.Produced.class).error())
                .isEqualTo(ErrorCode.NOT_LEADER_OR_FOLLOWER);
        assertThat(client.expectMessageClass(PartitionReply.Produced.class).error())
                .isEqualTo(ErrorCode.NONE);
    }

    @Test
    void aFollowerAsksItsLeaderForAProbe() throws InterruptedException {
        // given
        ActorRef<PartitionMessage> replica = kit.spawn(PartitionActor.create(home, partition));

        // when
        replica.tell(state(2, 4, List.of(1, 2), List.of(1, 2), 1, TopicConfig.DEFAULTS));

        // then
        FakeBroker.Sent sent = home.sent.poll(5, TimeUnit.SECONDS);
        assertThat(sent.toBroker()).isEqualTo(2);
        assertThat(((ReplicaFrame.Nack) sent.frame()).reason()).isEqualTo(ReplicaFrame.Reason.NO_SESSION);
    }

    @Test
    void aReadThatEndsBadlyAfterTheLeadershipIsNoFaultOfTheDisk() {
        // given: a cold read ran while the replica cut its log as a follower
        ActorRef<PartitionMessage> replica = served(leader(1));
        replica.tell(state(2, 2, List.of(1, 2), List.of(1, 2), 2, TopicConfig.DEFAULTS));

        // when
        replica.tell(new ReplicaEvent.PushReadFailed(1, "bytes were truncated meanwhile", true));
        replica.tell(produce(1, Acks.ALL, TestBatches.batch(1)));

        // then
        assertThat(client.expectMessageClass(PartitionReply.Produced.class).error())
                .isEqualTo(ErrorCode.NOT_LEADER_OR_FOLLOWER);
    }

    private ActorRef<PartitionMessage> leader(int leaderEpoch) {
        ActorRef<PartitionMessage> replica = kit.spawn(PartitionActor.create(home, partition));
        replica.tell(PartitionMessage.Start.START);
        replica.tell(state(1, leaderEpoch, List.of(1), List.of(1), 1, TopicConfig.DEFAULTS));
        return replica;
    }

    private ActorRef<PartitionMessage> served(ActorRef<PartitionMessage> replica) {
        broker.expectMessageClass(BrokerMessage.ReplicaStarted.class);
        return replica;
    }

    private PartitionMessage.ApplyState state(
            int leader, int leaderEpoch, List<Integer> replicas, List<Integer> isr, int version, TopicConfig config) {
        Map<Integer, Long> epochs = new HashMap<>();
        replicas.forEach(id -> epochs.put(id, 10L + id));
        return new PartitionMessage.ApplyState(
                "t",
                partition,
                new PartitionState(leader, leaderEpoch, version, replicas, isr, false),
                config,
                epochs,
                version);
    }

    private PartitionMessage.Produce produce(long requestId, Acks acks, ByteBuffer batches) {
        return new PartitionMessage.Produce(requestId, acks, -1, batches, 30_000, client.getRef());
    }

    private static ReplicaTransport wire(int from, Map<Integer, ActorRef<PartitionMessage>> peers) {
        return (to, frame) -> {
            peers.get(to).tell(new ReplicaFrameReceived(from, 10L + from, frame));
            return true;
        };
    }
}
