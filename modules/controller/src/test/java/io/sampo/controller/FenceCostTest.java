package io.sampo.controller;

import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.controller.codec.LogEntries;
import io.sampo.controller.codec.MetadataRecordCodec;
import io.sampo.controller.topic.TopicCreation;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** ARCHITECTURE §3.2: fencing a broker in a cluster of 10,000 partitions takes under 500 ms. Prints, never fails on time. */
class FenceCostTest {
    private static final int ENTRY_BYTES_MAX = 1_000_000;

    @Test
    void fencingTheSecondBrokerPutsWhoLeavesIntoTheElrAndIsStillOneDecision() {
        // given: min.insync.replicas=2, one of three replicas is gone already
        ClusterScenario cluster = ClusterScenario.of(3);
        for (int topic = 0; topic < 100; topic++) {
            cluster.run(
                    new TopicCreation("topic-" + topic, 100, 3, List.of(), Map.of("min.insync.replicas", "2"), false)
                            .decide(cluster.metadata(), ClusterScenario.DEFAULTS, cluster.newId()));
        }
        cluster.fence(1);
        // when
        long start = System.nanoTime();
        Decision<Outcome> decision =
                BrokerLifecycle.fence(cluster.metadata(), 2, cluster.epoch(2), "connection refused");
        List<LogEntries.Entry> entries = LogEntries.of(decision.records(), ENTRY_BYTES_MAX);
        byte[] bytes = MetadataRecordCodec.encode(decision.records().get(0));
        long encoded = System.nanoTime();
        ClusterMetadata fenced =
                cluster.metadata().apply(cluster.metadata().offset() + 1, MetadataRecordCodec.decode(bytes));
        long applied = System.nanoTime();
        // then
        System.out.printf(
                "10,000 partitions, RF 3, all of them below the minimum: decided, cut and encoded %.1f ms (%,d bytes), "
                        + "decoded and applied %.1f ms%n",
                (encoded - start) / 1e6, bytes.length, (applied - encoded) / 1e6);
        assertThat(entries).hasSize(1);
        assertThat(fenced.leaderless()).isEmpty();
        fenced.forEachPartition((partition, state) -> assertThat(state.elr()).containsExactly(2));
    }

    @Test
    void fencingInAClusterOfTenThousandPartitionsIsOneLogEntry() {
        // given
        ClusterScenario cluster = ClusterScenario.of(5);
        for (int topic = 0; topic < 100; topic++) {
            cluster.create("topic-" + topic, 100, 3);
        }
        // when
        long start = System.nanoTime();
        Decision<Outcome> decision =
                BrokerLifecycle.fence(cluster.metadata(), 3, cluster.epoch(3), "connection refused");
        long decided = System.nanoTime();
        byte[] bytes = MetadataRecordCodec.encode(decision.records().get(0));
        long encoded = System.nanoTime();
        ClusterMetadata fenced =
                cluster.metadata().apply(cluster.metadata().offset() + 1, MetadataRecordCodec.decode(bytes));
        long applied = System.nanoTime();
        // then
        System.out.printf(
                "10,000 partitions, RF 3, 5 brokers: fence decided %.1f ms, encoded %.1f ms (%,d bytes), "
                        + "decoded and applied %.1f ms%n",
                (decided - start) / 1e6, (encoded - decided) / 1e6, bytes.length, (applied - encoded) / 1e6);
        assertThat(fenced.leaderless()).isEmpty();
        assertThat(fenced.underReplicated()).hasSizeBetween(5_900, 6_100);
        assertThat(LogEntries.of(decision.records(), ENTRY_BYTES_MAX))
                .extracting(LogEntries.Entry::records)
                .containsExactly(decision.records());
    }
}
