package io.sampo.replication;

import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.model.Acks;
import io.sampo.model.PartitionState;
import io.sampo.replication.pace.PushSettings;
import io.sampo.replication.pace.TokenBucket;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A throttle holds back whom a reassignment has added, and nobody else. */
class PacedCatchUpTest {
    private static final PushSettings SMALL = new PushSettings(4_000, 1_000, 100, 500, 300);
    private static final int RATE = 2_000;

    private final TokenBucket bucket = new TokenBucket();
    private final ReplicaScene scene = new ReplicaScene(
            new RecordedEffects(),
            new ReplicaSettings(
                    SMALL,
                    ReplicaSettings.DEFAULTS.inSync(),
                    ReplicaSettings.DEFAULTS.pendingProducesMax(),
                    ReplicaSettings.DEFAULTS.pendingFetchesMax(),
                    ReplicaSettings.DEFAULTS.checkpointMs(),
                    ReplicaSettings.DEFAULTS.retentionCheckMs()));

    /** Broker 1 leads with many batches; 2 and 3 have nothing yet, and the metadata have added {@code adding}. */
    private void leadingFarAhead(List<Integer> adding) {
        leadingBy(200, adding);
    }

    private void leadingBy(int batches, List<Integer> adding) {
        scene.host.budget = bucket;
        bucket.rate(RATE);
        scene.apply(1, 5, 1);
        append(batches);
        inSync(List.of(1), adding);
        scene.tail(3, 0, -1);
    }

    private void append(int batches) {
        for (int i = 0; i < batches; i++) {
            scene.produce(Acks.NONE, TestBatches.batch(10));
        }
    }

    private void inSync(List<Integer> isr, List<Integer> adding) {
        scene.replica.apply(
                new ReplicaMetadata(
                        new PartitionState(1, 5, scene.partitionEpoch() + 1, List.of(1, 2, 3), isr, false),
                        1,
                        false,
                        scene.brokerEpochs,
                        scene.metadataOffset() + 1,
                        adding),
                scene.host.nowMs);
    }

    /** Acknowledges all that comes for so long; the bytes that came. */
    private long bytesWithin(long ms) {
        long bytes = 0;
        int seen = 0;
        long until = scene.host.nowMs + ms;
        while (scene.host.nowMs < until) {
            List<ReplicaFrame.Push> pushes = scene.pushesWithBatches(3);
            for (ReplicaFrame.Push push : pushes.subList(seen, pushes.size())) {
                bytes += push.batches().remaining();
            }
            if (pushes.size() > seen) {
                seen = pushes.size();
                scene.ack(3, PusherTest.endOf(pushes.get(seen - 1)));
            } else {
                scene.host.nowMs += 10;
                scene.replica.tick(scene.host.nowMs);
            }
        }
        return bytes;
    }

    @Test
    void anAddedReplicaCatchesUpAtTheRateAndNoFaster() {
        leadingFarAhead(List.of(3));
        assertThat(bytesWithin(4_000)).isBetween(3L * RATE, 5L * RATE);
    }

    @Test
    void anAddedReplicaThatLacksLessThanAWindowIsHeldBackToo() {
        leadingBy(12, List.of(3));
        assertThat(bytesWithin(300)).isBetween(1L, RATE / 2L);
        assertThat(bytesWithin(3_000)).isGreaterThan(RATE / 2L);
    }

    @Test
    void whatIsAppendedNowIsHeldBackUntilTheAddedReplicaIsInSync() {
        // given
        leadingBy(0, List.of(3));
        bucket.rate(1);
        assertThat(scene.pushesWithBatches(3)).isEmpty();

        // when
        append(20);
        scene.pass(500);

        // then: one push may overdraw
        assertThat(scene.pushesWithBatches(3)).allMatch(push -> push.prevOffset() == 0);

        // when
        inSync(List.of(1, 3), List.of(3));
        scene.pass(1_500);

        // then
        assertThat(scene.pushesWithBatches(3)).anyMatch(push -> PusherTest.endOf(push) == 200);
    }

    @Test
    void whoJoinsTheIsrIsNotHeldBackByWhatItWasToldToWaitBefore() {
        // given: the first batch has overdrawn for minutes, the second one has to wait
        leadingBy(0, List.of(3));
        inSync(List.of(1, 2), List.of(3));
        scene.tail(2, 0, -1);
        bucket.rate(1);
        bucket.openAtMs(scene.host.nowMs);
        scene.pass(1_000);
        append(1);
        append(1);
        scene.ack(2, 10);
        assertThat(scene.pushesWithBatches(3)).hasSize(1);
        assertThat(scene.host.proposals).isEmpty();

        // when
        scene.ack(3, 10);

        // then: it is proposed, and producers wait for it from now on
        assertThat(scene.host.proposals).hasSize(1);
        assertThat(scene.pushesWithBatches(3)).anyMatch(push -> PusherTest.endOf(push) == 20);
    }

    @Test
    void readsThatAreUnderWaySpendTheBudgetAtOnce() {
        // given: reads take their time, and one is under way
        leadingFarAhead(List.of(2, 3));
        scene.host.deferring = true;
        scene.host.nowMs += 500;
        scene.replica.tick(scene.host.nowMs);
        assertThat(scene.host.deferred).hasSize(1);

        // when
        scene.tail(2, 0, -1);

        // then
        assertThat(scene.host.deferred).hasSize(1);
    }

    @Test
    void whoIsHeldBackByALowRateGoesOnSoonAfterItIsLifted() {
        // given: one push is overdrawn for hours
        leadingFarAhead(List.of(3));
        bucket.rate(1);
        bytesWithin(2_000);

        // when
        bucket.rate(0);

        // then
        assertThat(bytesWithin(1_500)).isGreaterThan(5L * RATE);
    }

    @Test
    void aReplicaThatWasThereBeforeIsNotHeldBack() {
        leadingFarAhead(List.of(2));
        assertThat(bytesWithin(200)).isGreaterThan(5L * RATE);
    }
}
