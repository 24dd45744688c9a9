package io.sampo.replication;

import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.model.PartitionState;
import io.sampo.replication.ReplicaFrame.Reason;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

/** R1, R2, R3, R13, R14: which frames a follower obeys. */
class FollowerGatesTest {
    private final ReplicaScene scene = new ReplicaScene();

    @Test
    void aPushOfAnOldLeaderIsFenced() {
        // given (H09)
        scene.following(5, 1);
        scene.apply(3, 6, 1, 2, 3);

        // when
        scene.push(5, 1, 0, -1, 0, TestBatches.placed(0, 5, 1));

        // then
        assertThat(scene.lastNack().reason()).isEqualTo(Reason.FENCED);
        assertThat(scene.lastNack().epoch()).isEqualTo(6);
        assertThat(scene.replica.log().assignedEnd()).isZero();
    }

    @Test
    void aNewerEpochIsAskedForAndNeverAdopted() {
        // given (H11, H04)
        scene.following(5, 1);

        // when
        scene.push(6, 1, 0, -1, 0, TestBatches.placed(0, 6, 1));
        scene.probe(6, 9);

        // then
        assertThat(scene.host.newerEpochs).containsExactly(6, 6);
        assertThat(scene.lastNack().reason()).isEqualTo(Reason.AHEAD);
        assertThat(scene.replica.leaderEpoch()).isEqualTo(5);
        assertThat(scene.replica.log().assignedEnd()).isZero();
    }

    @Test
    void onlyTheLeaderThatTheMetadataNameIsObeyed() {
        // given (H07)
        scene.following(5, 1);

        // when: broker 3 speaks in the same epoch
        scene.replica.receive(
                3,
                13,
                new ReplicaFrame.Push(
                        ReplicaScene.PARTITION, 5, 13, 1, 0, -1, 0, 0, false, TestBatches.placed(0, 5, 1)),
                scene.host.nowMs);

        // then
        assertThat(scene.replica.log().assignedEnd()).isZero();
    }

    @Test
    void anotherIncarnationOfTheLeaderIsNotObeyed() {
        // given
        scene.following(5, 1);

        // when
        scene.replica.receive(
                2,
                77,
                new ReplicaFrame.Push(
                        ReplicaScene.PARTITION, 5, 77, 1, 0, -1, 0, 0, false, TestBatches.placed(0, 5, 1)),
                scene.host.nowMs);

        // then
        assertThat(scene.replica.log().assignedEnd()).isZero();
    }

    @Test
    void aPushForAnotherTopicOfTheSameNameIsRefused() {
        // given (R14, H66)
        scene.following(5, 1);

        // when
        scene.from(
                2,
                new ReplicaFrame.Push(
                        new io.sampo.model.TopicIdPartition(io.sampo.model.TopicId.random(), 0),
                        5,
                        12,
                        1,
                        0,
                        -1,
                        0,
                        0,
                        false,
                        TestBatches.placed(0, 5, 1)));

        // then
        assertThat(scene.lastNack().reason()).isEqualTo(Reason.WRONG_ID);
        assertThat(scene.replica.log().assignedEnd()).isZero();
    }

    @Test
    void aPushWithoutASessionIsAnsweredSo() {
        // given (R20)
        scene.apply(2, 5, 1, 2, 3);

        // when
        scene.push(5, 4, 0, -1, 0, TestBatches.placed(0, 5, 1));

        // then
        assertThat(scene.lastNack().reason()).isEqualTo(Reason.NO_SESSION);
        assertThat(scene.lastNack().session()).isEqualTo(4);
    }

