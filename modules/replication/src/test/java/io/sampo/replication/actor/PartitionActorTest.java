package io.sampo.replication.actor;

import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.messages.BrokerMessage;
import io.sampo.messages.PartitionMessage;
import io.sampo.messages.PartitionMessage.FeedContact;
import io.sampo.messages.PartitionReply;
import io.sampo.model.Acks;
import io.sampo.model.ErrorCode;
import io.sampo.model.TopicConfig;
import io.sampo.records.RecordBatch;
import io.sampo.replication.ReplicaFrame;
import io.sampo.replication.ReplicaTransport;
import io.sampo.replication.TestBatches;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.Test;

class PartitionActorTest extends OneReplica {
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

    private static ReplicaTransport wire(int from, Map<Integer, ActorRef<PartitionMessage>> peers) {
        return (to, frame) -> {
            peers.get(to).tell(new ReplicaFrameReceived(from, 10L + from, frame));
            return true;
        };
    }
}
