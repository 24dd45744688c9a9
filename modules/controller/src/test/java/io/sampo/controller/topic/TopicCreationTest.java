package io.sampo.controller.topic;

import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.controller.ClusterScenario;
import io.sampo.controller.Decision;
import io.sampo.controller.Outcome;
import io.sampo.controller.TopicMetadata;
import io.sampo.model.ErrorCode;
import io.sampo.model.PartitionState;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What may become a topic, and how it begins. */
class TopicCreationTest {
    private final ClusterScenario cluster = ClusterScenario.of(3);

    @Test
    void everyPartitionBeginsWithAllItsReplicasInSync() {
        // when
        Outcome outcome = cluster.create("book", 6, 3);
        // then
        assertThat(outcome).isEqualTo(Outcome.DONE);
        assertThat(cluster.metadata().topic("book").partitions()).hasSize(6).allSatisfy(state -> {
            assertThat(state.isr()).isEqualTo(state.replicas()).hasSize(3);
            assertThat(state.leader()).isEqualTo(state.replicas().get(0));
            assertThat(state.leaderEpoch()).isZero();
        });
    }

    @Test
    void aTopicOfTheSameNameIsAnotherTopic() {
        // given: H66
        cluster.create("book", 1, 1);
        TopicMetadata old = cluster.metadata().topic("book");
        cluster.run(TopicAlteration.delete(cluster.metadata(), "book"));
        // when
        cluster.create("book", 1, 1);
        // then
        assertThat(cluster.metadata().topic("book").id()).isNotEqualTo(old.id());
        assertThat(cluster.metadata().topic(old.id())).isNull();
        assertThat(cluster.metadata().partition(old.partition(0))).isNull();
        assertThat(cluster.metadata().deletedTopics()).containsValue(old.id());
    }

    @Test
    void moreReplicasThanLiveBrokersAreRefusedInOneLineWithBothNumbers() {
        // given
        cluster.fence(3);
        // when
        Outcome outcome = cluster.create("book", 1, 4);
        // then
        assertThat(outcome.error()).isEqualTo(ErrorCode.INVALID_REPLICATION_FACTOR);
        assertThat(outcome.message())
                .contains("4", "1 to 2", "3 are registered")
                .doesNotContain("\n");
    }

    @Test
    void fencedBrokersGetNoReplicas() {
        // given
        cluster.fence(2);
        // when
        cluster.create("book", 10, 2);
        // then
        assertThat(cluster.metadata().partitionsOf(2)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "..", "a b", "a/b", "ä", "a\nb"})
    void illegalNamesAreRefused(String name) {
        assertThat(cluster.create(name, 1, 1).error()).isEqualTo(ErrorCode.INVALID_TOPIC_EXCEPTION);
    }

    @Test
    void aNameMayHave249Characters() {
        assertThat(cluster.create("a".repeat(249), 1, 1).isDone()).isTrue();
        assertThat(cluster.create("a".repeat(250), 1, 1).error()).isEqualTo(ErrorCode.INVALID_TOPIC_EXCEPTION);
    }

    @Test
    void namesThatDifferOnlyInDotAndUnderscoreCollide() {
        // given
        cluster.create("a.b", 1, 1);
        // when
        Outcome outcome = cluster.create("a_b", 1, 1);
        // then
        assertThat(outcome.error()).isEqualTo(ErrorCode.INVALID_TOPIC_EXCEPTION);
        assertThat(outcome.message()).contains("a.b");
    }

    @Test
    void aTopicExistsOnce() {
        // given
        cluster.create("book", 1, 1);
        // when
        Outcome outcome = cluster.create("book", 2, 1);
        // then
        assertThat(outcome.error()).isEqualTo(ErrorCode.TOPIC_ALREADY_EXISTS);
    }

    @Test
    void zeroPartitionsAreRefused() {
        assertThat(cluster.create("book", 0, 1).error()).isEqualTo(ErrorCode.INVALID_PARTITIONS);
    }

    @Test
    void anIllegalConfigIsRefusedByItsName() {
        // when
        Outcome outcome = creation(List.of(), Map.of("retention.mss", "1"), false);
        // then
        assertThat(outcome.error()).isEqualTo(ErrorCode.INVALID_CONFIG);
        assertThat(outcome.message()).contains("retention.mss", "retention.ms");
    }

    @Test
    void validationAloneCreatesNothing() {
        // when
        Outcome outcome = creation(List.of(), Map.of(), true);
        // then
        assertThat(outcome).isEqualTo(Outcome.DONE);
        assertThat(cluster.metadata().topic("book")).isNull();
    }

    @Test
    void theClusterDefaultsFillWhatIsNotSaid() {
        // when
        cluster.run(new TopicCreation("book", -1, -1, List.of(), Map.of(), false)
                .decide(cluster.metadata(), new ClusterDefaults(5, 3, 2), cluster.newId()));
        // then
        TopicMetadata topic = cluster.metadata().topic("book");
        assertThat(topic.partitions()).hasSize(5);
        assertThat(topic.replicationFactor()).isEqualTo(3);
        assertThat(topic.config().minInsyncReplicas()).isEqualTo(2);
    }

    @Test
    void theDefaultOfMinInsyncReplicasNeverMakesATopicUnwritable() {
        // when
        cluster.run(new TopicCreation("book", 1, 1, List.of(), Map.of(), false)
                .decide(cluster.metadata(), new ClusterDefaults(1, 1, 2), cluster.newId()));
        // then
        assertThat(cluster.metadata().topic("book").config().minInsyncReplicas())
                .isEqualTo(1);
    }

    @Test
    void anAssignmentIsTakenAsGiven() {
        // given
        cluster.fence(2);
        // when
        Outcome outcome = creation(List.of(List.of(2, 3), List.of(3, 1)), Map.of(), false);
        // then
        assertThat(outcome).isEqualTo(Outcome.DONE);
        assertThat(cluster.metadata().topic("book").partitions())
                .containsExactly(
                        new PartitionState(3, 0, 0, List.of(2, 3), List.of(3), false),
                        new PartitionState(3, 0, 0, List.of(3, 1), List.of(3, 1), false));
    }

    @Test
    void anAssignmentOfStrangersOrTwinsOrTheDeadIsRefused() {
        cluster.fence(2);
        for (List<List<Integer>> assignment : List.of(
                List.of(List.of(1, 9)),
                List.of(List.of(1, 1)),
                List.of(List.of(2)),
                List.of(List.of(1), List.of(1, 3)),
                List.of(List.<Integer>of()))) {
            assertThat(creation(assignment, Map.of(), false).error())
                    .as("%s", assignment)
                    .isEqualTo(ErrorCode.INVALID_REPLICA_ASSIGNMENT);
        }
    }

    private Outcome creation(List<List<Integer>> assignment, Map<String, String> config, boolean validateOnly) {
        Decision<Outcome> decision = new TopicCreation("book", -1, -1, assignment, config, validateOnly)
                .decide(cluster.metadata(), ClusterScenario.DEFAULTS, cluster.newId());
        return cluster.run(decision);
    }
}
