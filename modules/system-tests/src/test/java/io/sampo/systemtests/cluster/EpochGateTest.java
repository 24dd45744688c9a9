package io.sampo.systemtests.cluster;

import static io.sampo.systemtests.cluster.CutScene.VICTIM;

import io.sampo.testkit.multinode.MultiNode;
import io.sampo.testkit.multinode.MultiNodeTest;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Rule R1 of REPLICATION §2.1 at work: a leader that was deposed and has not heard of it reaches its followers again before
 * it reaches the controller. {@link EpochGateMutantTest} runs this class with R1 removed and sees it fail.
 */
@MultiNodeTest(
        roles = {"broker-1", "broker-2", "broker-3"},
        deadlineSeconds = 240)
class EpochGateTest {
    private CutScene scene;

    /**
     * The topic is created while the victim is away, so that its replica starts last. Sessions are numbered by the time of
     * a replica's start: those of the victim win over those of its successor, and only R1 stands between them.
     */
    @BeforeEach
    void theVictimIsTheYoungestReplicaAndLeads(MultiNode node) {
        scene = CutScene.open(node);
        scene.broker().cut().isolate(VICTIM);
        scene.awaitVictimFenced();
        scene.createTopicWithoutVictim();
        scene.broker().cut().heal();
        scene.awaitVictimLeadsFullIsr();
        scene.startTraffic();
    }

    @AfterEach
    void close() {
        scene.close();
    }

    @Test
    void aDeposedLeaderThatReachesItsFollowersDisturbsNobody() {
        // given
        scene.broker().cut().isolate(VICTIM);
        scene.awaitVictimOut();
        int successorsEpoch = scene.leaderEpoch();

        // when: it pushes, and after four unanswered resends opens new sessions, and does not know
        CutScene.Pending atVictim = scene.produceAtVictim(Duration.ofSeconds(6), "written by the deposed leader");
        scene.broker().cut().healLinksOnly();
        atVictim.fails();

        // then
        scene.awaitAcknowledged(100);
        scene.nobodyWasDeposedSince(successorsEpoch);
        scene.broker().cut().heal();
        scene.awaitFullIsr();
        scene.verify();
    }
}
