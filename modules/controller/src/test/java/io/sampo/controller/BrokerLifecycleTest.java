package io.sampo.controller;

import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.controller.MetadataRecord.BrokerFenced;
import io.sampo.model.ErrorCode;
import io.sampo.model.TopicIdPartition;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How a broker falls silent, returns and stops. */
class BrokerLifecycleTest {
    private final ClusterScenario cluster = ClusterScenario.of(3);

    @Test
    void fencingIsOneEventForAllPartitions() {
        // given
        cluster.create("book", 30, 3);
        // when
        Decision<Outcome> decision = BrokerLifecycle.fence(cluster.metadata(), 2, cluster.epoch(2), "refused");
        // then
        assertThat(decision.records()).hasSize(1).first().isInstanceOf(BrokerFenced.class);
        cluster.run(decision);
        cluster.metadata().forEachPartition((partition, state) -> {
            assertThat(state.isr()).doesNotContain(2).hasSize(2).contains(state.leader());
            assertThat(state.partitionEpoch()).isEqualTo(1);
        });
    }

    @Test
    void fencingRaisesTheLeaderEpochExactlyWhereTheLeaderMoves() {
        // given
        TopicIdPartition led = cluster.create("led", List.of(2, 1, 3));
        TopicIdPartition followed = cluster.create("followed", List.of(1, 2, 3));
        // when
        cluster.fence(2);
        // then
        assertThat(cluster.state(led).leader()).isEqualTo(1);
        assertThat(cluster.state(led).leaderEpoch()).isEqualTo(1);
        assertThat(cluster.state(followed).leader()).isEqualTo(1);
        assertThat(cluster.state(followed).leaderEpoch()).isZero();
    }

    @Test
    void theLastIsrMemberLeavesWhenFencedAndThePartitionWaitsForIt() {
        // given
        TopicIdPartition partition = cluster.create("single", List.of(2));
        // when
        cluster.fence(2);
        // then
        assertThat(cluster.state(partition).isr()).isEmpty();
        assertThat(cluster.state(partition).elr()).containsExactly(2);
        assertThat(cluster.state(partition).leader()).isEqualTo(-1);
        assertThat(cluster.metadata().leaderless()).containsExactly(partition);
        // when
        cluster.unfence(2);
        // then
        assertThat(cluster.state(partition).leader()).isEqualTo(2);
        assertThat(cluster.state(partition).leaderEpoch()).isEqualTo(2);
        assertThat(cluster.state(partition).isr()).containsExactly(2);
    }

    @Test
    void nobodyOutsideIsrAndElrIsElected() {
        // given
        TopicIdPartition partition = cluster.create("book", List.of(1, 2, 3));
        cluster.fence(2);
        cluster.fence(3);
        cluster.fence(1);
        // when
        cluster.unfence(2);
        cluster.unfence(3);
        // then
        assertThat(cluster.state(partition).elr()).containsExactly(1);
        assertThat(cluster.state(partition).leader()).isEqualTo(-1);
    }

    @Test
    void aLiveReplicaOutsideTheIsrDoesNotReplaceTheLastMember() {
        // given
        TopicIdPartition partition = cluster.create("book", List.of(1, 2, 3));
        cluster.alter(cluster.proposal(partition, List.of(1)));
        // when
        cluster.fence(1);
        // then
        assertThat(cluster.state(partition).leader()).isEqualTo(-1);
        assertThat(cluster.state(partition).elr()).containsExactly(1);
    }

    @Test
    void fenceOfAnEarlierRegistrationChangesNothing() {
        // given
        long old = cluster.epoch(2);
        cluster.fence(2);
        cluster.register(2, old, true);
        cluster.unfence(2);
        // when
        Decision<Outcome> late = BrokerLifecycle.fence(cluster.metadata(), 2, old, "late news");
        // then
        assertThat(late.records()).isEmpty();
        assertThat(late.response().error()).isEqualTo(ErrorCode.STALE_BROKER_EPOCH);
    }

    @Test
    void fencingTwiceIsOneFence() {
        // given
        cluster.create("book", 3, 3);
        cluster.fence(2);
        long offset = cluster.metadata().offset();
        // when
        cluster.fence(2);
        // then
        assertThat(cluster.metadata().offset()).isEqualTo(offset);
    }

    @Test
    void aBrokerStaysFencedUntilItsImageHasPassedTheFence() {
        // given
        cluster.fence(2);
        long fence = cluster.metadata().offset();
        // when
        cluster.run(BrokerLifecycle.heartbeat(cluster.metadata(), 2, cluster.epoch(2), fence - 1));
        // then
        assertThat(cluster.metadata().isFenced(2)).isTrue();
        // when
        cluster.run(BrokerLifecycle.heartbeat(cluster.metadata(), 2, cluster.epoch(2), fence));
        // then
        assertThat(cluster.metadata().isFenced(2)).isFalse();
    }

    @Test
    void aFreshRegistrationIsFencedUntilItsImageHasReachedIt() {
        // given
        cluster.fence(2);
        cluster.register(2, -1, false);
        long registration = cluster.epoch(2);
        // when
        cluster.run(BrokerLifecycle.heartbeat(cluster.metadata(), 2, registration, registration - 1));
        // then
        assertThat(cluster.metadata().isFenced(2)).isTrue();
    }

    @Test
    void controlledShutdownHandsOverAndLeavesTheIsrs() {
        // given
        TopicIdPartition shared = cluster.create("shared", List.of(2, 1, 3));
        TopicIdPartition alone = cluster.create("alone", List.of(2));
        // when
        BrokerLifecycle.Shutdown answer =
                cluster.run(BrokerLifecycle.controlledShutdown(cluster.metadata(), 2, cluster.epoch(2)));
        // then
        assertThat(answer.leadershipsLeft()).isEqualTo(1);
        assertThat(cluster.state(shared).leader()).isEqualTo(1);
        assertThat(cluster.state(shared).isr()).containsExactly(1, 3);
        assertThat(cluster.state(alone).leader()).isEqualTo(2);
        assertThat(cluster.metadata().isEligible(2)).isFalse();
    }

    @Test
    void noLeaderCountsOnABrokerThatShutsDown() {
        // given
        cluster.create("shared", List.of(1, 2, 3));
        // when
        cluster.run(BrokerLifecycle.controlledShutdown(cluster.metadata(), 2, cluster.epoch(2)));
        // then: as of a fenced one; who proposed it for the ISR would wait for its acknowledgements
        assertThat(cluster.metadata().brokerEpochs(List.of(1, 2, 3))).containsOnlyKeys(1, 3);
    }

    @Test
    void aBrokerThatShutsDownIsElectedNowhere() {
        // given
        TopicIdPartition partition = cluster.create("book", List.of(1, 2));
        cluster.run(BrokerLifecycle.controlledShutdown(cluster.metadata(), 2, cluster.epoch(2)));
        // when
        cluster.fence(1);
        // then
        assertThat(cluster.state(partition).leader()).isEqualTo(-1);
        assertThat(cluster.state(partition).elr()).containsExactly(1);
    }

    @Test
    void askingForShutdownAgainCostsNoRecord() {
        // given
        cluster.create("book", 3, 3);
        cluster.run(BrokerLifecycle.controlledShutdown(cluster.metadata(), 2, cluster.epoch(2)));
        // when
        Decision<BrokerLifecycle.Shutdown> again =
                BrokerLifecycle.controlledShutdown(cluster.metadata(), 2, cluster.epoch(2));
        // then
        assertThat(again.records()).isEmpty();
        assertThat(again.response().leadershipsLeft()).isZero();
    }
}
