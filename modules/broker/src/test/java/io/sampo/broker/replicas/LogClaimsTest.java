package io.sampo.broker.replicas;

import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.controller.ClusterMetadata;
import io.sampo.controller.ReplicaRemoval;
import io.sampo.controller.TopicMetadata;
import io.sampo.model.PartitionState;
import io.sampo.model.TopicConfig;
import io.sampo.model.TopicId;
import io.sampo.model.TopicIdPartition;
import io.sampo.storage.directory.UnclaimedLogs.Claim;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** R15: local data goes for a record of the metadata log, for nothing else. */
class LogClaimsTest {
    private static final int SELF = 3;
    private static final TopicId TOPIC = TopicId.random();
    private static final TopicIdPartition PARTITION = new TopicIdPartition(TOPIC, 0);

    @Test
    void anEmptyMetadataLogDeletesNothing() {
        assertThat(LogClaims.of(ClusterMetadata.EMPTY, PARTITION, SELF)).isEqualTo(Claim.UNKNOWN);
    }

    @Test
    void aReplicaThatIsNamedIsServedWhateverWasRemovedBefore() {
        assertThat(LogClaims.of(metadata(List.of(1, SELF), Map.of(), removal()), PARTITION, SELF))
                .isEqualTo(Claim.REPLICA);
    }

    @Test
    void aReplicaThatIsMerelyNotNamedIsPutAside() {
        assertThat(LogClaims.of(metadata(List.of(1, 2), Map.of(), Map.of()), PARTITION, SELF))
                .isEqualTo(Claim.UNKNOWN);
    }

    @Test
    void theRemovalOfAnotherBrokerIsNoLicence() {
        Map<Long, ReplicaRemoval> other = Map.of(8L, new ReplicaRemoval(PARTITION, 4, 7));
        assertThat(LogClaims.of(metadata(List.of(1, 2), Map.of(), other), PARTITION, SELF))
                .isEqualTo(Claim.UNKNOWN);
    }

    @Test
    void aRecordOfTheRemovalDeletes() {
        assertThat(LogClaims.of(metadata(List.of(1, 2), Map.of(), removal()), PARTITION, SELF))
                .isEqualTo(Claim.DELETED);
    }

    @Test
    void aRecordOfTheDeletedTopicDeletes() {
        TopicIdPartition gone = new TopicIdPartition(TopicId.random(), 0);
        assertThat(LogClaims.of(metadata(List.of(1), Map.of(9L, gone.topicId()), Map.of()), gone, SELF))
                .isEqualTo(Claim.DELETED);
    }

    private static Map<Long, ReplicaRemoval> removal() {
        return Map.of(8L, new ReplicaRemoval(PARTITION, SELF, 7));
    }

    private static ClusterMetadata metadata(
            List<Integer> replicas, Map<Long, TopicId> deletions, Map<Long, ReplicaRemoval> removals) {
        PartitionState state = new PartitionState(1, 4, 7, replicas, List.of(1), false);
        SortedMap<Long, TopicId> deleted = new TreeMap<>(deletions);
        return ClusterMetadata.restored(
                new ClusterMetadata.Controllership("c", 1, 1),
                9,
                List.of(),
                List.of(new TopicMetadata(TOPIC, "t", TopicConfig.DEFAULTS, List.of(state))),
                deleted,
                new TreeMap<>(removals),
                0,
                null);
    }
}
