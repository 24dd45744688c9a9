package io.sampo.controller.election;

import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.controller.ClusterScenario;
import io.sampo.model.TopicIdPartition;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** R22: a replica that cannot go on neither leads nor counts; its broker's other replicas do. */
class ReplicaFailureTest {
    private final ClusterScenario cluster = ClusterScenario.of(3);
    private final TopicIdPartition partition =
            cluster.create("book", List.of(1, 2, 3), Map.of("min.insync.replicas", "2"));
    private final TopicIdPartition other = cluster.create("other", List.of(1, 2, 3));

    @Test
    void aFailedReplicaLeavesTheIsrAndItsLeadershipMoves() {
        // when
        fail(1);
        // then
        assertThat(cluster.state(partition).isr()).containsExactly(2, 3);
        assertThat(cluster.state(partition).leader()).isEqualTo(2);
        assertThat(cluster.state(other).leader()).isEqualTo(1);
    }

    @Test
    void aFailedReplicaIsNotEligibleEither() {
        // given
        cluster.fence(3);
        cluster.alter(cluster.proposal(partition, List.of(1)));
        assertThat(cluster.state(partition).elr()).containsExactly(2);
        // when
        fail(2);
        // then
        assertThat(cluster.state(partition).elr()).isEmpty();
        assertThat(cluster.state(partition).lastKnownElr()).containsExactly(2);
        // and nobody takes it when the leader falls
        cluster.fence(1);
        assertThat(cluster.state(partition).leader()).isEqualTo(-1);
    }

    @Test
    void aReportOfAnEarlierStateIsVoid() {
        // given: it was repaired and has joined again since
        int before = cluster.state(partition).partitionEpoch();
        fail(3);
        cluster.alter(cluster.proposal(partition, List.of(1, 2, 3)));
        // when
        var late = ReplicaFailure.report(cluster.metadata(), 3, cluster.epoch(3), Map.of(partition, before));
        // then
        assertThat(late.records()).isEmpty();
    }

    @Test
    void aReportOfAnEarlierStartIsVoid() {
        assertThat(ReplicaFailure.report(
                                cluster.metadata(),
                                3,
                                cluster.epoch(3) - 1,
                                Map.of(partition, cluster.state(partition).partitionEpoch()))
                        .records())
                .isEmpty();
    }

    private void fail(int broker) {
        cluster.run(ReplicaFailure.report(
                cluster.metadata(),
                broker,
                cluster.epoch(broker),
                Map.of(partition, cluster.state(partition).partitionEpoch())));
    }
}
