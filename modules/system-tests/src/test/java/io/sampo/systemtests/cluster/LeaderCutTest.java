package io.sampo.systemtests.cluster;

import static io.sampo.systemtests.cluster.CutScene.VICTIM;

import io.sampo.testkit.multinode.MultiNode;
import io.sampo.testkit.multinode.MultiNodeTest;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The network around the leader of a partition is cut while a producer writes with acks=all. */
@MultiNodeTest(
        roles = {"broker-1", "broker-2", "broker-3"},
        deadlineSeconds = 90)
class LeaderCutTest {
    private CutScene scene;

    @BeforeEach
    void open(MultiNode node) {
        scene = CutScene.open(node);
        scene.createTopic();
        scene.awaitVictimLeadsFullIsr();
        scene.startTraffic();
    }

    @AfterEach
    void close() {
        scene.close();
    }

    @Test
    void aLeaderCutOffAcknowledgesNothingAndNothingAcknowledgedIsLost() {
        // when
        scene.broker().cut().isolate(VICTIM);
        CutScene.Pending atVictim = scene.produceAtVictim(Duration.ofSeconds(2), "written to the cut leader");

        // then
        scene.awaitVictimOut();
        scene.awaitAcknowledged(100);
        atVictim.fails();

        // when
        scene.broker().cut().heal();

        // then
        scene.awaitFullIsr();
        scene.awaitAcknowledged(100);
        scene.verify();
    }

    @Test
    void aLeaderThatHearsAndIsNotHeardLosesItsPlace() {
        // when
        scene.broker().cut().silence(VICTIM);
        CutScene.Pending atVictim = scene.produceAtVictim(Duration.ofSeconds(2), "written to the silent leader");

        // then
        scene.awaitVictimOut();
        scene.awaitAcknowledged(100);
        atVictim.fails();

        // when
        scene.broker().cut().heal();

        // then
        scene.awaitFullIsr();
        scene.awaitAcknowledged(100);
        scene.verify();
    }
}
