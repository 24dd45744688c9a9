package io.sampo.controller;

import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.controller.MetadataRecord.TopicConfigChanged;
import io.sampo.controller.topic.TopicAlteration;
import io.sampo.controller.topic.TopicCreation;
import io.sampo.model.EligibleReplicas;
import io.sampo.model.ErrorCode;
import io.sampo.model.TopicIdPartition;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** R10, KIP-966: below its minimum an ISR commits nothing, so whoever leaves it then may still lead. */
class EligibleLeaderReplicasTest {
    private final ClusterScenario cluster = ClusterScenario.of(3);
    private final TopicIdPartition partition = create("book", List.of(1, 2, 3), 2);

    @Test
    void whoLeavesWhileTheIsrKeepsItsMinimumIsNotEligible() {
        // when
        cluster.fence(3);
        // then: 1 and 2 go on committing without it
        assertThat(cluster.state(partition).isr()).containsExactly(1, 2);
        assertThat(cluster.state(partition).eligible()).isEqualTo(EligibleReplicas.NONE);
    }

    @Test
    void whoTakesTheIsrBelowItsMinimumIsEligible() {
        // given
        cluster.fence(3);
        // when
        cluster.fence(2);
        // then
        assertThat(cluster.state(partition).isr()).containsExactly(1);
        assertThat(cluster.state(partition).elr()).containsExactly(2);
    }

    @Test
    void theLastMemberLeavesAsWellAndTheFirstOfTheElrToReturnLeads() {
        // given: H24, the last replica standing falls too
        cluster.fence(3);
        cluster.fence(2);
        cluster.fence(1);
        assertThat(cluster.state(partition).isr()).isEmpty();
        assertThat(cluster.state(partition).elr()).containsExactly(1, 2);
        // when: 3 lacks what 1 and 2 committed without it
        cluster.unfence(3);
        assertThat(cluster.state(partition).leader()).isEqualTo(-1);
        cluster.unfence(2);
        // then
        assertThat(cluster.state(partition).leader()).isEqualTo(2);
        assertThat(cluster.state(partition).isr()).containsExactly(2);
        assertThat(cluster.state(partition).elr()).containsExactly(1);
        assertThat(cluster.state(partition).recovering()).isFalse();
    }

    @Test
    void aLeaderIsSoughtInTheIsrBeforeTheElr() {
        // given: 1 is out, 2 in the ISR alone, then 1 returns but stays out of the ISR
        cluster.fence(3);
        cluster.fence(1);
        cluster.unfence(1);
        assertThat(cluster.state(partition).leader()).isEqualTo(2);
        assertThat(cluster.state(partition).elr()).containsExactly(1);
        // when
        cluster.fence(2);
        // then: the preferred replica leads from the ELR, and the one that fell has its place there
        assertThat(cluster.state(partition).leader()).isEqualTo(1);
        assertThat(cluster.state(partition).isr()).containsExactly(1);
        assertThat(cluster.state(partition).elr()).containsExactly(2);
    }

    @Test
    void theElrIsClearedWhenTheIsrHasItsMinimumAgain() {
        // given
        cluster.fence(3);
        cluster.fence(2);
        cluster.unfence(3);
        // when: 3 has caught up with 1
        cluster.alter(cluster.proposal(partition, List.of(1, 3)));
        // then: they commit without 2 from now on
        assertThat(cluster.state(partition).isr()).containsExactly(1, 3);
        assertThat(cluster.state(partition).elr()).isEmpty();
        // and 2 is not elected
        cluster.fence(1);
        cluster.fence(3);
        cluster.unfence(2);
        assertThat(cluster.state(partition).leader()).isEqualTo(-1);
    }

    @Test
    void aFollowerThatTheLeaderDropsBelowTheMinimumIsEligible() {
        // given
        cluster.alter(cluster.proposal(partition, List.of(1, 2)));
        // when
        cluster.alter(cluster.proposal(partition, List.of(1)));
        // then
        assertThat(cluster.state(partition).elr()).containsExactly(2);
    }

    @Test
    void aCrashWithProofKeepsPlacesInIsrAndElr() {
        // given
        cluster.fence(3);
        cluster.fence(2);
        // when
        cluster.register(2, cluster.epoch(2), true);
        cluster.register(1, cluster.epoch(1), true);
        // then: R11b
        assertThat(cluster.state(partition).isr()).containsExactly(1);
        assertThat(cluster.state(partition).elr()).containsExactly(2);
    }

