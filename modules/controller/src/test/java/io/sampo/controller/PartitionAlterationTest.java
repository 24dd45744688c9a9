package io.sampo.controller;

import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.controller.MetadataRecord.PartitionsChanged;
import io.sampo.controller.PartitionAlteration.IsrMember;
import io.sampo.controller.PartitionAlteration.IsrProposal;
import io.sampo.model.ErrorCode;
import io.sampo.model.PartitionState;
import io.sampo.model.TopicId;
import io.sampo.model.TopicIdPartition;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** R8 and R25: the ISR changes only here, and only against the state that the leader saw. */
class PartitionAlterationTest {
    private final ClusterScenario cluster = ClusterScenario.of(3);
    private final TopicIdPartition partition = cluster.create("book", List.of(1, 2, 3));

    @Test
    void aShrinkIsAppliedAndRaisesThePartitionEpochOnly() {
        // when: H19, the leader must not commit on the smaller ISR before this
        PartitionAlteration.Answer answer = cluster.alter(cluster.proposal(partition, List.of(1, 2)));
        // then
        assertThat(answer.errors()).isEmpty();
        assertThat(cluster.state(partition))
                .isEqualTo(new PartitionState(1, 0, 1, List.of(1, 2, 3), List.of(1, 2), false));
    }

    @Test
    void anExpansionTakesBackWhoHasCaughtUp() {
        // given: H14
        cluster.alter(cluster.proposal(partition, List.of(1)));
        // when
        cluster.alter(cluster.proposal(partition, List.of(3, 1)));
        // then
        assertThat(cluster.state(partition).isr()).containsExactly(1, 3);
        assertThat(cluster.state(partition).partitionEpoch()).isEqualTo(2);
    }

    @Test
    void aProposalFromBeforeAnElectionIsFenced() {
        // given: H08, the old leader shrinks the ISR to itself while the others have elected
        IsrProposal late = cluster.proposal(partition, List.of(1));
        cluster.fence(1);
        cluster.unfence(1);
        // when
        Decision<PartitionAlteration.Answer> decision =
                PartitionAlteration.alter(cluster.metadata(), 1, cluster.epoch(1), List.of(late));
        // then
        assertThat(decision.response().errors()).containsEntry(partition, ErrorCode.FENCED_LEADER_EPOCH);
        cluster.run(decision);
        assertThat(cluster.state(partition).isr()).containsExactly(2, 3);
    }

    @Test
    void anExpansionInFlightWhileTheControllerFencesIsRefused() {
        // given: H20
        cluster.alter(cluster.proposal(partition, List.of(1, 2)));
        IsrProposal expansion = cluster.proposal(partition, List.of(1, 2, 3));
        cluster.fence(2);
        // when
        PartitionAlteration.Answer answer = cluster.alter(expansion);
        // then
        assertThat(answer.errors()).containsEntry(partition, ErrorCode.INVALID_UPDATE_VERSION);
        assertThat(cluster.state(partition).isr()).containsExactly(1);
    }

    @Test
    void aMemberThatProvedItselfInAnEarlierLifeIsRefused() {
        // given: H17, it returned with a shorter log
        cluster.alter(cluster.proposal(partition, List.of(1, 2)));
        long before = cluster.epoch(3);
        cluster.fence(3);
        cluster.start(3);
        IsrProposal proposal = new IsrProposal(
                partition,
                0,
                cluster.state(partition).partitionEpoch(),
                List.of(
                        new IsrMember(1, cluster.epoch(1)),
                        new IsrMember(2, cluster.epoch(2)),
                        new IsrMember(3, before)));
        // when
        PartitionAlteration.Answer answer = cluster.alter(proposal);
        // then
        assertThat(answer.errors()).containsEntry(partition, ErrorCode.INELIGIBLE_REPLICA);
    }

    @Test
    void aFencedMemberIsRefused() {
        // given
        cluster.fence(3);
        // when
        PartitionAlteration.Answer answer = cluster.alter(cluster.proposal(partition, List.of(1, 2, 3)));
        // then
        assertThat(answer.errors()).containsEntry(partition, ErrorCode.INELIGIBLE_REPLICA);
    }

    @Test
    void aRefusedProposalIsNotAcceptedLaterByAnotherCopyOfIt() {
        // given
        cluster.fence(3);
        IsrProposal proposal = cluster.proposal(partition, List.of(1, 2, 3));
        cluster.alter(proposal);
        cluster.run(BrokerLifecycle.heartbeat(
                cluster.metadata(), 3, cluster.epoch(3), cluster.metadata().offset()));
        assertThat(cluster.metadata().isEligible(3)).isTrue();
        // when
        PartitionAlteration.Answer answer = cluster.alter(proposal);
        // then
        assertThat(answer.errors()).containsEntry(partition, ErrorCode.INVALID_UPDATE_VERSION);
    }

    @Test
    void aMemberThatShutsDownIsRefused() {
        // given
        cluster.run(BrokerLifecycle.controlledShutdown(cluster.metadata(), 3, cluster.epoch(3)));
        // when
        PartitionAlteration.Answer answer = cluster.alter(cluster.proposal(partition, List.of(1, 2, 3)));
        // then
        assertThat(answer.errors()).containsEntry(partition, ErrorCode.INELIGIBLE_REPLICA);
    }

