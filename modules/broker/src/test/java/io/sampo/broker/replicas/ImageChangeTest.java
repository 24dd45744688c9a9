package io.sampo.broker.replicas;

import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.controller.BrokerDescription;
import io.sampo.controller.ClusterMetadata;
import io.sampo.controller.RegisteredBroker;
import io.sampo.controller.ReplicaRemoval;
import io.sampo.controller.TopicMetadata;
import io.sampo.messages.PartitionMessage.ApplyState;
import io.sampo.model.BrokerEndpoints;
import io.sampo.model.PartitionState;
import io.sampo.model.TopicConfig;
import io.sampo.model.TopicId;
import io.sampo.model.TopicIdPartition;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ImageChangeTest {
    private static final int SELF = 1;
    private static final TopicId TOPIC = TopicId.random();
    private static final BrokerDescription SOMEWHERE =
            new BrokerDescription(UUID.randomUUID(), new BrokerEndpoints("h", 1, 2, 3, 4, 5, 6), "sampo", List.of());

    @Test
    void thoseThatLoseLeadershipAreToldBeforeThoseThatGainIt() {
        // given
        ClusterMetadata before = metadata(1, epochs(7), state(1, 1), state(2, 1), state(2, 1));

        // when
        ImageChange change =
                ImageChange.between(SELF, before, metadata(2, epochs(7), state(2, 2), state(1, 2), state(3, 2)));

        // then
        assertThat(change.losingLeadership()).extracting(ApplyState::partition).containsExactly(partition(0));
        assertThat(change.leaders()).extracting(ApplyState::partition).containsExactly(partition(1));
        assertThat(change.followers()).extracting(ApplyState::partition).containsExactly(partition(2));
    }

    @Test
    void whatDidNotChangeIsNotTold() {
        // given
        ClusterMetadata before = metadata(1, epochs(7), state(1, 1), state(2, 1));

        // when
        ImageChange change = ImageChange.between(SELF, before, metadata(2, epochs(7), state(1, 1), state(2, 2)));

        // then
        assertThat(change.followers()).extracting(ApplyState::partition).containsExactly(partition(1));
        assertThat(change.leaders()).isEmpty();
        assertThat(change.losingLeadership()).isEmpty();
    }

    @Test
    void aNewBrokerEpochOfAPeerIsToldToEveryReplicaThatSharesAPartitionWithIt() {
        // given
        ClusterMetadata before = metadata(1, epochs(7), state(1, 1));

        // when
        ImageChange change = ImageChange.between(SELF, before, metadata(2, epochs(9), state(1, 1)));

        // then
        assertThat(change.leaders()).singleElement().satisfies(state -> assertThat(state.brokerEpochs())
                .containsEntry(2, 9L));
    }

    @Test
    void aTopicThatMerelyIsNotThereIsNotGone() {
        // given
        ClusterMetadata before = metadata(1, epochs(7), state(1, 1));

        // when
        ImageChange change = ImageChange.between(SELF, before, withTopics(2, epochs(7), List.of(), new TreeMap<>()));

        // then: R15, only a record of the deletion deletes
        assertThat(change.gone()).isEmpty();
    }

    @Test
    void aDeletedTopicIsGone() {
        // given
        ClusterMetadata before = metadata(1, epochs(7), state(1, 1), state(2, 1));

        // when
        ImageChange change = ImageChange.between(
                SELF, before, withTopics(2, epochs(7), List.of(), new TreeMap<>(Map.of(2L, TOPIC))));

        // then
        assertThat(change.gone()).containsExactly(partition(0), partition(1));
    }

    @Test
    void aReplicaThatARecordRemovedIsDeletedAtTheEpochOfTheRecord() {
        // given
        ClusterMetadata before = metadata(1, epochs(7), state(2, 1));
        PartitionState without = new PartitionState(2, 1, 2, List.of(2, 3), List.of(2, 3), false);
        ReplicaRemoval removal = new ReplicaRemoval(partition(0), SELF, 2);

        // when
        ImageChange change = ImageChange.between(SELF, before, removed(without, removal));

        // then
        assertThat(change.removed()).containsExactly(removal);
        assertThat(change.strays()).isEmpty();
    }

    @Test
    void aReplicaThatTheMetadataNoLongerNameKeepsItsFilesWithoutARecordOfItsRemoval() {
        // given: R15, and a removal that is older than the replica
        ClusterMetadata before = metadata(1, epochs(7), state(2, 5));
        PartitionState without = new PartitionState(2, 5, 6, List.of(2, 3), List.of(2, 3), false);

        // when
        ImageChange change =
                ImageChange.between(SELF, before, removed(without, new ReplicaRemoval(partition(0), SELF, 4)));

        // then
        assertThat(change.removed()).isEmpty();
        assertThat(change.strays()).containsExactly(partition(0));
    }

    @Test
    void partitionsOfOthersAreNotOurBusiness() {
        // given
        PartitionState elsewhere = new PartitionState(2, 1, 1, List.of(2, 3), List.of(2, 3), false);

        // when
        ImageChange change = ImageChange.between(SELF, ClusterMetadata.EMPTY, metadata(2, epochs(7), elsewhere));

        // then
        assertThat(change).isEqualTo(new ImageChange(List.of(), List.of(), List.of(), List.of(), List.of(), List.of()));
    }

    private static TopicIdPartition partition(int number) {
        return new TopicIdPartition(TOPIC, number);
    }

    private static PartitionState state(int leader, int epoch) {
        return new PartitionState(leader, epoch, epoch, List.of(1, 2, 3), List.of(1, 2, 3), false);
    }

    private static List<RegisteredBroker> epochs(long epochOfTwo) {
        return List.of(
                new RegisteredBroker(1, 5, SOMEWHERE, false, false, 0),
                new RegisteredBroker(2, epochOfTwo, SOMEWHERE, false, false, 0));
    }

    private static ClusterMetadata metadata(long offset, List<RegisteredBroker> brokers, PartitionState... states) {
        TopicMetadata topic = new TopicMetadata(TOPIC, "t", TopicConfig.DEFAULTS, List.of(states));
        return withTopics(offset, brokers, List.of(topic), new TreeMap<>());
    }

    private static ClusterMetadata removed(PartitionState state, ReplicaRemoval removal) {
        TopicMetadata topic = new TopicMetadata(TOPIC, "t", TopicConfig.DEFAULTS, List.of(state));
        return ClusterMetadata.restored(
                new ClusterMetadata.Controllership("c", 1, 1),
                3,
                epochs(7),
                List.of(topic),
                new TreeMap<>(),
                new TreeMap<>(Map.of(3L, removal)),
                0,
                null);
    }

    private static ClusterMetadata withTopics(
            long offset,
            List<RegisteredBroker> brokers,
            List<TopicMetadata> topics,
            SortedMap<Long, TopicId> deletions) {
        return ClusterMetadata.restored(
                new ClusterMetadata.Controllership("c", 1, 1),
                offset,
                brokers,
                topics,
                deletions,
                new TreeMap<>(),
                0,
                null);
    }
}
