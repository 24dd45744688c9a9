package io.sampo.controller;

import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.controller.codec.ClusterMetadataCodec;
import io.sampo.controller.topic.TopicAlteration;
import io.sampo.model.TopicId;
import io.sampo.model.TopicIdPartition;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a broker has to do about a batch of records. */
class MetadataDifferenceTest {
    private final ClusterScenario cluster = ClusterScenario.of(3);
    private final TopicIdPartition book = cluster.create("book", List.of(1, 2));
    private final TopicIdPartition other = cluster.create("other", List.of(3));
    private final ClusterMetadata before = cluster.metadata();

    @Test
    void onlyWhatChangedIsNamed() {
        // when
        cluster.fence(2);
        // then
        MetadataDifference difference = MetadataDifference.between(before, cluster.metadata());
        assertThat(difference.partitions()).hasSize(1).first().satisfies(changed -> {
            assertThat(changed.partition()).isEqualTo(book);
            assertThat(changed.before()).isEqualTo(before.partition(book));
            assertThat(changed.after()).isEqualTo(cluster.state(book));
        });
        assertThat(difference.deletedTopics()).isEmpty();
    }

    @Test
    void aChangedConfigConcernsEveryPartitionOfTheTopic() {
        // when
        cluster.run(TopicAlteration.configure(
                cluster.metadata(), ClusterScenario.DEFAULTS, "other", Map.of("flush.ms", "1"), List.of()));
        // then
        MetadataDifference difference = MetadataDifference.between(before, cluster.metadata());
        assertThat(difference.partitions())
                .extracting(MetadataDifference.Changed::partition)
                .containsExactly(other);
    }

    @Test
    void newPartitionsHaveNoBefore() {
        // when
        cluster.create("new", 2, 1);
        // then
        assertThat(MetadataDifference.between(before, cluster.metadata()).partitions())
                .hasSize(2)
                .allSatisfy(changed -> assertThat(changed.before()).isNull());
    }

    @Test
    void aDeletionIsSeenThroughASnapshotToo() {
        // given: R15, H46, the broker was away while the topic went and comes back by snapshot
        TopicId deleted = book.topicId();
        cluster.run(TopicAlteration.delete(cluster.metadata(), "book"));
        cluster.create("book", 1, 1);
        // when
        ClusterMetadata snapshot = ClusterMetadataCodec.decode(ClusterMetadataCodec.encode(cluster.metadata()));
        // then
        assertThat(MetadataDifference.between(before, snapshot).deletedTopics()).containsExactly(deleted);
    }

    @Test
    void absenceAloneDeletesNothing() {
        // when
        MetadataDifference difference = MetadataDifference.between(before, new ClusterScenario().metadata());
        // then
        assertThat(difference.deletedTopics()).isEmpty();
    }
}