    @Test
    void onlyTheLeaderProposes() {
        // when
        PartitionAlteration.Answer answer = cluster.run(PartitionAlteration.alter(
                cluster.metadata(), 2, cluster.epoch(2), List.of(cluster.proposal(partition, List.of(1, 2)))));
        // then
        assertThat(answer.errors()).containsEntry(partition, ErrorCode.NOT_LEADER_OR_FOLLOWER);
    }

    @Test
    void aLeaderOfAnEarlierRegistrationIsRefusedAsAWhole() {
        // when
        Decision<PartitionAlteration.Answer> decision = PartitionAlteration.alter(
                cluster.metadata(), 1, cluster.epoch(1) - 1, List.of(cluster.proposal(partition, List.of(1, 2))));
        // then
        assertThat(decision.records()).isEmpty();
        assertThat(decision.response().error()).isEqualTo(ErrorCode.STALE_BROKER_EPOCH);
    }

    @Test
    void anIsrWithoutItsLeaderOrWithStrangersOrTwiceIsNoRequest() {
        for (List<Integer> isr : List.of(List.of(2, 3), List.<Integer>of(), List.of(1, 2, 2), List.of(1, 4))) {
            // when
            PartitionAlteration.Answer answer = cluster.alter(cluster.proposal(partition, isr));
            // then
            assertThat(answer.errors()).as("%s", isr).containsEntry(partition, ErrorCode.INVALID_REQUEST);
        }
    }

    @Test
    void eachProposalIsDecidedOnItsOwnAndAllThatPassAreOneRecord() {
        // given: H18, all are checked against one immutable state
        TopicIdPartition other = cluster.create("other", List.of(1, 3));
        TopicIdPartition gone = new TopicIdPartition(new TopicId(new UUID(1, 1)), 0);
        // when
        Decision<PartitionAlteration.Answer> decision = PartitionAlteration.alter(
                cluster.metadata(),
                1,
                cluster.epoch(1),
                List.of(
                        cluster.proposal(partition, List.of(1, 2)),
                        new IsrProposal(gone, 0, 0, List.of()),
                        cluster.proposal(other, List.of(1)),
                        cluster.proposal(other, List.of(1, 3))));
        // then
        assertThat(decision.records()).hasSize(1);
        assertThat(((PartitionsChanged) decision.records().get(0)).changes()).hasSize(2);
        assertThat(decision.response().errors())
                .isEqualTo(Map.of(gone, ErrorCode.UNKNOWN_TOPIC_ID, other, ErrorCode.INVALID_REQUEST));
    }

    @Test
    void aRejectionIsARecordTooSoThatAReplacedControllerCannotSayIt() {
        // given: it may not know that its successor has accepted the same proposal (H14)
        IsrProposal late = cluster.proposal(partition, List.of(1, 2));
        cluster.alter(late);
        // when
        Decision<PartitionAlteration.Answer> decision =
                PartitionAlteration.alter(cluster.metadata(), 1, cluster.epoch(1), List.of(late));
        // then
        assertThat(decision.response().errors()).containsEntry(partition, ErrorCode.INVALID_UPDATE_VERSION);
        assertThat(decision.records()).containsExactly(new PartitionsChanged(List.of()));
    }

    @Test
    void proposingWhatIsTheCaseCostsNoRecord() {
        // when
        Decision<PartitionAlteration.Answer> decision = PartitionAlteration.alter(
                cluster.metadata(), 1, cluster.epoch(1), List.of(cluster.proposal(partition, List.of(3, 2, 1))));
        // then
        assertThat(decision.records()).isEmpty();
        assertThat(decision.response().errors()).isEmpty();
    }

    @Test
    void resignationMovesLeadershipWithinTheIsrAndKeepsTheIsr() {
        // when
        Set<TopicIdPartition> moved =
                cluster.run(PartitionAlteration.resign(cluster.metadata(), 1, cluster.epoch(1), Map.of(partition, 0)));
        // then
        assertThat(moved).containsExactly(partition);
        assertThat(cluster.state(partition))
                .isEqualTo(new PartitionState(2, 1, 1, List.of(1, 2, 3), List.of(1, 2, 3), false));
    }

    @Test
    void resignationOfAnEarlierLeaderEpochMovesNothing() {
        // given
        cluster.run(PartitionAlteration.resign(cluster.metadata(), 1, cluster.epoch(1), Map.of(partition, 0)));
        // when
        Decision<Set<TopicIdPartition>> again =
                PartitionAlteration.resign(cluster.metadata(), 1, cluster.epoch(1), Map.of(partition, 0));
        // then
        assertThat(again.records()).isEmpty();
    }

    @Test
    void theOnlyIsrMemberIsElectedAgainInAnEpochOfItsOwn() {
        // given
        cluster.alter(cluster.proposal(partition, List.of(1)));
        PartitionState before = cluster.state(partition);
        // when
        Set<TopicIdPartition> moved =
                cluster.run(PartitionAlteration.resign(cluster.metadata(), 1, cluster.epoch(1), Map.of(partition, 0)));
        // then
        assertThat(moved).containsExactly(partition);
        assertThat(cluster.state(partition).leader()).isEqualTo(1);
        assertThat(cluster.state(partition).isr()).isEqualTo(before.isr());
        assertThat(cluster.state(partition).leaderEpoch()).isEqualTo(before.leaderEpoch() + 1);
        assertThat(cluster.state(partition).partitionEpoch()).isEqualTo(before.partitionEpoch() + 1);
    }
}
