package io.sampo.replication;

import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.model.Acks;
import io.sampo.records.RecordBatch;
import io.sampo.replication.pace.PushSettings;
import java.util.List;
import org.junit.jupiter.api.Test;

/** R17 and the resends: how batches come to the followers. */
class PusherTest {
    private static final PushSettings SMALL = new PushSettings(4_000, 1_000, 100, 500, 300);

    private final ReplicaScene scene = new ReplicaScene();

    @Test
    void aLiveFollowerGetsTheVeryBytesThatWereProduced() {
        // given
        scene.leading(5);

        // when
        scene.produce(2);

        // then
        ReplicaFrame.Push push = scene.host.lastTo(2, ReplicaFrame.Push.class);
        assertThat(push.catchUp()).isFalse();
        assertThat(push.prevOffset()).isZero();
        RecordBatch batch = RecordBatch.at(push.batches(), push.batches().position());
        assertThat(batch.leaderEpoch()).isEqualTo(5);
        assertThat(batch.isIntact()).isTrue();
    }

    @Test
    void pushesChainByOffsetAndEpoch() {
        // given
        scene.leading(5);

        // when
        scene.produce(2);
        scene.produce(3);

        // then
        List<ReplicaFrame.Push> pushes = scene.pushesWithBatches(2);
        assertThat(pushes.get(1).prevOffset()).isEqualTo(2);
        assertThat(pushes.get(1).prevEpoch()).isEqualTo(5);
    }

    /** R20, P06: an earlier start of a replica must not have pushed in an epoch that a later start may lead again. */
    @Test
    void nothingIsPushedBeforeTheLogSaysDurablyThatTheEpochBeganAndAllOfItThen() {
        // given: the disk takes its time
        scene.host.deferring = true;
        scene.apply(1, 5, 1, 2, 3);
        scene.tail(2, 0, -1);
        scene.produce(2);
        scene.pass(SMALL.trailingMs() * 10);
        assertThat(scene.host.sent).noneMatch(sent -> sent.frame() instanceof ReplicaFrame.Push);

        // when
        scene.host.runDeferred();

        // then
        assertThat(scene.pushesWithBatches(2)).hasSize(1);
    }

    @Test
    void theBeginningOfAnEarlierEpochOpensNoLaterOne() {
        // given: it leads, loses that, and leads again, before the disk has done anything
        scene.host.deferring = true;
        scene.apply(1, 5, 1, 2, 3);
        Runnable earlier = scene.host.deferred.remove();
        scene.apply(2, 6, 1, 2, 3);
        scene.apply(1, 7, 1, 2, 3);
        scene.tail(2, 0, -1);

        // when
        earlier.run();

        // then
        assertThat(scene.host.sentTo(2, ReplicaFrame.Push.class)).isEmpty();
        scene.host.runDeferred();
        assertThat(scene.host.sentTo(2, ReplicaFrame.Push.class)).hasSize(1);
    }

    @Test
    void aLeaderWithoutRecordsAsksForTheFirstAcknowledgementsAsSoonAsItsEpochHasBegun() {
        // given
        scene.host.deferring = true;
        scene.apply(1, 5, 1, 2, 3);
        scene.tail(2, 0, -1);

        // when
        scene.host.runDeferred();

        // then: no timer is waited for
        assertThat(scene.host.lastTo(2, ReplicaFrame.Push.class).batches().hasRemaining())
                .isFalse();
    }

    @Test
    void creditBoundsWhatIsInFlight() {
        // given
        ReplicaScene small = small();
        small.leading(5);

        // when: nobody acknowledges
        for (int i = 0; i < 200; i++) {
            small.produce(Acks.NONE, TestBatches.batch(10));
        }

        // then
        long inFlight = small.pushesWithBatches(2).stream()
                .mapToLong(push -> push.batches().remaining())
                .sum();
        assertThat(inFlight).isPositive().isLessThanOrEqualTo(SMALL.windowBytes());
    }

