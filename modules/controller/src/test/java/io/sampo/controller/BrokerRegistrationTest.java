package io.sampo.controller;

import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.model.ErrorCode;
import io.sampo.model.TopicIdPartition;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** R11 and R11b: what a start costs a broker. */
class BrokerRegistrationTest {
    private final ClusterScenario cluster = ClusterScenario.of(3);

    @Test
    void theBrokerEpochIsTheOffsetOfTheRegistrationAndRises() {
        // given
        long first = cluster.epoch(2);
        // when
        BrokerRegistration.Answer answer = cluster.register(2, first, true);
        // then
        assertThat(answer.brokerEpoch())
                .isEqualTo(cluster.metadata().offset())
                .isEqualTo(cluster.epoch(2))
                .isGreaterThan(first);
    }

    @Test
    void aRestartedLeaderLosesItsLeadershipsEvenWithProof() {
        // given: H06, a leader that returns within its session must not go on in the same leader epoch
        TopicIdPartition partition = cluster.create("book", List.of(2, 1, 3));
        // when
        cluster.register(2, cluster.epoch(2), true);
        // then
        assertThat(cluster.state(partition).leader()).isEqualTo(1);
        assertThat(cluster.state(partition).leaderEpoch()).isEqualTo(1);
    }

    @Test
    void proofKeepsIsrPlaces() {
        // given
        TopicIdPartition led = cluster.create("led", List.of(2, 1, 3));
        TopicIdPartition followed = cluster.create("followed", List.of(1, 2, 3));
        // when
        cluster.register(2, cluster.epoch(2), true);
        // then
        assertThat(cluster.state(led).isr()).containsExactly(2, 1, 3);
        assertThat(cluster.state(followed).isr()).containsExactly(1, 2, 3);
        assertThat(cluster.state(followed).partitionEpoch()).isZero();
    }

    @Test
    void withoutProofTheBrokerLeavesEveryIsrAndIsOnlyAskedWhereItWasTheLastMember() {
        // given: H43, its page cache may be gone
        TopicIdPartition shared = cluster.create("shared", List.of(1, 2, 3));
        TopicIdPartition alone = cluster.create("alone", List.of(2));
        // when
        cluster.register(2, cluster.epoch(2), false);
        // then
        assertThat(cluster.state(shared).isr()).containsExactly(1, 3);
        assertThat(cluster.state(alone).isr()).isEmpty();
        assertThat(cluster.state(alone).elr()).isEmpty();
        assertThat(cluster.state(alone).lastKnownElr()).containsExactly(2);
        assertThat(cluster.state(alone).leader()).isEqualTo(-1);
    }

    @Test
    void proofForAnotherRegistrationIsNone() {
        // given
        TopicIdPartition partition = cluster.create("book", List.of(1, 2, 3));
        long older = cluster.epoch(2);
        cluster.register(2, older, true);
        // when: the marker was copied from before
        cluster.fence(2);
        cluster.register(2, older, true);
        // then
        assertThat(cluster.state(partition).isr()).containsExactly(1, 3);
    }

    @Test
    void afterAKillOfAllBrokersTheFirstToReturnLeadsAndTheOthersKeepTheirPlaces() {
        // given: H25b, nothing was lost
        TopicIdPartition partition = cluster.create("book", List.of(1, 2, 3));
        for (int id = 1; id <= 3; id++) {
            cluster.register(id, cluster.epoch(id), true);
        }
        assertThat(cluster.state(partition).leader()).isEqualTo(-1);
        assertThat(cluster.state(partition).isr()).containsExactly(1, 2, 3);
        // when
        cluster.unfence(3);
        // then
        assertThat(cluster.state(partition).leader()).isEqualTo(3);
        assertThat(cluster.state(partition).isr()).containsExactly(1, 2, 3);
        // when
        cluster.unfence(1);
        // then: a returning member takes nothing away
        assertThat(cluster.state(partition).leader()).isEqualTo(3);
    }

    @Test
    void aBrokerThatDiesBeforeItIsUnfencedLosesThePlacesItHadKept() {
        // given
        TopicIdPartition partition = cluster.create("book", List.of(1, 2, 3));
        cluster.register(2, cluster.epoch(2), true);
        // when
        cluster.fence(2);
        // then
        assertThat(cluster.state(partition).isr()).containsExactly(1, 3);
    }

    @Test
    void theSameStartAskingTwiceIsOneRegistration() {
        // given
        BrokerRegistration registration = registration(9, "", -1);
        long epoch = cluster.run(registration.decide(cluster.metadata())).brokerEpoch();
        // when
        Decision<BrokerRegistration.Answer> again = registration.decide(cluster.metadata());
        // then
        assertThat(again.records()).isEmpty();
        assertThat(again.response().brokerEpoch()).isEqualTo(epoch);
    }

    @Test
    void anotherLiveBrokerOfThatIdIsRefused() {
        // given
        BrokerDescription elsewhere =
                new BrokerDescription(new UUID(5, 5), ClusterScenario.endpoints(7), "sampo", List.of(new UUID(5, 6)));
        // when
        Decision<BrokerRegistration.Answer> decision =
                new BrokerRegistration(2, "cluster-a", elsewhere, cluster.epoch(2), true).decide(cluster.metadata());
        // then
        assertThat(decision.records()).isEmpty();
        assertThat(decision.response().outcome().error()).isEqualTo(ErrorCode.DUPLICATE_BROKER_REGISTRATION);
        // when
        cluster.fence(2);
        // then
        assertThat(new BrokerRegistration(2, "cluster-a", elsewhere, -1, false)
                        .decide(cluster.metadata())
                        .response()
                        .outcome()
                        .isDone())
                .isTrue();
    }

    @Test
    void theHolderOfTheSameDirectoryAndEpochNeedNotWaitForAFence() {
        // given: a cluster of one has nobody that could fence it
        ClusterScenario single = ClusterScenario.of(1);
        // when
        BrokerRegistration.Answer answer = single.register(1, single.epoch(1), true);
        // then
        assertThat(answer.outcome().isDone()).isTrue();
        single.unfence(1);
        // and who remembers another epoch must wait
        assertThat(single.register(1, 1, true).outcome().error()).isEqualTo(ErrorCode.DUPLICATE_BROKER_REGISTRATION);
    }

    @Test
    void aBrokerOfAnotherClusterIsRefused() {
        // when
        Decision<BrokerRegistration.Answer> decision =
                registration(9, "cluster-b", -1).decide(cluster.metadata());
        // then
        assertThat(decision.records()).isEmpty();
        assertThat(decision.response().outcome().error()).isEqualTo(ErrorCode.INCONSISTENT_CLUSTER_ID);
        assertThat(decision.response().outcome().message())
                .contains("cluster-a")
                .contains("cluster-b");
    }

    private static BrokerRegistration registration(int brokerId, String clusterId, long previousEpoch) {
        BrokerDescription description = new BrokerDescription(
                new UUID(brokerId, 1),
                ClusterScenario.endpoints(brokerId),
                "sampo",
                List.of(ClusterScenario.directory(brokerId)));
        return new BrokerRegistration(brokerId, clusterId, description, previousEpoch, false);
    }
}
