package io.sampo.controller.topic;

import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.controller.ClusterScenario;
import io.sampo.controller.Decision;
import io.sampo.controller.MetadataRecord;
import io.sampo.controller.Outcome;
import io.sampo.controller.TopicMetadata;
import io.sampo.model.ErrorCode;
import io.sampo.model.PartitionState;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Changes of a topic that exists. */
class TopicAlterationTest {
    private final ClusterScenario cluster = ClusterScenario.of(3);

    @BeforeEach
    void createTopic() {
        cluster.create("book", 2, 2);
    }

    @Test
    void deletionNamesTheIdentity() {
        // given: H66, a name alone never decides
        TopicMetadata topic = cluster.metadata().topic("book");
        // when
        Decision<Outcome> decision = TopicAlteration.delete(cluster.metadata(), "book");
        // then
        assertThat(decision.records()).containsExactly(new MetadataRecord.TopicDeleted(topic.id()));
    }

    @Test
    void addedPartitionsLeaveTheOthersAlone() {
        // given
        List<PartitionState> before = cluster.metadata().topic("book").partitions();
        // when
        cluster.run(TopicAlteration.addPartitions(cluster.metadata(), "book", 6, 3));
        // then
        TopicMetadata topic = cluster.metadata().topic("book");
        assertThat(topic.partitions()).hasSize(6).startsWith(before.toArray(PartitionState[]::new));
        assertThat(topic.partitions())
                .allSatisfy(state -> assertThat(state.replicas()).hasSize(2));
        // and the six leaders are two on each broker
        for (int broker = 1; broker <= 3; broker++) {
            int id = broker;
            assertThat(topic.partitions())
                    .filteredOn(state -> state.leader() == id)
                    .hasSize(2);
        }
    }

    @Test
    void partitionsOnlyBecomeMore() {
        // when
        Outcome same = cluster.run(TopicAlteration.addPartitions(cluster.metadata(), "book", 2, 3));
        // then
        assertThat(same.error()).isEqualTo(ErrorCode.INVALID_PARTITIONS);
        assertThat(same.message()).contains("has 2 partitions", "expected 3 to");
    }

    @Test
    void addedPartitionsGoWhereTheyAreAssigned() {
        // when
        Outcome outcome = cluster.run(
                TopicAlteration.addPartitions(cluster.metadata(), "book", 4, List.of(List.of(3, 1), List.of(2, 3)), 3));
        // then
        assertThat(outcome.isDone()).isTrue();
        assertThat(cluster.metadata().topic("book").partitions().subList(2, 4))
                .extracting(PartitionState::replicas)
                .containsExactly(List.of(3, 1), List.of(2, 3));
    }

    @Test
    void anAssignmentThatIsNoneIsRefused() {
        for (List<List<Integer>> assignment : List.of(
                List.of(List.of(1, 2)),
                List.of(List.of(1, 2), List.of(1)),
                List.of(List.of(1, 2), List.of(1, 1)),
                List.of(List.of(1, 2), List.of(1, 99)))) {
            Decision<Outcome> decision = TopicAlteration.addPartitions(cluster.metadata(), "book", 4, assignment, 3);
            assertThat(decision.response().error()).isEqualTo(ErrorCode.INVALID_REPLICA_ASSIGNMENT);
            assertThat(decision.records()).isEmpty();
        }
    }

    @Test
    void morePartitionsNeedAsManyLiveBrokersAsReplicas() {
        // given
        cluster.fence(1);
        cluster.fence(2);
        // when
        Outcome outcome = cluster.run(TopicAlteration.addPartitions(cluster.metadata(), "book", 4, 3));
        // then
        assertThat(outcome.error()).isEqualTo(ErrorCode.INVALID_REPLICATION_FACTOR);
    }

    @Test
    void configIsSetAndRemovedInOneRecord() {
        // given
        configure(Map.of("retention.ms", "1000", "segment.bytes", "4096"), List.of());
        // when
        configure(Map.of("flush.ms", "5"), List.of("retention.ms"));
        // then
        assertThat(cluster.metadata().topic("book").config().overrides())
                .isEqualTo(Map.of("segment.bytes", "4096", "flush.ms", "5"));
    }

    @Test
    void whatIsSetAlreadyCostsNoRecord() {
        // given
        configure(Map.of("retention.ms", "1000"), List.of());
        // when
        Decision<Outcome> again = TopicAlteration.configure(
                cluster.metadata(), ClusterScenario.DEFAULTS, "book", Map.of("retention.ms", "1000"), List.of());
        // then
        assertThat(again.records()).isEmpty();
    }

    @Test
    void anIllegalValueChangesNothing() {
        // when
        Outcome outcome = configure(Map.of("retention.ms", "soon"), List.of());
        // then
        assertThat(outcome.error()).isEqualTo(ErrorCode.INVALID_CONFIG);
        assertThat(cluster.metadata().topic("book").config().overrides()).isEmpty();
    }

    @Test
    void anUnknownTopicIsNamed() {
        for (Outcome outcome : List.of(
                TopicAlteration.delete(cluster.metadata(), "cook").response(),
                TopicAlteration.addPartitions(cluster.metadata(), "cook", 9, 1).response(),
                TopicAlteration.configure(cluster.metadata(), ClusterScenario.DEFAULTS, "cook", Map.of(), List.of())
                        .response())) {
            assertThat(outcome.error()).isEqualTo(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION);
            assertThat(outcome.message()).contains("'cook'");
        }
    }

    private Outcome configure(Map<String, String> set, List<String> remove) {
        return cluster.run(
                TopicAlteration.configure(cluster.metadata(), ClusterScenario.DEFAULTS, "book", set, remove));
    }
}
