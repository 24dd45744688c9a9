package io.sampo.replication;

import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.model.Acks;
import io.sampo.model.EligibleReplicas;
import io.sampo.model.ErrorCode;
import io.sampo.model.PartitionState;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** R6, R10, H21, H25 at the replica: below the minimum nothing is committed, and what is left is told when asked. */
class StrictMinimumTest {
    private final ReplicaScene scene = new ReplicaScene();

    @Test
    void belowTheMinimumTheHighWatermarkStops() {
        // given
        scene.minInsyncReplicas = 2;
        scene.leading(1);
        long committed = scene.produce(3);
        scene.ack(2, 3);
        scene.ack(3, 3);
        assertThat(scene.answer(committed).error()).isEqualTo(ErrorCode.NONE);
        // when: 2 and 3 are gone, and may be elected as they are
        scene.apply(1, 1, 1);
        scene.produce(Acks.LEADER, TestBatches.batch(2));
        // then
        assertThat(scene.replica.log().logEnd()).isEqualTo(5);
        assertThat(scene.replica.log().highWatermark()).isEqualTo(3);
        assertThat(scene.answer(scene.produce(1)).error()).isEqualTo(ErrorCode.NOT_ENOUGH_REPLICAS);
    }

    @Test
    void aPartitionOfFewerReplicasThanTheMinimumCommitsWithAllOfThem() {
        // given: else nobody could ever read it
        scene.minInsyncReplicas = 3;
        PartitionState small = new PartitionState(1, 1, 1, List.of(1, 2), List.of(1, 2), false);
        scene.apply(small, 5);
        scene.tail(2, 0, -1);
        scene.ack(2, 0);
        // when
        scene.produce(Acks.LEADER, TestBatches.batch(2));
        scene.ack(2, 2);
        // then
        assertThat(scene.replica.log().highWatermark()).isEqualTo(2);
        assertThat(scene.answer(scene.produce(1)).error()).isEqualTo(ErrorCode.NOT_ENOUGH_REPLICAS);
    }

    @Test
    void aReplicaThatWasInSyncOnceSaysWhereItsLogEndsUntilThereIsALeader() {
        // given
        scene.following(3, 1);
        scene.push(3, 1, 0, -1, 0, TestBatches.placed(0, 3, 4));
        // when
        PartitionState lost = lost(4, List.of(1, 2));
        scene.apply(lost, scene.metadataOffset() + 1);
        // then
        assertThat(scene.host.tails).containsExactly(new RecordedEffects.Tail(lost.partitionEpoch(), 3, 4));
        scene.pass(2_500);
        assertThat(scene.host.tails).hasSize(3);
        // when
        scene.apply(1, 5, 1);
        scene.pass(5_000);
        // then
        assertThat(scene.host.tails).hasSize(3);
    }

    @Test
    void aReplicaThatIsNotAmongTheLastKnownIsNotAsked() {
        // when
        scene.apply(lost(4, List.of(2, 3)), scene.metadataOffset() + 1);
        scene.pass(5_000);
        // then
        assertThat(scene.host.tails).isEmpty();
    }

    @Test
    void aFailedReplicaSaysThatNobodyNeedWaitForIt() {
        // given
        scene.following(3, 1);
        scene.replica.storageFailed("planted");
        // when
        PartitionState lost = lost(4, List.of(1, 2));
        scene.apply(lost, scene.metadataOffset() + 1);
        // then
        assertThat(scene.host.tails).containsExactly(new RecordedEffects.Tail(lost.partitionEpoch(), -1, -1));
    }

    @Test
    void aRecoveringLeaderProposesTheFullIsrOnceEverybodyHasFollowed() {
        // given
        PartitionState recovering = new PartitionState(1, 4, 9, List.of(1, 2, 3), List.of(1), true);
        scene.apply(recovering, 50);
        scene.inSync();
        Map<Integer, Long> everybody = Map.of(1, 11L, 2, 12L, 3, 13L);
        // when: the metadata follow, one proposal at a time
        for (int version = 10; version < 13 && scene.host.proposals.size() < 9; version++) {
            RecordedEffects.Proposal last = scene.host.proposals.get(scene.host.proposals.size() - 1);
            List<Integer> isr = List.copyOf(new TreeSet<>(last.isr().keySet()));
            scene.apply(new PartitionState(1, 4, version, List.of(1, 2, 3), isr, true), 50 + version);
        }
        // then: it goes on saying so while the metadata call it recovering
        assertThat(scene.host.proposals.get(scene.host.proposals.size() - 1).isr())
                .isEqualTo(everybody);
        int said = scene.host.proposals.size();
        scene.apply(new PartitionState(1, 4, 13, List.of(1, 2, 3), List.of(1, 2, 3), false), 90);
        scene.pass(10_000);
        assertThat(scene.host.proposals).hasSize(said);
    }

    private static PartitionState lost(int leaderEpoch, List<Integer> lastKnown) {
        return new PartitionState(
                -1, leaderEpoch, 40, List.of(1, 2, 3), List.of(), false, new EligibleReplicas(List.of(), lastKnown));
    }
}
