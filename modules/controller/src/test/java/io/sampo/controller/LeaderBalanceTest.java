package io.sampo.controller;

import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.model.TopicIdPartition;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Leadership returns to where it is preferred. */
class LeaderBalanceTest {
    private final ClusterScenario cluster = ClusterScenario.of(3);
    private final TopicIdPartition partition = cluster.create("book", List.of(1, 2, 3));

    @Test
    void thePreferredReplicaLeadsAgainOnceItIsInSync() {
        // given
        cluster.fence(1);
        cluster.unfence(1);
        assertThat(balance()).as("it is not in sync yet").isZero();
        cluster.alter(cluster.proposal(partition, List.of(1, 2, 3)));
        // when
        int moved = balance();
        // then
        assertThat(moved).isEqualTo(1);
        assertThat(cluster.state(partition).leader()).isEqualTo(1);
        assertThat(cluster.state(partition).leaderEpoch()).isEqualTo(2);
        assertThat(balance()).isZero();
    }

    @Test
    void aBrokerThatShutsDownGetsNothingBack() {
        // given
        cluster.run(BrokerLifecycle.controlledShutdown(cluster.metadata(), 1, cluster.epoch(1)));
        // then
        assertThat(balance()).isZero();
    }

    @Test
    void aPartitionThatIsHeldStaysWhereItIs() {
        // given
        cluster.run(PartitionAlteration.resign(cluster.metadata(), 1, cluster.epoch(1), Map.of(partition, 0)));
        // when
        Decision<Integer> decision =
                LeaderBalance.restorePreferred(cluster.metadata(), candidate -> !candidate.equals(partition));
        // then
        assertThat(decision.records()).isEmpty();
    }

    private int balance() {
        return cluster.run(LeaderBalance.restorePreferred(cluster.metadata(), candidate -> true));
    }
}
