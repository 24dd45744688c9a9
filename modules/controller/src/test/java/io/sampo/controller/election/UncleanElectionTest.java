package io.sampo.controller.election;

import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.controller.ClusterScenario;
import io.sampo.controller.MetadataRecord.UncleanLeadersElected;
import io.sampo.controller.Outcome;
import io.sampo.controller.topic.TopicAlteration;
import io.sampo.model.ErrorCode;
import io.sampo.model.PartitionState;
import io.sampo.model.TopicIdPartition;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** R12: committed records are given up only where somebody says so, and the log tells who. */
class UncleanElectionTest {
    private final ClusterScenario cluster = ClusterScenario.of(3);
    private final TopicIdPartition partition =
            cluster.create("book", List.of(1, 2, 3), Map.of("min.insync.replicas", "2"));
    private final LeaderRecovery recovery = new LeaderRecovery();

    UncleanElectionTest() {
        cluster.fence(3);
        cluster.fence(2);
        cluster.fence(1);
        // 1 and 2 hold everything and are gone, 3 is back without it
        cluster.unfence(3);
    }

    @Test
    void nobodyIsElectedUncleanlyByDefault() {
        assertThat(UncleanElection.allowed(cluster.metadata(), recovery).records())
                .isEmpty();
        assertThat(cluster.state(partition).leader()).isEqualTo(-1);
    }

    @Test
    void aTopicThatAllowsItGetsALeader() {
        // given
        cluster.run(TopicAlteration.configure(
                cluster.metadata(),
                ClusterScenario.DEFAULTS,
                "book",
                Map.of("unclean.leader.election.enable", "true"),
                List.of()));
        // when
        cluster.run(UncleanElection.allowed(cluster.metadata(), recovery));
        // then
        assertThat(cluster.state(partition).leader()).isEqualTo(3);
        assertThat(cluster.state(partition).recovering()).isTrue();
        assertThat(cluster.state(partition).isr()).containsExactly(3);
    }

    @Test
    void anOperatorsChoiceIsARecordOfItsOwn() {
        // when
        var decision = new LeaderElection("book", List.of(0), true).decide(cluster.metadata(), recovery);
        // then
        assertThat(decision.records()).singleElement().isInstanceOfSatisfying(UncleanLeadersElected.class, record -> {
            assertThat(record.why()).contains("operator");
        });
        cluster.run(decision);
        assertThat(cluster.state(partition).leader()).isEqualTo(3);
        assertThat(cluster.state(partition).recovering()).isTrue();
        assertThat(cluster.state(partition).elr())
                .as("what they hold is not the history any more")
                .isEmpty();
    }

    @Test
    void nobodyIsElectedWhoseLogCannotBeUsed() {
        // given
        cluster.unfence(2);
        cluster.run(ReplicaFailure.report(
                cluster.metadata(),
                2,
                cluster.epoch(2),
                Map.of(partition, cluster.state(partition).partitionEpoch())));
        PartitionState lost = cluster.state(partition);
        recovery.reported(2, cluster.epoch(2), partition, lost.partitionEpoch(), -1, -1);
        // when
        cluster.run(new LeaderElection("book", List.of(0), true).decide(cluster.metadata(), recovery));
        // then
        assertThat(cluster.state(partition).leader()).isEqualTo(3);
    }

    /** Nobody is eligible by itself: all three were in sync, and each may have lost something. */
    private void allAreDoubtful() {
        for (int id = 1; id <= 3; id++) {
            cluster.unfence(id);
        }
        for (int id = 1; id <= 3; id++) {
            cluster.run(ReplicaFailure.report(
                    cluster.metadata(),
                    id,
                    cluster.epoch(id),
                    Map.of(partition, cluster.state(partition).partitionEpoch())));
        }
        assertThat(cluster.state(partition).hasLeader()).isFalse();
        assertThat(cluster.state(partition).lastKnownElr()).hasSizeGreaterThan(1);
    }

    private void tail(int broker, long logEnd) {
        recovery.reported(
                broker,
                cluster.epoch(broker),
                partition,
                cluster.state(partition).partitionEpoch(),
                4,
                logEnd);
    }

    @Test
    void anOperatorGetsTheBestOfTheLogsThatAreKnown() {
        // given: the last one is gone for good
        allAreDoubtful();
        List<Integer> known = cluster.state(partition).lastKnownElr();
        int first = known.get(0);
        int second = known.get(1);
        tail(first, 100);
        tail(second, 200);

        // when
        cluster.run(new LeaderElection("book", List.of(0), true).decide(cluster.metadata(), recovery));

        // then
        assertThat(cluster.state(partition).leader()).isEqualTo(second);
    }

    @Test
    void nobodyIsElectedByItselfWhileOneIsAwaitedWhoLivesAndMayHaveMore() {
        // given
        allAreDoubtful();
        cluster.run(TopicAlteration.configure(
                cluster.metadata(),
                ClusterScenario.DEFAULTS,
                "book",
                Map.of("unclean.leader.election.enable", "true"),
                List.of()));
        List<Integer> known = cluster.state(partition).lastKnownElr();
        tail(known.get(0), 100);

        // when, then
        assertThat(UncleanElection.allowed(cluster.metadata(), recovery).records())
                .isEmpty();

        // when
        known.forEach(id -> tail(id, 100 + id));
        cluster.run(UncleanElection.allowed(cluster.metadata(), recovery));

        // then
        assertThat(cluster.state(partition).leader())
                .isEqualTo(known.stream().mapToInt(id -> id).max().orElseThrow());
    }

    @Test
    void aPartitionWithALeaderIsLeftAlone() {
        // given
        cluster.unfence(2);
        long offset = cluster.metadata().offset();
        // when
        Outcome outcome = cluster.run(new LeaderElection("", List.of(), true).decide(cluster.metadata(), recovery));
        // then
        assertThat(outcome.isDone()).isTrue();
        assertThat(cluster.metadata().offset()).isEqualTo(offset);
    }

    @Test
    void preferredLeadersAreElectedWhereTheyAreInSync() {
        // given
        TopicIdPartition other = cluster.create("other", List.of(3, 2, 1));
        cluster.unfence(2);
        cluster.unfence(1);
        cluster.alter(cluster.proposal(other, List.of(3, 2, 1)));
        cluster.fence(3);
        cluster.unfence(3);
        assertThat(cluster.state(other).leader()).isEqualTo(2);
        // when: 3 is not in sync yet
        Outcome early = cluster.run(new LeaderElection("other", List.of(), false).decide(cluster.metadata(), recovery));
        // then
        assertThat(early.error()).isEqualTo(ErrorCode.ELIGIBLE_LEADERS_NOT_AVAILABLE);
        // when
        cluster.alter(cluster.proposal(other, List.of(3, 2, 1)));
        Outcome done = cluster.run(new LeaderElection("other", List.of(0), false).decide(cluster.metadata(), recovery));
        // then
        assertThat(done.isDone()).isTrue();
        assertThat(done.message()).contains("elected: 1");
        assertThat(cluster.state(other).leader()).isEqualTo(3);
    }

    @Test
    void aTopicOrPartitionThatIsNotThereIsNamed() {
        assertThat(new LeaderElection("cook", List.of(), false)
                        .decide(cluster.metadata(), recovery)
                        .response()
                        .message())
                .contains("cook");
        assertThat(new LeaderElection("book", List.of(4), false)
                        .decide(cluster.metadata(), recovery)
                        .response()
                        .message())
                .contains("no partition 4", "0 to 0");
    }
}
