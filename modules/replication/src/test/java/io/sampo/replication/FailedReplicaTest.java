package io.sampo.replication;

import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.replication.ReplicaFrame.Reason;
import org.junit.jupiter.api.Test;

/** R22: a replica whose disk failed neither leads nor keeps anybody waiting. */
class FailedReplicaTest {
    private final ReplicaScene scene = new ReplicaScene();

    @Test
    void aFailedLeaderResignsUntilAnotherOneLeads() {
        // given: nobody else may lead just now, or the word is lost
        scene.leading(5);
        scene.replica.storageFailed("no space");
        int said = scene.host.resigned.size();

        // when
        scene.pass(10_000);

        // then
        assertThat(scene.host.resigned).hasSizeGreaterThan(said + 2).containsOnly(5);

        // when
        scene.apply(2, 6, 2, 3);
        int last = scene.host.resigned.size();
        scene.pass(60_000);

        // then
        assertThat(scene.host.resigned).hasSize(last);
    }

    @Test
    void aFailedFollowerThatIsMadeLeaderResigns() {
        // given
        scene.following(5, 1);
        scene.replica.storageFailed("no space");

        // when
        scene.apply(1, 6, 1, 2, 3);

        // then
        assertThat(scene.host.resigned).containsExactly(6);
        assertThat(scene.replica.isLeader()).isFalse();
    }

    @Test
    void aLeaderThatFailedAnswersTheProbeOfTheNextOne() {
        // given
        scene.leading(5);
        scene.replica.storageFailed("no space");
        scene.apply(2, 6, 1, 2, 3);

        // when
        scene.probe(6, 1);

        // then
        assertThat(scene.lastNack().reason()).isEqualTo(Reason.STORAGE);
    }

    @Test
    void aFollowerThatGoesOnSayingThatItsDiskFailedIsProbedInPeace() {
        // given
        scene.leading(5);
        scene.nack(2, Reason.STORAGE, -1);
        int probes = scene.host.sentTo(2, ReplicaFrame.Probe.class).size();

        // when: as it would answer each probe
        scene.nack(2, Reason.STORAGE, -1);
        scene.nack(2, Reason.STORAGE, -1);

        // then
        assertThat(scene.host.sentTo(2, ReplicaFrame.Probe.class)).hasSize(probes);
        assertThat(scene.host.proposals).isNotEmpty();
        assertThat(scene.host.proposals.get(0).isr()).containsOnlyKeys(1, 3);
    }
}
