package io.sampo.replication;

import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.model.Acks;
import io.sampo.model.PartitionState;
import io.sampo.records.RecordBatch;
import io.sampo.replication.actor.credit.InFlightBytes;
import io.sampo.replication.pace.PushSettings;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** R17, H39: what the leaders of one broker have in flight to one other, over all partitions. */
class CreditOfAFollowerBrokerTest {
    private static final int PUSH_MAX = 1_000;
    private static final int LIMIT = 3_000;
    private static final int PARTITIONS = 5;

    private final InFlightBytes inFlight = new InFlightBytes(LIMIT);
    private final List<ReplicaScene> scenes = new ArrayList<>();

    CreditOfAFollowerBrokerTest() {
        for (int i = 0; i < PARTITIONS; i++) {
            ReplicaSettings defaults = ReplicaSettings.DEFAULTS;
            RecordedEffects host = new RecordedEffects();
            host.followerCredit = inFlight.open();
            ReplicaScene scene = new ReplicaScene(
                    host,
                    new ReplicaSettings(
                            new PushSettings(4_000, PUSH_MAX, 100, 500, 300),
                            defaults.inSync(),
                            1_000,
                            1_000,
                            5_000,
                            300_000));
            scene.leading(5);
            scenes.add(scene);
        }
    }

    @Test
    void isNotExceededByMoreThanOnePushOfEachPartition() {
        // when: nobody acknowledges
        produceToAll();

        // then: without it they had five windows of 4,000
        assertThat(inFlight.bytes(2)).isBetween((long) LIMIT - PUSH_MAX, LIMIT + (long) PARTITIONS * PUSH_MAX);
        assertThat(inFlight.bytes(2)).isEqualTo(pushedTo(2));
    }

    @Test
    void aPartitionThatHasNothingInFlightMaySendOnePush() {
        // given: one partition has taken all
        while (inFlight.bytes(2) < LIMIT - 200) {
            scenes.get(0).produce(Acks.NONE, TestBatches.batch(1));
        }
        scenes.get(0).produce(Acks.NONE, TestBatches.batch(20));
        ReplicaScene other = scenes.get(1);

        // when
        other.produce(Acks.NONE, TestBatches.batch(30));
        other.produce(Acks.NONE, TestBatches.batch(30));

        // then
        assertThat(other.pushesWithBatches(2)).hasSize(1);
    }

    @Test
    void whoFoundNoRoomIsServedAfterItsOwnAcknowledgement() {
        // given
        produceToAll();

        // when: only the acknowledgements come, no timer
        for (int round = 0; round < 500; round++) {
            scenes.forEach(CreditOfAFollowerBrokerTest::acknowledge);
        }

        // then
        assertThat(scenes)
                .allMatch(scene -> endOf(lastPush(scene)) == scene.replica.log().assignedEnd());
        assertThat(inFlight.bytes(2)).isZero();
    }

    @Test
    void whoFoundNoRoomGetsOnWhileTheOthersHearNothing() {
        // given
        produceToAll();
        ReplicaScene heard = scenes.get(PARTITIONS - 1);

        // when
        for (int round = 0; round < 500; round++) {
            acknowledge(heard);
        }

        // then
        assertThat(endOf(lastPush(heard))).isEqualTo(heard.replica.log().assignedEnd());
    }

    @Test
    void whoFoundNoRoomAndHearsNothingSendsAgainInItsTime() {
        // given
        produceToAll();
        ReplicaScene scene = scenes.get(PARTITIONS - 1);
        int pushes = scene.pushesWithBatches(2).size();

        // when
        scene.pass(600);

        // then
        assertThat(scene.pushesWithBatches(2).size()).isGreaterThan(pushes);
    }

    @Test
    void aFollowerThatIsGivenUpHasNothingInFlight() {
        // given
        produceToAll();

        // when: three resends in vain, then it is only probed (H39)
        scenes.forEach(scene -> scene.pass(30_000));

        // then
        assertThat(inFlight.bytes(2)).isZero();
    }

    @Test
    void whoLeadsNoMoreHasNothingInFlight() {
        // given
        produceToAll();

        // when
        scenes.forEach(scene -> scene.apply(3, 6, 1, 2, 3));

        // then
        assertThat(inFlight.bytes(2)).isZero();
        assertThat(inFlight.bytes(3)).isZero();
    }

    @Test
    void aReplicaThatIsTakenAwayHasNothingInFlight() {
        // given
        produceToAll();

        // when
        scenes.forEach(scene -> scene.apply(
                new PartitionState(1, 5, scene.partitionEpoch() + 1, List.of(1, 3), List.of(1, 3), false),
                scene.metadataOffset() + 1));

        // then
        assertThat(inFlight.bytes(2)).isZero();
        assertThat(inFlight.bytes(3)).isPositive();
    }

    @Test
    void anActorThatDiesHasNothingInFlight() {
        // given
        produceToAll();

        // when
        scenes.forEach(scene -> ((InFlightBytes.Share) scene.host.followerCredit).close());

        // then
        assertThat(inFlight.bytes(2)).isZero();
    }

    private void produceToAll() {
        for (int i = 0; i < 100; i++) {
            scenes.forEach(scene -> scene.produce(Acks.NONE, TestBatches.batch(10)));
        }
    }

    private long pushedTo(int follower) {
        return scenes.stream()
                .flatMap(scene -> scene.pushesWithBatches(follower).stream())
                .mapToLong(push -> push.batches().remaining())
                .sum();
    }

    private static void acknowledge(ReplicaScene scene) {
        scene.ack(2, endOf(lastPush(scene)));
    }

    private static ReplicaFrame.Push lastPush(ReplicaScene scene) {
        List<ReplicaFrame.Push> pushes = scene.pushesWithBatches(2);
        return pushes.get(pushes.size() - 1);
    }

    private static long endOf(ReplicaFrame.Push push) {
        RecordBatch batch = RecordBatch.at(push.batches(), push.batches().position());
        while (batch.end() < push.batches().limit()) {
            batch.wrap(push.batches(), batch.end());
        }
        return batch.nextOffset();
    }
}
