package io.sampo.controller;

import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.model.ErrorCode;
import org.junit.jupiter.api.Test;

/** H67: an id is given once. */
class ProducerIdBlockTest {
    private final ClusterScenario cluster = ClusterScenario.of(2);

    @Test
    void blocksFollowOneAnotherAcrossControllers() {
        // given
        ProducerIdBlock first = allocate(1);
        // when
        cluster.append(new MetadataRecord.ControllerElected(2));
        ProducerIdBlock second = allocate(2);
        // then
        assertThat(first).isEqualTo(new ProducerIdBlock(ErrorCode.NONE, 0, 1_000));
        assertThat(second).isEqualTo(new ProducerIdBlock(ErrorCode.NONE, 1_000, 1_000));
    }

    @Test
    void anEarlierRegistrationGetsNone() {
        // given
        long old = cluster.epoch(1);
        cluster.register(1, old, true);
        // when
        Decision<ProducerIdBlock> decision = ProducerIdBlock.allocate(cluster.metadata(), 1, old);
        // then
        assertThat(decision.records()).isEmpty();
        assertThat(decision.response().error()).isEqualTo(ErrorCode.STALE_BROKER_EPOCH);
    }

    private ProducerIdBlock allocate(int brokerId) {
        return cluster.run(ProducerIdBlock.allocate(cluster.metadata(), brokerId, cluster.epoch(brokerId)));
    }
}
