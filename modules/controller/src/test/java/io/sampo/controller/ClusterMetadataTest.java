package io.sampo.controller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sampo.controller.MetadataRecord.ControllerElected;
import io.sampo.controller.MetadataRecord.DecisionBegun;
import io.sampo.controller.MetadataRecord.DecisionEnded;
import io.sampo.controller.MetadataRecord.ProducerIdsAllocated;
import io.sampo.controller.MetadataRecord.TopicDeleted;
import io.sampo.controller.topic.TopicAlteration;
import io.sampo.model.TopicId;
import io.sampo.model.TopicIdPartition;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The value that everybody replays. */
class ClusterMetadataTest {
    private final ClusterScenario cluster = ClusterScenario.of(3);

    @Test
    void aGapOrARepetitionIsRefused() {
        ClusterMetadata metadata = cluster.metadata();
        assertThatThrownBy(() -> metadata.apply(metadata.offset() + 2, new ControllerElected(2)))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> metadata.apply(metadata.offset(), new ControllerElected(2)))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void theControllerEpochIsTheOffsetOfItsElection() {
        // when
        cluster.append(new ControllerElected(3));
        // then
        assertThat(cluster.metadata().controllerEpoch())
                .isEqualTo(cluster.metadata().offset());
        assertThat(cluster.metadata().controllerId()).isEqualTo(3);
        assertThat(cluster.metadata().clusterId()).isEqualTo("cluster-a");
    }

    @Test
    void aBracketTakesEffectAtOnceAtItsEnd() {
        // given
        cluster.create("book", 1, 1);
        TopicId book = cluster.metadata().topic("book").id();
        // when
        cluster.append(new DecisionBegun());
        cluster.append(new TopicDeleted(book));
        cluster.append(new ProducerIdsAllocated(1, cluster.epoch(1), 0, 1_000));
        // then
        assertThat(cluster.metadata().topic("book")).isNotNull();
        assertThat(cluster.metadata().nextProducerId()).isZero();
        // when
        long deletedAt = cluster.metadata().offset() - 1;
        cluster.append(new DecisionEnded());
        // then
        assertThat(cluster.metadata().topic("book")).isNull();
        assertThat(cluster.metadata().nextProducerId()).isEqualTo(1_000);
        assertThat(cluster.metadata().deletedTopics()).containsEntry(deletedAt, book);
    }

    @Test
    void aBracketThatItsControllerDidNotCloseNeverHappened() {
        // given
        cluster.append(new DecisionBegun());
        cluster.append(new ProducerIdsAllocated(1, cluster.epoch(1), 0, 1_000));
        // when
        cluster.append(new ControllerElected(2));
        cluster.append(new ProducerIdsAllocated(1, cluster.epoch(1), 0, 1_000));
        // then
        assertThat(cluster.metadata().nextProducerId()).isEqualTo(1_000);
        assertThat(cluster.metadata().heldBack()).isNull();
    }

    @Test
    void aRecordThatContradictsTheMetadataIsRefused() {
        ClusterMetadata metadata = cluster.metadata();
        long next = metadata.offset() + 1;
        TopicId stranger = new TopicId(new UUID(1, 2));
        List<MetadataRecord> records = List.of(
                new TopicDeleted(stranger),
                new MetadataRecord.ClusterCreated("cluster-b"),
                new MetadataRecord.BrokerUnfenced(9, 9, List.of()),
                new MetadataRecord.BrokerFenced(1, cluster.epoch(1) + 1, "", List.of()),
                new ProducerIdsAllocated(1, 1, 500, 1_000),
                new MetadataRecord.PartitionsChanged(
                        List.of(new PartitionChange(new TopicIdPartition(stranger, 0), 1, 1, 1, List.of(1), false))));
        assertThat(records).allSatisfy(record -> assertThatThrownBy(() -> metadata.apply(next, record))
                .isInstanceOf(IllegalStateException.class));
    }

    @Test
    void deletionsAreRememberedUpToABound() {
        // when
        for (int i = 0; i <= TopicCatalog.DELETIONS_REMEMBERED; i++) {
            cluster.create("t", 1, 1);
            cluster.run(TopicAlteration.delete(cluster.metadata(), "t"));
        }
        // then
        assertThat(cluster.metadata().deletedTopics()).hasSize(TopicCatalog.DELETIONS_REMEMBERED);
        assertThat(cluster.metadata().deletedTopics().lastKey())
                .isEqualTo(cluster.metadata().offset());
    }

    @Test
    void brokerEpochsNameOnlyLiveReplicas() {
        // given
        cluster.fence(2);
        // then
        assertThat(cluster.metadata().brokerEpochs(List.of(1, 2, 7))).isEqualTo(Map.of(1, cluster.epoch(1)));
        assertThat(cluster.metadata().isFenced(7)).isTrue();
    }

    @Test
    void partitionsAreFoundByBrokerAndByWhatTheyLack() {
        // given
        TopicIdPartition one = cluster.create("one", List.of(1, 2));
        TopicIdPartition two = cluster.create("two", List.of(3));
        // when
        cluster.fence(2);
        cluster.fence(3);
        // then
        assertThat(cluster.metadata().partitionsOf(2)).containsExactly(one);
        assertThat(cluster.metadata().underReplicated()).containsExactly(one, two);
        assertThat(cluster.metadata().leaderless()).containsExactly(two);
        assertThat(cluster.metadata().partition(new TopicIdPartition(one.topicId(), 1)))
                .isNull();
    }

    @Test
    void anEarlierValueIsNotTouchedByLaterRecords() {
        // given
        TopicIdPartition partition = cluster.create("book", List.of(1, 2));
        ClusterMetadata before = cluster.metadata();
        // when
        cluster.fence(1);
        // then
        assertThat(before.partition(partition).leader()).isEqualTo(1);
        assertThat(before.isFenced(1)).isFalse();
    }
}
