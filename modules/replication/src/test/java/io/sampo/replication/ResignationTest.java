package io.sampo.replication;

import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.model.EligibleReplicas;
import io.sampo.model.ErrorCode;
import io.sampo.model.PartitionState;
import io.sampo.replication.pace.InSyncSettings;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** R25: a leader that reaches the controller and not its followers gives way; one whose followers are dead does not. */
class ResignationTest {
    private static final long LAG_MS = InSyncSettings.DEFAULTS.lagTimeMaxMs();
    private static final long RESIGN_MS = InSyncSettings.DEFAULTS.resignAfterMs();

    private final ReplicaScene scene = new ReplicaScene();

    @Test
    void aLeaderWhosePeersAreFencedDoesNotResign() {
        // given: the controller does not see them either
        scene.minInsyncReplicas = 2;
        scene.leading(5);
        scene.produce(1);
        scene.brokerEpochs = Map.of(1, 11L);
        scene.applyAgain(1, 5, 1, 2, 3);
        // when
        scene.pass(LAG_MS + 2 * RESIGN_MS);
        // then
        assertThat(scene.host.resigned).isEmpty();
    }

    @Test
    void aLeaderAboveTheMinimumShrinksInsteadOfResigning() {
        // given
        scene.minInsyncReplicas = 2;
        scene.leading(5);
        scene.produce(1);
        scene.ack(2, 1);
        // when: only 3 is silent
        scene.pass(LAG_MS + 1);
        // then
        assertThat(scene.host.resigned).isEmpty();
        assertThat(scene.host.proposals.get(0).isr()).containsOnlyKeys(1, 2);
    }

    @Test
    void aLeaderAloneGivesWayToAnEligibleReplicaThatLivesAndDoesNotAnswerIt() {
        // given: below the minimum for good, for its link to 2 is cut
        scene.minInsyncReplicas = 2;
        scene.apply(alone(List.of(2)), 50);
        // when
        scene.pass(RESIGN_MS - 1);
        assertThat(scene.host.resigned).isEmpty();
        scene.pass(2);
        // then
        assertThat(scene.host.resigned).containsExactly(5);
        // and not again soon
        scene.pass(29_000);
        assertThat(scene.host.resigned).hasSize(1);
        // but again where nothing came of it: the controller was moving, and has not heard it
        scene.pass(2_000);
        assertThat(scene.host.resigned).containsExactly(5, 5);
    }

    @Test
    void aLeaderAloneStaysWhereNobodyElseMayLead() {
        // given: 2 and 3 live, and hold less
        scene.minInsyncReplicas = 2;
        scene.apply(alone(List.of()), 50);
        // when
        scene.pass(10 * RESIGN_MS);
        // then
        assertThat(scene.host.resigned).isEmpty();
    }

    @Test
    void aLeaderAloneStaysWhileTheEligibleReplicaAnswers() {
        // given: it is catching up
        scene.minInsyncReplicas = 2;
        scene.apply(alone(List.of(2)), 50);
        scene.tail(2, 0, -1);
        // when
        for (int second = 0; second < 20; second++) {
            scene.nack(2, ReplicaFrame.Reason.AHEAD, -1);
            scene.pass(1_000);
        }
        // then
        assertThat(scene.host.resigned).isEmpty();
    }

    @Test
    void whoAsksToBeRelievedStillTakesWhoMayJoin() {
        // given: 2 has caught up, and was refused once
        scene.minInsyncReplicas = 2;
        scene.apply(alone(List.of(2)), 50);
        scene.tail(2, 0, -1);
        scene.ack(2, 0);
        scene.replica.isrRefused(5, 9, ErrorCode.INELIGIBLE_REPLICA, scene.host.nowMs);
        int proposals = scene.host.proposals.size();
        // when: this leader stood still for so long that all others seem silent
        scene.host.nowMs += 2 * RESIGN_MS;
        scene.replica.tick(scene.host.nowMs);
        // then
        assertThat(scene.host.proposals).hasSize(proposals + 1);
        assertThat(scene.replica.nextDeadlineMs()).isGreaterThan(scene.host.nowMs);
    }

    @Test
    void whoGivesWayInsteadOfShrinkingStillTakesWhoMayJoin() {
        // given: 2 and 3 live and are silent, 4 was added and has caught up
        scene.minInsyncReplicas = 3;
        scene.brokerEpochs = Map.of(1, 11L, 2, 12L, 3, 13L, 4, 14L);
        scene.apply(new PartitionState(1, 5, 9, List.of(1, 2, 3, 4), List.of(1, 2, 3), false), 50);
        scene.produce(1);
        scene.host.nowMs += 2 * LAG_MS + 2 * RESIGN_MS;
        scene.tail(4, 0, -1);
        scene.ack(4, 1);
        // when
        scene.replica.tick(scene.host.nowMs);
        // then
        assertThat(scene.host.resigned).containsExactly(5);
        assertThat(scene.host.proposals).last().satisfies(proposal -> assertThat(proposal.isr())
                .containsOnlyKeys(1, 2, 3, 4));
        assertThat(scene.replica.nextDeadlineMs()).isGreaterThan(scene.host.nowMs);
    }

    private static PartitionState alone(List<Integer> elr) {
        return new PartitionState(1, 5, 9, List.of(1, 2, 3), List.of(1), false, new EligibleReplicas(elr, List.of()));
    }
}
