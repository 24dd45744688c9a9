package io.sampo.controller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sampo.controller.MetadataRecord.ReplicaRemoved;
import io.sampo.controller.codec.ClusterMetadataCodec;
import io.sampo.model.TopicIdPartition;
import java.util.List;
import org.junit.jupiter.api.Test;

/** R15: the evidence that a replica may delete its files. */
class ReplicaRemovalTest {
    private final ClusterScenario cluster = ClusterScenario.of(3);
    private final TopicIdPartition partition = cluster.create("book", List.of(1, 2));

    @Test
    void aRemovalSurvivesTheSnapshotForTheBrokerThatWasAway() {
        // when
        cluster.append(new ReplicaRemoved(partition, 3, cluster.state(partition).partitionEpoch()));
        // then
        ClusterMetadata restored = ClusterMetadataCodec.decode(ClusterMetadataCodec.encode(cluster.metadata()));
        assertThat(restored).isEqualTo(cluster.metadata());
        assertThat(restored.removal(partition, 3)).isNotNull();
        assertThat(restored.removal(partition, 2)).isNull();
    }

    @Test
    void aBrokerThatIsAReplicaIsNotRemovedByTheRecordAlone() {
        ReplicaRemoved contradiction =
                new ReplicaRemoved(partition, 2, cluster.state(partition).partitionEpoch());
        assertThatThrownBy(() -> cluster.append(contradiction)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aRemovalDecidedOnAnotherEpochOfThePartitionDoesNotReplay() {
        ReplicaRemoved late =
                new ReplicaRemoved(partition, 3, cluster.state(partition).partitionEpoch() - 1);
        assertThatThrownBy(() -> cluster.append(late)).isInstanceOf(IllegalStateException.class);
    }
}
