package io.sampo.replication;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** R22: what arrives damaged may lie damaged in the leader's own log; reads of the young end are not checked. */
class CorruptPushTest {
    private final ReplicaScene scene = new ReplicaScene();

    @Test
    void afterAComplaintTheLogIsReadAndChecked() {
        // given
        scene.leading(5);
        scene.produce(1);
        int pushes = scene.pushesWithBatches(2).size();

        // when
        scene.host.deferring = true;
        scene.nack(2, ReplicaFrame.Reason.CORRUPT, 0);

        // then: not from memory
        assertThat(scene.pushesWithBatches(2)).hasSize(pushes);
        assertThat(scene.host.deferred).hasSize(1);
    }

    @Test
    void onceItHasArrivedTheYoungEndIsPushedFromMemoryAgain() {
        // given
        scene.leading(5);
        scene.produce(1);
        scene.nack(2, ReplicaFrame.Reason.CORRUPT, 0);
        scene.ack(2, 1);
        scene.produce(1);

        // when
        scene.host.deferring = true;
        scene.nack(2, ReplicaFrame.Reason.GAP, 1);

        // then
        assertThat(scene.host.deferred).isEmpty();
    }
}
