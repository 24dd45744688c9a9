package io.sampo.replication;

import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.model.ErrorCode;
import io.sampo.model.PartitionState;
import io.sampo.replication.pace.InSyncSettings;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** R7, R8, R9, R25: who belongs to the ISR, and who says so. */
class LeaderIsrTest {
    private static final long LAG_MS = InSyncSettings.DEFAULTS.lagTimeMaxMs();

    private final ReplicaScene scene = new ReplicaScene();

    @Test
    void aMemberThatLagsIsProposedToLeave() {
        // given
        scene.leading(5);
        scene.produce(1);
        scene.ack(2, 1);

        // when
        scene.pass(LAG_MS + 1);

        // then
        assertThat(scene.host.proposals).hasSize(1);
        RecordedEffects.Proposal proposal = scene.host.proposals.get(0);
        assertThat(proposal.isr()).isEqualTo(Map.of(1, 11L, 2, 12L));
        assertThat(proposal.partitionEpoch()).isEqualTo(scene.partitionEpoch());
        assertThat(proposal.leaderEpoch()).isEqualTo(5);
    }

    @Test
    void aProposedShrinkCommitsNothingBeforeItIsConfirmed() {
        // given (H08, H19)
        scene.leading(5);
        long request = scene.produce(1);
        scene.ack(2, 1);
        scene.pass(LAG_MS + 1);
        assertThat(scene.answer(request)).isNull();

        // when: the leader learns it from the metadata
        scene.apply(1, 5, 1, 2);

        // then
        assertThat(scene.answer(request).error()).isEqualTo(ErrorCode.NONE);
    }

    @Test
    void anIdlePartitionIsCaughtUpHoweverLong() {
        // given (H28)
        scene.leading(5);
        scene.produce(1);
        scene.ack(2, 1);
        scene.ack(3, 1);

        // when
        scene.pass(100 * LAG_MS);
        scene.produce(1);
        scene.pass(LAG_MS / 2);

        // then
        assertThat(scene.host.proposals).isEmpty();
    }

    @Test
    void aSlowMemberThatKeepsUpStays() {
        // given: each ack comes two seconds late, under steady load
        scene.leading(5);
        for (int i = 1; i <= 40; i++) {
            scene.produce(1);
            scene.ack(2, i);
            if (i > 4) {
                scene.ack(3, i - 4);
            }
            scene.pass(500);
        }

        // then
        assertThat(scene.host.proposals).isEmpty();
    }

    @Test
    void theLeaderItselfNeverLeaves() {
        // given: minimum 1, nobody answers
        scene.leading(5);
        scene.produce(1);

        // when
        scene.pass(LAG_MS + 1);

        // then
        assertThat(scene.host.proposals.get(0).isr()).isEqualTo(Map.of(1, 11L));
    }

    @Test
    void aProposedMemberCountsFromTheProposalOn() {
        // given: broker 3 is out of the ISR and has caught up (H14)
        scene.apply(1, 5, 1, 2);
        scene.inSync();
        assertThat(scene.host.proposals).hasSize(1);
        assertThat(scene.host.proposals.get(0).isr()).containsOnlyKeys(1, 2, 3);

        // when
        long request = scene.produce(1);
        scene.ack(2, 1);

        // then
        assertThat(scene.answer(request)).isNull();
        scene.ack(3, 1);
        assertThat(scene.answer(request).error()).isEqualTo(ErrorCode.NONE);
    }

    @Test
    void aRefusedMemberNoLongerCounts() {
        // given
        scene.apply(1, 5, 1, 2);
        scene.inSync();
        long request = scene.produce(1);
        scene.ack(2, 1);

        // when
        scene.replica.isrRefused(5, scene.partitionEpoch(), ErrorCode.INELIGIBLE_REPLICA, scene.host.nowMs);

        // then
        assertThat(scene.answer(request).error()).isEqualTo(ErrorCode.NONE);
    }

    @Test
    void aRefusalThatProvesNothingChangesNothing() {
        // given: an earlier copy of the proposal may have been applied (R7)
        scene.apply(1, 5, 1, 2);
        scene.inSync();
        long request = scene.produce(1);
        scene.ack(2, 1);

        // when
        scene.replica.isrRefused(5, scene.partitionEpoch(), ErrorCode.INVALID_UPDATE_VERSION, scene.host.nowMs);
        scene.replica.isrRefused(4, scene.partitionEpoch(), ErrorCode.INELIGIBLE_REPLICA, scene.host.nowMs);
        scene.replica.isrRefused(5, scene.partitionEpoch() - 1, ErrorCode.INELIGIBLE_REPLICA, scene.host.nowMs);

        // then
        assertThat(scene.answer(request)).isNull();
    }

