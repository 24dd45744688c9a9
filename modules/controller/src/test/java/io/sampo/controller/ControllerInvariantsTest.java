package io.sampo.controller;

import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.controller.codec.ClusterMetadataCodec;
import io.sampo.controller.codec.MetadataRecordCodec;
import io.sampo.controller.topic.TopicAlteration;
import io.sampo.model.EligibleReplicas;
import io.sampo.model.PartitionState;
import io.sampo.model.TopicIdPartition;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Whatever happens in whatever order, the metadata stays sane and replay gives the same. */
class ControllerInvariantsTest {
    private static final int BROKERS = 4;
    private static final int STEPS = 120;

    @Property(tries = 150)
    void everySequenceOfDecisionsKeepsTheInvariants(@ForAll long seed) {
        // given
        Random random = new Random(seed);
        ClusterScenario cluster = ClusterScenario.of(BROKERS);
        cluster.create("a", 3, 3);
        for (int step = 0; step < STEPS; step++) {
            ClusterMetadata before = cluster.metadata();
            // when
            decideSomething(cluster, random);
            // then
            assertSane(cluster.metadata());
            assertMonotone(before, cluster.metadata());
        }
        assertThat(replayed(cluster.log())).isEqualTo(cluster.metadata());
        assertThat(ClusterMetadataCodec.decode(ClusterMetadataCodec.encode(cluster.metadata())))
                .isEqualTo(cluster.metadata());
    }

    private static void decideSomething(ClusterScenario cluster, Random random) {
        int broker = 1 + random.nextInt(BROKERS);
        switch (random.nextInt(12)) {
            case 0 -> cluster.fence(broker);
            case 1, 2 -> cluster.unfence(broker);
            case 3 -> cluster.register(broker, cluster.epoch(broker), random.nextBoolean());
            case 4 ->
                cluster.run(BrokerLifecycle.controlledShutdown(cluster.metadata(), broker, cluster.epoch(broker)));
            case 5, 6, 7 -> proposeSomeIsr(cluster, random);
            case 8 -> resignSomewhere(cluster, random);
            case 9 ->
                cluster.run(LeaderBalance.restorePreferred(cluster.metadata(), partition -> random.nextBoolean()));
            case 10 -> changeTopics(cluster, random);
            default ->
                cluster.run(ProducerIdBlock.allocate(
                        cluster.metadata(), broker, cluster.epoch(broker) - random.nextInt(2)));
        }
    }

    private static void changeTopics(ClusterScenario cluster, Random random) {
        String name = List.of("a", "b", "c").get(random.nextInt(3));
        switch (random.nextInt(4)) {
            case 0 -> cluster.create(name, 1 + random.nextInt(4), 1 + random.nextInt(BROKERS));
            case 1 -> cluster.run(TopicAlteration.delete(cluster.metadata(), name));
            case 2 ->
                cluster.run(TopicAlteration.addPartitions(
                        cluster.metadata(), name, 1 + random.nextInt(8), random.nextLong()));
            default ->
                cluster.run(TopicAlteration.configure(
                        cluster.metadata(),
                        ClusterScenario.DEFAULTS,
                        name,
                        Map.of("min.insync.replicas", "" + (1 + random.nextInt(4))),
                        List.of()));
        }
    }

    private static void proposeSomeIsr(ClusterScenario cluster, Random random) {
        TopicIdPartition partition = somePartition(cluster, random);
        if (partition == null || !cluster.state(partition).hasLeader()) {
            return;
        }
        List<Integer> isr = new ArrayList<>(cluster.state(partition).replicas());
        isr.removeIf(id -> random.nextInt(3) == 0);
        cluster.alter(cluster.proposal(partition, isr));
    }

    private static void resignSomewhere(ClusterScenario cluster, Random random) {
        TopicIdPartition partition = somePartition(cluster, random);
        if (partition != null && cluster.state(partition).hasLeader()) {
            int leader = cluster.state(partition).leader();
            cluster.run(PartitionAlteration.resign(
                    cluster.metadata(),
                    leader,
                    cluster.epoch(leader),
                    Map.of(partition, cluster.state(partition).leaderEpoch() - random.nextInt(2))));
        }
    }

    private static TopicIdPartition somePartition(ClusterScenario cluster, Random random) {
        List<TopicIdPartition> all = new ArrayList<>();
        cluster.metadata().forEachPartition((partition, state) -> all.add(partition));
        return all.isEmpty() ? null : all.get(random.nextInt(all.size()));
    }

    private static void assertSane(ClusterMetadata metadata) {
        metadata.forEachPartition((partition, state) -> {
            List<Integer> named = new ArrayList<>(state.isr());
            named.addAll(state.elr());
            named.addAll(state.lastKnownElr());
            assertThat(named).as("a place each").isNotEmpty().doesNotHaveDuplicates();
            assertThat(state.replicas()).containsAll(named).doesNotHaveDuplicates();
            int minimum = metadata.topic(partition.topicId()).config().minInsyncReplicas();
            if (!state.isBelowMinimum(minimum)) {
                assertThat(state.eligible()).as("the ISR commits").isEqualTo(EligibleReplicas.NONE);
            }
            if (state.hasLeader()) {
                assertThat(state.isr()).contains(state.leader());
                assertThat(metadata.isFenced(state.leader())).isFalse();
            } else {
                assertThat(state.isr()).as("somebody could lead %s", partition).noneMatch(metadata::isEligible);
                assertThat(state.elr()).as("somebody could lead %s", partition).noneMatch(metadata::isEligible);
            }
        });
    }

    private static void assertMonotone(ClusterMetadata before, ClusterMetadata after) {
        assertThat(after.nextProducerId()).isGreaterThanOrEqualTo(before.nextProducerId());
        before.brokers().forEach(broker -> assertThat(after.broker(broker.id()).epoch())
                .isGreaterThanOrEqualTo(broker.epoch()));
        before.forEachPartition((partition, old) -> {
            PartitionState state = after.partition(partition);
            if (state == null) {
                assertThat(after.deletedTopics()).containsValue(partition.topicId());
                return;
            }
            assertThat(state.partitionEpoch()).isGreaterThanOrEqualTo(old.partitionEpoch());
            assertThat(state.leaderEpoch()).isGreaterThanOrEqualTo(old.leaderEpoch());
            assertThat(state.equals(old)).isEqualTo(state.partitionEpoch() == old.partitionEpoch());
            if (state.leader() != old.leader()) {
                assertThat(state.leaderEpoch()).isGreaterThan(old.leaderEpoch());
            }
        });
    }

    private static ClusterMetadata replayed(List<byte[]> log) {
        ClusterMetadata metadata = ClusterMetadata.EMPTY;
        for (byte[] record : log) {
            metadata = metadata.apply(metadata.offset() + 1, MetadataRecordCodec.decode(record));
        }
        return metadata;
    }
}