    @Test
    void aFollowerBeyondItsCreditIsServedFromTheLogAndComesBack() {
        // given
        ReplicaScene small = small();
        small.leading(5);
        for (int i = 0; i < 200; i++) {
            small.produce(Acks.NONE, TestBatches.batch(10));
        }

        // when: it acknowledges whatever it is given
        boolean caughtUp = acknowledgeEverything(small, 2);

        // then
        assertThat(caughtUp).isTrue();
        assertThat(small.host.sentTo(2, ReplicaFrame.Push.class)).anyMatch(ReplicaFrame.Push::catchUp);

        // when
        small.produce(Acks.NONE, TestBatches.batch(1));

        // then
        assertThat(small.host.lastTo(2, ReplicaFrame.Push.class).catchUp()).isFalse();
    }

    @Test
    void streamsChangeAtAcknowledgedOffsetsOnly() {
        // given
        ReplicaScene small = small();
        small.leading(5);
        for (int i = 0; i < 200; i++) {
            small.produce(Acks.NONE, TestBatches.batch(10));
        }
        acknowledgeEverything(small, 2);

        // then: whenever the stream changes, the new one begins where the old one was acknowledged
        ReplicaFrame.Push before = null;
        for (ReplicaFrame.Push push : small.pushesWithBatches(2)) {
            if (before != null && push.catchUp() != before.catchUp()) {
                assertThat(push.prevOffset()).isEqualTo(endOf(before));
            }
            before = push;
        }
    }

    @Test
    void aGapIsFilledFromTheLogOnce() {
        // given (H32, H39)
        scene.leading(5);
        scene.produce(1);
        scene.produce(1);
        scene.produce(1);
        int pushes = scene.pushesWithBatches(2).size();

        // when: the first was lost, the two behind it complain
        scene.nack(2, ReplicaFrame.Reason.GAP, 0);
        scene.nack(2, ReplicaFrame.Reason.GAP, 0);

        // then
        List<ReplicaFrame.Push> again = scene.pushesWithBatches(2)
                .subList(pushes, scene.pushesWithBatches(2).size());
        assertThat(again).hasSize(1);
        assertThat(again.get(0).prevOffset()).isZero();
        assertThat(endOf(again.get(0))).isEqualTo(3);
    }

    @Test
    void aPushThatNobodyAnsweredIsSentAgain() {
        // given
        scene.leading(5);
        scene.produce(1);
        int pushes = scene.pushesWithBatches(2).size();

        // when
        scene.pass(PushSettings.DEFAULTS.resendMs());

        // then
        assertThat(scene.pushesWithBatches(2)).hasSize(pushes + 1);
    }

    @Test
    void aFollowerThatStaysSilentIsProbedInsteadOfPushedTo() {
        // given (H39)
        scene.leading(5);
        scene.produce(1);
        int probes = scene.host.sentTo(2, ReplicaFrame.Probe.class).size();

        // when
        scene.pass(60_000);

        // then
        assertThat(scene.pushesWithBatches(2)).hasSizeLessThan(6);
        assertThat(scene.host.sentTo(2, ReplicaFrame.Probe.class).size()).isBetween(probes + 1, probes + 60);
    }

    @Test
    void aCorruptArrivalIsSentAgain() {
        // given (H37)
        scene.leading(5);
        scene.produce(1);
        int pushes = scene.pushesWithBatches(2).size();

        // when
        scene.nack(2, ReplicaFrame.Reason.CORRUPT, 0);

        // then
        assertThat(scene.pushesWithBatches(2)).hasSize(pushes + 1);
    }