    @Test
    void onlyOneProposalIsInFlightAndItIsRepeated() {
        // given (H31)
        scene.apply(1, 5, 1);
        scene.inSync();
        RecordedEffects.Proposal first = scene.host.proposals.get(0);

        // when
        scene.pass(InSyncSettings.DEFAULTS.proposalRetryMs());

        // then: word for word, for the maximal ISR counts exactly that
        assertThat(scene.host.proposals).hasSize(2).containsOnly(first);
    }

    @Test
    void whoHasNotAcknowledgedWhatTheLeaderBeganWithDoesNotJoin() {
        // given: the new leader's high watermark is stale at 0, its log ends at 4 (H15)
        RecordedEffects host = new RecordedEffects();
        fill(host, 4, 3);
        ReplicaScene fresh = new ReplicaScene(host, ReplicaSettings.DEFAULTS);
        fresh.apply(1, 5, 1, 2);
        fresh.tail(3, 2, 3);

        // when: above the high watermark, below the start of the epoch
        fresh.ack(3, 2);

        // then
        assertThat(fresh.host.proposals).isEmpty();

        // when
        fresh.tail(2, 4, 3);
        fresh.ack(2, 4);
        fresh.ack(3, 4);

        // then
        assertThat(fresh.host.proposals).hasSize(1);
    }

    @Test
    void anAckOfAnEarlierEpochAdmitsNobody() {
        // given (H16, R9)
        scene.leading(5);
        scene.produce(2);
        ReplicaFrame.Ack old = scene.ackOf(3, 2);
        scene.apply(2, 6, 1, 2);
        scene.apply(1, 7, 1, 2);

        // when
        scene.from(3, old);

        // then
        assertThat(scene.host.proposals).isEmpty();
    }

    @Test
    void aFollowerThatWasPerhapsAddedAnewProvesItselfAnew() {
        // given: two changes of the partition arrive as one (H16, H60)
        scene.apply(1, 5, 1, 2);
        scene.inSync();
        int probes = scene.host.sentTo(3, ReplicaFrame.Probe.class).size();

        // when
        int merged = scene.partitionEpoch() + 2;
        scene.apply(
                new PartitionState(1, 5, merged, List.of(1, 2, 3), List.of(1, 2), false), scene.metadataOffset() + 5);

        // then
        assertThat(scene.host.sentTo(3, ReplicaFrame.Probe.class)).hasSize(probes + 1);
    }

    @Test
    void aFencedBrokerIsNotProposed() {
        // given (H20)
        scene.brokerEpochs = Map.of(1, 11L, 2, 12L);
        scene.apply(1, 5, 1, 2);

        // then: it is not even probed
        assertThat(scene.host.sentTo(3, ReplicaFrame.Probe.class)).isEmpty();
    }

    @Test
    void aProposalIsMadeOfTheSnapshotItWasCheckedOn() {
        // given (H18): broker 3 comes with a new incarnation
        scene.apply(1, 5, 1, 2);
        scene.inSync();
        assertThat(scene.host.proposals.get(0).isr()).containsEntry(3, 13L);

        // when: the metadata move on
        scene.brokerEpochs = Map.of(1, 11L, 2, 12L, 3, 99L);
        scene.apply(1, 5, 1, 2);
        scene.ack(3, 0);

        // then: under its new epoch it has proved nothing
        assertThat(scene.host.proposals).hasSize(1);
    }

    @Test
    void aLaggardReturnsLaterEachTime() {
        // given (H31)
        scene.leading(5);
        scene.produce(1);
        scene.ack(2, 1);
        scene.pass(LAG_MS + 1);
        scene.apply(1, 5, 1, 2);
        int proposals = scene.host.proposals.size();

        // when: it is there again at once
        scene.inSync();
        scene.ack(3, 1);

        // then
        assertThat(scene.host.proposals).hasSize(proposals);
        scene.pass(2 * InSyncSettings.DEFAULTS.rejoinDelayMs());
        assertThat(scene.host.proposals.size()).isGreaterThan(proposals);
        assertThat(scene.host.proposals.get(proposals).isr()).containsOnlyKeys(1, 2, 3);
    }

    @Test
    void aLeaderThatNobodyAnswersResignsBeforeItShrinksBelowTheMinimum() {
        // given (R25)
        scene.minInsyncReplicas = 2;
        scene.leading(5);
        scene.produce(1);

        // when
        scene.pass(LAG_MS + 1);

        // then
        assertThat(scene.host.resigned).containsExactly(5);
        assertThat(scene.host.proposals).isEmpty();

        // when: that did not help
        scene.pass(InSyncSettings.DEFAULTS.resignAfterMs());

        // then
        assertThat(scene.host.resigned).hasSize(1);
        assertThat(scene.host.proposals).isNotEmpty();
    }

    private static void fill(RecordedEffects host, int batches, int epoch) {
        try {
            for (int i = 0; i < batches; i++) {
                host.log.append(TestBatches.placed(i, epoch, 1));
            }
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