    @Test
    void aLossyRestartLosesBothPlacesAndIsRemembered() {
        // given
        cluster.fence(3);
        cluster.fence(2);
        // when
        cluster.register(2, -1, false);
        // then
        assertThat(cluster.state(partition).elr()).isEmpty();
        assertThat(cluster.state(partition).lastKnownElr()).containsExactly(2);
        // when
        cluster.register(1, cluster.epoch(1), false);
        cluster.unfence(1);
        cluster.unfence(2);
        // then: nobody is left who is known to hold everything, and nobody guesses (H25)
        assertThat(cluster.state(partition).isr()).isEmpty();
        assertThat(cluster.state(partition).elr()).isEmpty();
        assertThat(cluster.state(partition).lastKnownElr()).containsExactly(1, 2);
        assertThat(cluster.state(partition).leader()).isEqualTo(-1);
    }

    @Test
    void aLowerMinimumClearsTheElrInTheRecordThatLowersIt() {
        // given: H22
        cluster.fence(3);
        cluster.fence(2);
        int before = cluster.state(partition).partitionEpoch();
        // when
        Decision<Outcome> decision = minimum(1);
        // then: one record, and from it on leader 1 commits alone
        assertThat(decision.records()).hasSize(1).first().isInstanceOf(TopicConfigChanged.class);
        cluster.run(decision);
        assertThat(cluster.state(partition).eligible()).isEqualTo(EligibleReplicas.NONE);
        assertThat(cluster.state(partition).partitionEpoch()).isEqualTo(before + 1);
        cluster.fence(1);
        cluster.unfence(2);
        assertThat(cluster.state(partition).leader()).isEqualTo(-1);
    }

    @Test
    void anyOtherMinimumFencesProposalsThatWereMadeUnderTheOldOne() {
        // given
        PartitionAlteration.IsrProposal late = cluster.proposal(partition, List.of(1, 2));
        // when
        cluster.run(minimum(3));
        // then
        assertThat(cluster.alter(late).errors()).containsEntry(partition, ErrorCode.INVALID_UPDATE_VERSION);
    }

    @Test
    void anotherConfigurationLeavesThePartitionsAlone() {
        // given
        int before = cluster.state(partition).partitionEpoch();
        // when
        cluster.run(TopicAlteration.configure(
                cluster.metadata(), ClusterScenario.DEFAULTS, "book", Map.of("retention.ms", "1"), List.of()));
        // then
        assertThat(cluster.state(partition).partitionEpoch()).isEqualTo(before);
    }

    @Test
    void aMinimumAboveTheNumberOfReplicasCountsAsAllOfThem() {
        // given: else it could never commit
        TopicIdPartition small = create("small", List.of(1, 2), 3);
        // when
        cluster.fence(2);
        // then
        assertThat(cluster.state(small).elr()).containsExactly(2);
        cluster.unfence(2);
        cluster.alter(cluster.proposal(small, List.of(1, 2)));
        assertThat(cluster.state(small).elr()).isEmpty();
    }

    @Test
    void aResigningLeaderWithoutAnotherIsrMemberGivesWayToTheElr() {
        // given: R25, 1 is alone in the ISR and does not reach 2
        cluster.fence(3);
        cluster.alter(cluster.proposal(partition, List.of(1)));
        // when
        cluster.run(PartitionAlteration.resign(
                cluster.metadata(),
                1,
                cluster.epoch(1),
                Map.of(partition, cluster.state(partition).leaderEpoch())));
        // then: nothing is committed meanwhile, so nothing is lost either way
        assertThat(cluster.state(partition).leader()).isEqualTo(2);
        assertThat(cluster.state(partition).isr()).containsExactly(2);
        assertThat(cluster.state(partition).elr()).containsExactly(1);
    }

    private Decision<Outcome> minimum(int least) {
        return TopicAlteration.configure(
                cluster.metadata(),
                ClusterScenario.DEFAULTS,
                "book",
                Map.of("min.insync.replicas", "" + least),
                List.of());
    }

    private TopicIdPartition create(String name, List<Integer> replicas, int minimum) {
        cluster.run(
                new TopicCreation(name, -1, -1, List.of(replicas), Map.of("min.insync.replicas", "" + minimum), false)
                        .decide(cluster.metadata(), ClusterScenario.DEFAULTS, cluster.newId()));
        return cluster.metadata().topic(name).partition(0);
    }
}