    @Test
    void theLastHighWatermarkIsPushedUntilItIsAcknowledged() {
        // given (H28): both have the record, neither knows that it is committed
        scene.leading(5);
        scene.produce(1);
        ReplicaFrame.Ack second = scene.ackOf(2, 1);
        scene.ack(2, 1);
        scene.ack(3, 1);

        // when
        scene.pass(500);

        // then
        ReplicaFrame.Push trailing = scene.host.lastTo(2, ReplicaFrame.Push.class);
        assertThat(trailing.batches().hasRemaining()).isFalse();
        assertThat(trailing.highWatermark()).isEqualTo(1);

        // when: it is acknowledged
        scene.from(2, new ReplicaFrame.Ack(second.partition(), 5, 12, second.directoryId(), second.session(), 1, 1, 1));
        scene.ack(3, 1);
        int sent = scene.host.sent.size();
        scene.pass(60_000);

        // then
        assertThat(scene.host.sent).hasSize(sent);
        assertThat(scene.replica.nextDeadlineMs()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void aLogStartThatMovesWhileNothingIsWrittenIsToldOnce() {
        // given: all is committed and known to be, then retention takes the first record
        scene.leading(5);
        scene.produce(1);
        scene.produce(1);
        for (int round = 0; round < 2; round++) {
            scene.ack(2, 2);
            scene.ack(3, 2);
            scene.pass(500);
        }
        scene.ack(2, 2);
        scene.ack(3, 2);
        scene.replica.logStartMoved(1);

        // when
        scene.pass(500);

        // then
        assertThat(scene.host.lastTo(2, ReplicaFrame.Push.class).logStartOffset())
                .isEqualTo(1);
        int sent = scene.host.sent.size();
        scene.pass(60_000);
        assertThat(scene.host.sent).hasSize(sent);
    }

    @Test
    void aTransportThatTakesNothingLosesNothing() {
        // given (H40)
        scene.leading(5);
        scene.host.refusing = true;
        scene.produce(1);
        scene.produce(1);

        // when
        scene.host.refusing = false;
        scene.pass(50);

        // then
        assertThat(endOf(scene.pushesWithBatches(2).get(0))).isEqualTo(2);
    }

    @Test
    void aProbeIsRepeatedLessAndLessOften() {
        // given
        scene.apply(1, 5, 1, 2, 3);

        // when
        scene.pass(30_000);

        // then
        assertThat(scene.host.sentTo(2, ReplicaFrame.Probe.class)).hasSizeBetween(5, 30);
    }

    @Test
    void aFollowerThatAnnouncesItselfIsProbedAtOnce() {
        // given
        scene.leading(5);
        int probes = scene.host.sentTo(2, ReplicaFrame.Probe.class).size();

        // when: its actor started anew (R20)
        scene.from(2, new ReplicaFrame.Nack(ReplicaScene.PARTITION, 5, 12, -1, ReplicaFrame.Reason.NO_SESSION, -1, -1));

        // then
        assertThat(scene.host.sentTo(2, ReplicaFrame.Probe.class)).hasSize(probes + 1);
    }

    @Test
    void aColdReadThatComesLateForAnOlderSessionIsDropped() {
        // given
        ReplicaScene small = small();
        small.leading(5);
        for (int i = 0; i < 200; i++) {
            small.produce(Acks.NONE, TestBatches.batch(10));
        }
        small.nack(2, ReplicaFrame.Reason.NO_SESSION, -1);
        small.host.deferring = true;
        small.tail(2, 0, -1);
        small.nack(2, ReplicaFrame.Reason.NO_SESSION, -1);
        int pushes = small.pushesWithBatches(2).size();

        // when
        small.host.runDeferred();

        // then
        assertThat(small.pushesWithBatches(2)).hasSize(pushes);
    }

    private static ReplicaScene small() {
        ReplicaSettings defaults = ReplicaSettings.DEFAULTS;
        return new ReplicaScene(
                new RecordedEffects(), new ReplicaSettings(SMALL, defaults.inSync(), 1_000, 1_000, 5_000, 300_000));
    }

    private static boolean acknowledgeEverything(ReplicaScene scene, int follower) {
        for (int round = 0; round < 1_000; round++) {
            List<ReplicaFrame.Push> pushes = scene.pushesWithBatches(follower);
            long end = endOf(pushes.get(pushes.size() - 1));
            scene.ack(follower, end);
            if (end == scene.replica.log().assignedEnd()) {
                return true;
            }
        }
        return false;
    }

    static long endOf(ReplicaFrame.Push push) {
        RecordBatch batch = RecordBatch.at(push.batches(), push.batches().position());
        while (batch.end() < push.batches().limit()) {
            batch.wrap(push.batches(), batch.end());
        }
        return batch.nextOffset();
    }
}
