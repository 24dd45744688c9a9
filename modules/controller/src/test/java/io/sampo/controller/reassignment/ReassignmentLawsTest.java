package io.sampo.controller.reassignment;

import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.controller.BrokerLifecycle;
import io.sampo.controller.ClusterMetadata;
import io.sampo.controller.ClusterScenario;
import io.sampo.controller.Decision;
import io.sampo.controller.MetadataRecord;
import io.sampo.controller.MetadataRecord.ReplicaRemoved;
import io.sampo.controller.codec.ClusterMetadataCodec;
import io.sampo.controller.reassignment.ReassignmentRequest.Move;
import io.sampo.controller.topic.TopicAlteration;
import io.sampo.model.PartitionState;
import io.sampo.model.TopicIdPartition;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Brokers die and return, ISRs shrink and grow, plans are made, changed and cancelled: the laws of moving replicas hold. */
class ReassignmentLawsTest {
    private static final int BROKERS = 5;
    private static final int STEPS = 80;

    @Property(tries = 300)
    void whateverHappensAReassignmentNeverGivesUpWhatKeepsAPartitionWritable(@ForAll long seed) {
        // given
        Random random = new Random(seed);
        ClusterScenario cluster = ClusterScenario.of(BROKERS);
        TopicIdPartition partition = cluster.create("a", List.of(1, 2, 3));
        cluster.run(TopicAlteration.configure(
                cluster.metadata(), ClusterScenario.DEFAULTS, "a", Map.of("min.insync.replicas", "2"), List.of()));
        for (int step = 0; step < STEPS; step++) {
            ClusterMetadata before = cluster.metadata();
            // when
            Decision<?> decision = decide(cluster, partition, random);
            if (decision == null) {
                continue;
            }
            cluster.run(decision);
            // then
            assertKeepsInSync(before, cluster.metadata(), partition);
            assertRemovalsAreTrue(decision.records(), before, cluster.metadata());
            assertThat(ClusterMetadataCodec.decode(ClusterMetadataCodec.encode(cluster.metadata())))
                    .isEqualTo(cluster.metadata());
        }
        // At rest every reassignment arrives.
        for (int id = 1; id <= BROKERS; id++) {
            cluster.register(id, cluster.epoch(id), true);
            cluster.unfence(id);
        }
        PartitionState state = cluster.state(partition);
        if (!state.hasLeader()) {
            // Whoever held everything came back in doubt: that is for R10 to settle, not for a reassignment.
            return;
        }
        cluster.alter(cluster.proposal(partition, state.replicas()));
        cluster.run(ReassignmentCompletion.decide(cluster.metadata()));
        assertThat(cluster.metadata().reassignments().isEmpty()).isTrue();
    }

    /** A decision of a reassignment; null where something else happened, which has laws of its own. */
    private static Decision<?> decide(ClusterScenario cluster, TopicIdPartition partition, Random random) {
        int broker = 1 + random.nextInt(BROKERS);
        switch (random.nextInt(9)) {
            case 0 -> cluster.fence(broker);
            case 1, 2 -> cluster.unfence(broker);
            case 3 -> cluster.register(broker, cluster.epoch(broker), random.nextBoolean());
            case 4 ->
                cluster.run(BrokerLifecycle.controlledShutdown(cluster.metadata(), broker, cluster.epoch(broker)));
            case 5 -> {
                List<Integer> isr = new ArrayList<>(cluster.state(partition).replicas());
                isr.removeIf(id -> random.nextInt(5) == 0 || !cluster.metadata().isEligible(id));
                if (cluster.state(partition).hasLeader()) {
                    cluster.alter(cluster.proposal(partition, isr));
                }
            }
            case 6 -> {
                List<Integer> target = new ArrayList<>(List.of(1, 2, 3, 4, 5));
                Collections.shuffle(target, random);
                return request(cluster, target.subList(0, 2 + random.nextInt(3)));
            }
            case 7 -> {
                return request(cluster, List.of());
            }
            default -> {
                return ReassignmentCompletion.decide(cluster.metadata());
            }
        }
        return null;
    }

    private static Decision<?> request(ClusterScenario cluster, List<Integer> replicas) {
        return new ReassignmentRequest(List.of(new Move("a", 0, replicas)), ReassignmentRequest.AS_IT_IS)
                .decide(cluster.metadata());
    }

    private static void assertKeepsInSync(ClusterMetadata before, ClusterMetadata after, TopicIdPartition partition) {
        PartitionState old = before.partition(partition);
        PartitionState now = after.partition(partition);
        assertThat(old.isr()).as("nobody joins by a reassignment").containsAll(now.isr());
        assertThat(now.isr().size())
                .isGreaterThanOrEqualTo(Math.min(2, old.isr().size()));
        assertThat(now.replicas()).containsAll(now.isr()).doesNotHaveDuplicates();
        if (old.hasLeader()) {
            assertThat(now.isr()).contains(now.leader());
        }
        if (!before.reassignments().isEmpty()
                && after.reassignments().isEmpty()
                && !now.replicas().equals(before.reassignments().of(partition).original())
                && now.replicas().equals(before.reassignments().of(partition).target())) {
            assertThat(old.isr()).as("arrived").containsAll(now.replicas());
        }
        if (after.reassignments().of(partition) != null) {
            assertThat(now.replicas())
                    .containsAll(after.reassignments().of(partition).original())
                    .containsAll(after.reassignments().of(partition).target());
        }
    }

    /** R15: exactly those who are replicas no longer are told to delete, in the epoch that took them out. */
    private static void assertRemovalsAreTrue(
            List<MetadataRecord> records, ClusterMetadata before, ClusterMetadata after) {
        List<Integer> told = new ArrayList<>();
        for (MetadataRecord record : records) {
            if (record instanceof ReplicaRemoved removed) {
                assertThat(removed.partitionEpoch())
                        .isEqualTo(after.partition(removed.partition()).partitionEpoch());
                told.add(removed.brokerId());
            }
        }
        List<Integer> gone = new ArrayList<>();
        before.forEachPartition((partition, state) -> {
            gone.addAll(state.replicas());
            gone.removeAll(after.partition(partition).replicas());
        });
        assertThat(told).containsExactlyInAnyOrderElementsOf(gone);
    }
}
