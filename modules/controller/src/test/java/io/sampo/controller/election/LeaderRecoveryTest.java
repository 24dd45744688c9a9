package io.sampo.controller.election;

import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.controller.ClusterScenario;
import io.sampo.controller.Decision;
import io.sampo.controller.MetadataRecord.UncleanLeadersElected;
import io.sampo.model.TopicIdPartition;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** H25: everybody who held everything may have lost something; all of them are asked, the best one leads. */
class LeaderRecoveryTest {
    private final ClusterScenario cluster = ClusterScenario.of(3);
    private final TopicIdPartition partition =
            cluster.create("book", List.of(1, 2, 3), Map.of("min.insync.replicas", "2"));
    private final LeaderRecovery recovery = new LeaderRecovery();

    LeaderRecoveryTest() {
        // 3 had left before; the power of 1 and 2 is cut.
        cluster.fence(3);
        cluster.fence(2);
        cluster.fence(1);
        for (int id : List.of(1, 2, 3)) {
            cluster.register(id, -1, false);
            cluster.unfence(id);
        }
    }

    @Test
    void nobodyLeadsBeforeAllOfThemHaveAnswered() {
        // when: M25, the first to return would be a guess
        reported(1, 4, 100);
        // then
        assertThat(recovery.decide(cluster.metadata()).records()).isEmpty();
        assertThat(cluster.state(partition).leader()).isEqualTo(-1);
    }

    @Test
    void theLongestLogOfTheHighestEpochLeadsAndThePartitionIsRecovering() {
        // given: 1 is longer, but from an older epoch
        reported(1, 4, 900);
        reported(2, 5, 100);
        // when
        Decision<List<TopicIdPartition>> decision = recovery.decide(cluster.metadata());
        // then
        assertThat(decision.response()).containsExactly(partition);
        assertThat(decision.records()).singleElement().isInstanceOf(UncleanLeadersElected.class);
        cluster.run(decision);
        assertThat(cluster.state(partition).leader()).isEqualTo(2);
        assertThat(cluster.state(partition).isr()).containsExactly(2);
        assertThat(cluster.state(partition).recovering()).isTrue();
        assertThat(cluster.state(partition).elr())
                .as("what 1 holds is in doubt")
                .isEmpty();
        assertThat(cluster.metadata().recovering()).containsExactly(partition);
    }

    @Test
    void ofTheSameEpochTheLongerLogLeads() {
        // when
        reported(1, 5, 100);
        reported(2, 5, 101);
        cluster.run(recovery.decide(cluster.metadata()));
        // then
        assertThat(cluster.state(partition).leader()).isEqualTo(2);
    }

    @Test
    void whoWasNotInSyncIsNotAsked() {
        // when: 3 lacks what the others committed
        reported(3, 9, 999);
        reported(1, 4, 10);
        reported(2, 4, 9);
        cluster.run(recovery.decide(cluster.metadata()));
        // then
        assertThat(cluster.state(partition).leader()).isEqualTo(1);
    }

    @Test
    void aLogThatCannotBeReadIsNotWaitedForAndNotElected() {
        // when
        reported(1, -1, -1);
        reported(2, -1, 0);
        cluster.run(recovery.decide(cluster.metadata()));
        // then: an empty log is the best there is
        assertThat(cluster.state(partition).leader()).isEqualTo(2);
    }

    @Test
    void whereNoLogCanBeReadThePartitionStaysOffline() {
        // when
        reported(1, -1, -1);
        reported(2, -1, -1);
        // then
        assertThat(recovery.decide(cluster.metadata()).records()).isEmpty();
    }

    @Test
    void whatABrokerSaidBeforeItStartedAgainIsVoid() {
        // given
        reported(1, 5, 100);
        cluster.register(1, cluster.epoch(1), false);
        cluster.unfence(1);
        // when: it may have lost more by now
        reported(2, 4, 10);
        // then
        assertThat(recovery.decide(cluster.metadata()).records()).isEmpty();
    }

    @Test
    void theBestOneIsWaitedForWhileItIsFenced() {
        // given
        reported(1, 5, 100);
        reported(2, 4, 10);
        cluster.fence(1);
        // then
        assertThat(recovery.decide(cluster.metadata()).records()).isEmpty();
        // when
        cluster.unfence(1);
        cluster.run(recovery.decide(cluster.metadata()));
        // then
        assertThat(cluster.state(partition).leader()).isEqualTo(1);
    }

    @Test
    void aPartitionWithSomebodyInTheElrIsNotGuessedAbout() {
        // given: 2 returns with everything, 1 with a shorter log
        ClusterScenario other = ClusterScenario.of(3);
        TopicIdPartition book = other.create("book", List.of(1, 2), Map.of("min.insync.replicas", "2"));
        other.fence(2);
        other.fence(1);
        other.register(1, -1, false);
        other.unfence(1);
        LeaderRecovery asked = new LeaderRecovery();
        // when
        asked.reported(1, other.epoch(1), book, other.state(book).partitionEpoch(), 3, 50);
        // then
        assertThat(other.state(book).elr()).containsExactly(2);
        assertThat(asked.decide(other.metadata()).records()).isEmpty();
    }

    @Test
    void recoveryEndsWhenEveryReplicaHasFollowed() {
        // given
        reported(1, 5, 100);
        reported(2, 4, 10);
        cluster.run(recovery.decide(cluster.metadata()));
        // when
        cluster.alter(cluster.proposal(partition, List.of(1, 2)));
        // then: 3 may still have to cut what it believes to be committed (R5)
        assertThat(cluster.state(partition).recovering()).isTrue();
        // when
        cluster.alter(cluster.proposal(partition, List.of(1, 2, 3)));
        // then
        assertThat(cluster.state(partition).recovering()).isFalse();
    }

    private void reported(int broker, int lastEpoch, long logEnd) {
        recovery.reported(
                broker,
                cluster.epoch(broker),
                partition,
                cluster.state(partition).partitionEpoch(),
                lastEpoch,
                logEnd);
    }
}
