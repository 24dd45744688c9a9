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
        deadlineSeconds = 300)
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

    /** Both cuts in one run: three JVMs that start twice would cost more than all the rest. */
    @Test
    void aLeaderCutBothWaysOrOneWayAcknowledgesNothingAndNothingAcknowledgedIsLost() {
        cutLeaderLosesItsPlaceAndReturns(() -> scene.broker().cut().isolate(VICTIM), "written to the cut leader");
        scene.awaitVictimLeadsFullIsr();
        cutLeaderLosesItsPlaceAndReturns(() -> scene.broker().cut().silence(VICTIM), "written to the silent leader");
        scene.verify();
    }

    private void cutLeaderLosesItsPlaceAndReturns(Runnable cut, String unacknowledged) {
        // when
        cut.run();
        CutScene.Pending atVictim = scene.produceAtVictim(Duration.ofSeconds(2), unacknowledged);

        // then
        scene.awaitVictimOut();
        scene.awaitAcknowledged(100);
        atVictim.fails();

        // when
        scene.broker().cut().heal();

        // then
        scene.awaitFullIsr();
        scene.awaitAcknowledged(100);
    }
}
