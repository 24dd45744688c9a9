package io.sampo.replication;

import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.model.Acks;
import io.sampo.model.ErrorCode;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** R2, R4, R6, R24: what an acknowledgement is worth. */
class LeaderHighWatermarkTest {
    private final ReplicaScene scene = new ReplicaScene();

    @Test
    void highWatermarkWaitsForTheSlowestIsrMember() {
        // given
        scene.leading(5);
        long request = scene.produce(3);

        // when: a majority, but not all (H10)
        scene.ack(2, 3);

        // then
        assertThat(scene.replica.log().highWatermark()).isZero();
        assertThat(scene.answer(request)).isNull();

        // when
        scene.ack(3, 3);

        // then
        assertThat(scene.replica.log().highWatermark()).isEqualTo(3);
        assertThat(scene.answer(request)).isEqualTo(new RecordedEffects.Produced(ErrorCode.NONE, 0));
    }

    @Test
    void highWatermarkWaitsForTheLeadersOwnAppend() {
        // given: a slow disk
        scene.leading(5);
        scene.host.deferring = true;
        long all = scene.produce(1);
        long one = scene.produce(Acks.LEADER, TestBatches.batch(1));

        // when: the pushes left before the local write returned
        scene.ack(2, 2);
        scene.ack(3, 2);

        // then
        assertThat(scene.pushesWithBatches(2)).hasSize(2);
        assertThat(scene.replica.log().highWatermark()).isZero();
        assertThat(scene.answer(one)).isNull();

        // when
        scene.host.runDeferred();

        // then
        assertThat(scene.replica.log().highWatermark()).isEqualTo(2);
        assertThat(scene.answer(all).error()).isEqualTo(ErrorCode.NONE);
        assertThat(scene.answer(one).baseOffset()).isEqualTo(1);
    }

    @Test
    void acknowledgementsAreCumulativeAndMayComeInAnyOrder() {
        // given
        scene.leading(5);
        scene.produce(1);
        scene.produce(1);

        // when: lost, doubled, reordered (R4)
        scene.ack(2, 2);
        scene.ack(2, 1);
        scene.ack(2, 2);
        scene.ack(3, 2);

        // then
        assertThat(scene.replica.log().highWatermark()).isEqualTo(2);
    }

    @Test
    void acksOfAnOlderSessionDoNotCount() {
        // given (H35)
        scene.leading(5);
        scene.produce(4);
        scene.ack(2, 4);
        ReplicaFrame.Ack old = scene.ackOf(3, 4);

        // when: broker 3 starts anew and the old ack arrives late
        scene.nack(3, ReplicaFrame.Reason.NO_SESSION, -1);
        scene.from(3, old);
        scene.tail(3, 0, -1);
        scene.from(3, old);

        // then
        assertThat(scene.replica.log().highWatermark()).isZero();
    }

    @Test
    void acksOfAnOlderIncarnationDoNotCount() {
        // given (H17)
        scene.leading(5);
        scene.produce(4);
        scene.ack(2, 4);
        ReplicaFrame.Ack old = scene.ackOf(3, 4);

        // when: the metadata name another incarnation
        scene.brokerEpochs = Map.of(1, 11L, 2, 12L, 3, 99L);
        scene.applyAgain(1, 5, 1, 2, 3);
        scene.from(3, old);

        // then
        assertThat(scene.replica.log().highWatermark()).isZero();
    }

    @Test
    void acksFromAnotherDirectoryDoNotCount() {
        // given: broker 3's disk was exchanged under it (R2)
        scene.leading(5);
        scene.produce(4);
        scene.ack(2, 4);
        ReplicaFrame.Ack ack = scene.ackOf(3, 4);

        // when
        scene.from(
                3,
                new ReplicaFrame.Ack(
                        ack.partition(), 5, ack.brokerEpoch(), new java.util.UUID(8, 8), ack.session(), 4, 4, 0));

        // then
        assertThat(scene.replica.log().highWatermark()).isZero();
    }

