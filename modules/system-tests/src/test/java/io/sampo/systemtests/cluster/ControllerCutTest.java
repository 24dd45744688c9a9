package io.sampo.systemtests.cluster;

import io.sampo.testkit.multinode.MultiNode;
import io.sampo.testkit.multinode.MultiNodeTest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The controller's node is cut off: it goes on believing in itself while the others have another controller (R13, H55). */
@MultiNodeTest(
        roles = {"broker-1", "broker-2", "broker-3"},
        deadlineSeconds = 300)
class ControllerCutTest {
    private CutScene scene;

    @BeforeEach
    void anotherBrokerThanTheControllersLeads(MultiNode node) {
        scene = CutScene.openAroundController(node);
        scene.createTopic();
        scene.awaitFullIsr();
        scene.startTraffic();
    }

    @AfterEach
    void close() {
        scene.close();
    }

    @Test
    void aControllerThatIsCutOffDecidesNothingAloneAndFollowsTheOtherOneAfterwards() {
        // when
        scene.broker().cut().isolate(scene.victim());
        CutScene.Decision ofTheOlder = scene.askVictimForTopic("asked-of-the-older");

        // then there are two of them
        scene.awaitAnotherController();
        scene.awaitVictimOut();
        scene.awaitAcknowledged(100);
        scene.createTopicAtSurvivor("asked-of-the-next");

        // when
        scene.broker().cut().heal();

        // then
        scene.awaitFullIsr();
        scene.awaitAcknowledged(100);
        scene.awaitKnownToAll("asked-of-the-next");
        ofTheOlder.holdsWhereItIsAcknowledged("asked-of-the-older");
        scene.verify();
    }
}