    @Test
    void whoHasNoSessionAsksForOneUntilItIsProbed() {
        // given: the leader takes this replica for the one that it was, and has nothing to push
        scene.apply(2, 5, 1, 2, 3);
        int first = scene.host.sent.size();

        // when
        scene.pass(60_000);

        // then: each question may be lost
        assertThat(scene.host.sent.size()).isBetween(first + 5, first + 100);
        assertThat(scene.lastNack().reason()).isEqualTo(Reason.NO_SESSION);
        assertThat(scene.lastNack().session()).isEqualTo(-1);

        // when
        scene.probe(5, 8);

        // then
        assertThat(scene.replica.nextDeadlineMs()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void aPushOfAnOlderSessionIsDropped() {
        // given (H34)
        scene.following(5, 8);
        int sent = scene.host.sent.size();

        // when
        scene.push(5, 7, 0, -1, 0, TestBatches.placed(0, 5, 1));

        // then
        assertThat(scene.host.sent).hasSize(sent);
        assertThat(scene.replica.log().assignedEnd()).isZero();
    }

    @Test
    void aProbeOfAnOlderSessionIsNotAnswered() {
        // given
        scene.following(5, 8);
        int sent = scene.host.sent.size();

        // when
        scene.probe(5, 7);

        // then
        assertThat(scene.host.sent).hasSize(sent);
    }

    @Test
    void aPushBehindAGapIsRefused() {
        // given (H32, H41)
        scene.following(5, 1);

        // when
        scene.push(5, 1, 3, 5, 0, TestBatches.placed(3, 5, 1));

        // then
        assertThat(scene.lastNack().reason()).isEqualTo(Reason.GAP);
        assertThat(scene.lastNack().offset()).isZero();
        assertThat(scene.replica.log().assignedEnd()).isZero();
    }

    @Test
    void aRepeatedPushIsAcknowledgedAndNotAppended() {
        // given (H33)
        scene.following(5, 1);
        scene.push(5, 1, 0, -1, 0, TestBatches.placed(0, 5, 2));

        // when
        scene.push(5, 1, 0, -1, 0, TestBatches.placed(0, 5, 2));

        // then
        assertThat(scene.replica.log().assignedEnd()).isEqualTo(2);
        assertThat(scene.host.sentTo(2, ReplicaFrame.Ack.class)).hasSize(2);
        assertThat(scene.lastAck().logEndOffset()).isEqualTo(2);
    }

    @Test
    void anOverlappingPushIsTrimmedWhereItsOverlapIsTheSame() {
        // given
        scene.following(5, 1);
        scene.push(5, 1, 0, -1, 0, TestBatches.placed(0, 5, 2));

        // when
        scene.push(5, 1, 0, -1, 0, join(TestBatches.placed(0, 5, 2), TestBatches.placed(2, 5, 3)));

        // then
        assertThat(scene.replica.log().assignedEnd()).isEqualTo(5);
        assertThat(scene.host.log.logEndOffset()).isEqualTo(5);
    }

    @Test
    void anOverlapOfAnotherEpochDiverges() {
        // given (H02): same offsets, other epoch
        scene.following(5, 1);
        scene.push(5, 1, 0, -1, 0, TestBatches.placed(0, 4, 2));

        // when
        scene.push(5, 1, 0, -1, 0, join(TestBatches.placed(0, 5, 2), TestBatches.placed(2, 5, 3)));

        // then
        assertThat(scene.lastNack().reason()).isEqualTo(Reason.DIVERGED);
        assertThat(scene.replica.log().assignedEnd()).isEqualTo(2);
    }

    @Test
    void theEntryBeforeAPushHasToBeTheSameInEpochToo() {
        // given (H02, M02)
        scene.following(5, 1);
        scene.push(5, 1, 0, -1, 0, TestBatches.placed(0, 3, 2));

        // when
        scene.push(5, 1, 2, 4, 0, TestBatches.placed(2, 5, 1));

        // then
        assertThat(scene.lastNack().reason()).isEqualTo(Reason.DIVERGED);
        assertThat(scene.replica.log().assignedEnd()).isEqualTo(2);
    }

    @Test
    void anAlteredBatchIsRefusedBeforeItIsAppended() {
        // given (H36, H37)
        scene.following(5, 1);
        ByteBuffer altered = TestBatches.placed(0, 5, 2);
        altered.put(altered.limit() - 1, (byte) 99);
        ByteBuffer cutOff = TestBatches.placed(0, 5, 2);
        cutOff.limit(cutOff.limit() - 3);

        // when
        scene.push(5, 1, 0, -1, 0, altered);
        scene.push(5, 1, 0, -1, 0, cutOff);

        // then
        assertThat(scene.host.sentTo(2, ReplicaFrame.Nack.class).stream()
                        .filter(nack -> nack.reason() == Reason.CORRUPT))
                .hasSize(2);
        assertThat(scene.replica.log().assignedEnd()).isZero();
    }

    @Test
    void onlyWhatIsWrittenIsAcknowledged() {
        // given (H29)
        scene.following(5, 1);
        scene.host.deferring = true;

        // when
        scene.push(5, 1, 0, -1, 0, TestBatches.placed(0, 5, 2));

        // then
        assertThat(scene.host.sentTo(2, ReplicaFrame.Ack.class)).isEmpty();
        scene.host.runDeferred();
        assertThat(scene.lastAck().logEndOffset()).isEqualTo(2);
    }

    @Test
    void theHighWatermarkIsClampedToTheOwnEnd() {
        // given (H27)
        scene.following(5, 1);

        // when
        scene.push(5, 1, 0, -1, 100, TestBatches.placed(0, 5, 2));

        // then
        assertThat(scene.replica.log().highWatermark()).isEqualTo(2);
    }

    @Test
    void theHighWatermarkOfAFencedLeaderIsNotTaken() {
        // given
        scene.following(5, 1);
        scene.push(5, 1, 0, -1, 0, TestBatches.placed(0, 5, 2));
        scene.apply(3, 6, 1, 2, 3);

        // when
        scene.push(5, 1, 2, 5, 2, ByteBuffer.allocate(0));

        // then
        assertThat(scene.replica.log().highWatermark()).isZero();
    }

    @Test
    void theLogStartFollowsTheLeaderUpToTheHighWatermark() {
        // given (R16)
        scene.following(5, 1);
        scene.push(5, 1, 0, -1, 4, join(TestBatches.placed(0, 5, 2), TestBatches.placed(2, 5, 4)));

        // when
        scene.from(
                2, new ReplicaFrame.Push(ReplicaScene.PARTITION, 5, 12, 1, 6, 5, 4, 5, false, ByteBuffer.allocate(0)));

        // then
        assertThat(scene.replica.log().logStart()).isEqualTo(4);
        assertThat(scene.host.log.logStartOffset()).isEqualTo(4);
    }

    @Test
    void olderMetadataAreIgnored() {
        // given (R13, H59)
        scene.following(5, 1);
        int pe = scene.partitionEpoch();

        // when
        scene.apply(new PartitionState(1, 6, pe + 1, List.of(1, 2, 3), List.of(1), false), 1);
        scene.apply(new PartitionState(1, 4, pe + 1, List.of(1, 2, 3), List.of(1), false), 1_000);
        scene.apply(new PartitionState(1, 6, pe - 1, List.of(1, 2, 3), List.of(1), false), 1_000);

        // then
        assertThat(scene.replica.leaderEpoch()).isEqualTo(5);
        assertThat(scene.replica.isLeader()).isFalse();
    }

    @Test
    void aReplicaOfAnOlderIncarnationDoesNotLead() {
        // given (R11): the metadata know a newer registration of this broker
        scene.brokerEpochs = java.util.Map.of(1, 99L, 2, 12L);

        // when
        scene.apply(1, 5, 1, 2, 3);

        // then
        assertThat(scene.replica.isLeader()).isFalse();
    }

    static ByteBuffer join(ByteBuffer first, ByteBuffer second) {
        ByteBuffer joined = ByteBuffer.allocate(first.remaining() + second.remaining());
        joined.put(first.duplicate()).put(second.duplicate());
        return joined.flip();
    }
}