    @Test
    void aTailIsNoAcknowledgement() {
        // given: a new term; broker 3 has said where it ends and nothing more
        scene.apply(1, 5, 1, 2, 3);
        scene.tail(2, 0, -1);
        scene.ack(2, 0);
        scene.tail(3, 0, -1);
        scene.produce(1);

        // when
        scene.ack(2, 1);

        // then
        assertThat(scene.replica.log().highWatermark()).isZero();
    }

    @Test
    void belowTheMinimumNothingIsAcceptedWithAcksAll() {
        // given
        scene.minInsyncReplicas = 2;
        scene.leading(5);

        // when
        scene.apply(1, 5, 1);
        long all = scene.produce(1);
        long one = scene.produce(Acks.LEADER, TestBatches.batch(1));

        // then
        assertThat(scene.answer(all).error()).isEqualTo(ErrorCode.NOT_ENOUGH_REPLICAS);
        assertThat(scene.answer(one).error()).isEqualTo(ErrorCode.NONE);
    }

    @Test
    void belowTheMinimumTheHighWatermarkStandsStill() {
        // given (H21)
        scene.minInsyncReplicas = 2;
        scene.leading(5);
        long waiting = scene.produce(1);

        // when
        scene.apply(1, 5, 1);

        // then
        assertThat(scene.replica.log().highWatermark()).isZero();
        scene.pass(ReplicaScene.TIMEOUT_MS);
        assertThat(scene.answer(waiting).error()).isEqualTo(ErrorCode.NOT_ENOUGH_REPLICAS_AFTER_APPEND);
    }

    @Test
    void aProduceThatWaitsTooLongIsToldSo() {
        // given
        scene.leading(5);
        long request = scene.produce(1);

        // when
        scene.pass(ReplicaScene.TIMEOUT_MS);

        // then
        assertThat(scene.answer(request).error()).isEqualTo(ErrorCode.REQUEST_TIMED_OUT);
    }

    @Test
    void aCommittedProduceIsAnsweredAlthoughLeadershipIsLost() {
        // given: one committed, one not (H12, R24)
        scene.leading(5);
        long committed = scene.produce(1);
        scene.ack(2, 1);
        scene.ack(3, 1);
        long unknown = scene.produce(1);

        // when
        scene.apply(2, 6, 1, 2, 3);

        // then
        assertThat(scene.answer(committed).error()).isEqualTo(ErrorCode.NONE);
        assertThat(scene.answer(unknown).error()).isEqualTo(ErrorCode.NOT_LEADER_OR_FOLLOWER);
    }

    @Test
    void aDeposedLeaderAcceptsNothing() {
        // given (H13)
        scene.leading(5);

        // when
        scene.apply(2, 6, 1, 2, 3);
        long request = scene.produce(1);

        // then
        assertThat(scene.answer(request).error()).isEqualTo(ErrorCode.NOT_LEADER_OR_FOLLOWER);
        assertThat(scene.replica.log().assignedEnd()).isZero();
    }

    @Test
    void aFullWaitingRoomRefusesFurtherProduces() {
        // given (H30)
        ReplicaSettings defaults = ReplicaSettings.DEFAULTS;
        ReplicaScene small = new ReplicaScene(
                new RecordedEffects(), new ReplicaSettings(defaults.push(), defaults.inSync(), 1, 10, 5_000, 300_000));
        small.leading(5);
        small.produce(1);

        // when
        long refused = small.produce(1);

        // then
        assertThat(small.answer(refused).error()).isEqualTo(ErrorCode.NOT_ENOUGH_REPLICAS);
    }

    @Test
    void anAckBeyondTheLogIsNotBelieved() {
        // given
        scene.leading(5);
        scene.produce(1);

        // when
        scene.ack(2, 9);
        scene.ack(3, 1);

        // then
        assertThat(scene.replica.log().highWatermark()).isZero();
    }
}
