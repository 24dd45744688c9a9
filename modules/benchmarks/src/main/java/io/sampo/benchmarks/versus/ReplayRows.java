package io.sampo.benchmarks.versus;

import io.sampo.benchmarks.versus.Row.Against;
import io.sampo.benchmarks.versus.contender.ClusterPlan;
import io.sampo.benchmarks.versus.report.Figure;
import io.sampo.benchmarks.versus.report.Goal;
import io.sampo.benchmarks.versus.work.PartitionsWorkload;
import io.sampo.benchmarks.versus.work.RawPlan;
import io.sampo.benchmarks.versus.work.ReplayWorkload;
import io.sampo.benchmarks.versus.work.RestartWorkload;
import io.sampo.benchmarks.versus.work.Workload;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The rows of the replay client, whose batches are encoded before: what is measured is the broker. */
final class ReplayRows {
    private static final int KB = 1024;
    private static final long BYTES = 1_000_000_000;
    /** A second of packed batches is no measurement: so many GB of values are. */
    private static final int PACKED_GB = 4;
    /**
     * Clients and brokers compile for half a minute when load begins; a host that takes a core away from those who use two
     * then makes whoever comes first wait for half a second. It goes before.
     */
    private static final double AS_MUCH_BEFORE = 1;

    private static final double HALF_BEFORE = 0.5;

    private static final int WINDOW = 5;

    private ReplayRows() {}

    static List<Row> all() {
        List<Row> rows = new ArrayList<>(byBatches());
        rows.addAll(packed());
        rows.addAll(byNumbers());
        return List.copyOf(rows);
    }

    private static List<Row> byBatches() {
        return List.of(
                row(
                        "replay-16k",
                        "batches of 15 records of 1,024 B, RF 1, one partition, two connections with five in flight.",
                        replay(ClusterPlan.single(1), RawPlan.flat(2, WINDOW, BYTES, 15, KB)),
                        Goal.atMost(Figure.BROKER_CPU, 0.33).boundBy(Rows.STORED),
                        Goal.reported(Figure.THROUGHPUT)),
                row(
                        "replay-100b",
                        "batches of 150 records of 100 B, RF 1, eight partitions, two connections with five in flight.",
                        replay(ClusterPlan.single(8), RawPlan.flat(2, WINDOW, BYTES, 150, 100)),
                        Goal.atMost(Figure.BROKER_CPU, 0.33).boundBy(Rows.STORED),
                        Goal.reported(Figure.THROUGHPUT)),
                row(
                        "replay-16k-rf3",
                        "as `replay-16k` on three brokers, two of which must be in sync.",
                        replay(ClusterPlan.replicated(1), RawPlan.flat(2, WINDOW, BYTES / 2, 15, KB)),
                        Goal.reported(Figure.BROKER_CPU),
                        Goal.reported(Figure.THROUGHPUT)),
                row(
                        "connection-rf3",
                        "one connection with five in flight, each batch one record of 1,024 B, three brokers, two of "
                                + "which must be in sync.",
                        replay(ClusterPlan.replicated(1), RawPlan.flat(1, WINDOW, 30_000L * KB, 1, KB)),
                        Goal.atLeast(Figure.BATCHES, 3),
                        Goal.reported(Figure.ACK_P50),
                        Goal.reported(Figure.ACK_P99)));
    }

    private static List<Row> packed() {
        return List.of(
                packed("replay-zstd", "zstd", false, 0.15),
                packed("replay-lz4", "lz4", false, 0.15),
                packed("replay-zstd-strict", "zstd", true, 0.6),
                packed("replay-lz4-strict", "lz4", true, 0.6));
    }

    /** Sampo opens what is packed where keys are required: on a topic that is compacted. Kafka always opens it. */
    private static Row packed(String name, String codec, boolean strict, double goal) {
        ClusterPlan plan = ClusterPlan.single(1);
        RawPlan load = RawPlan.flat(2, WINDOW, PACKED_GB * BYTES, 240, KB).packed(codec, strict);
        return row(
                name,
                "batches of 240 records of 1,024 B, packed with " + codec + ", RF 1"
                        + (strict ? ", on a compacted topic, where Sampo unpacks and looks at each record." : "."),
                replay(strict ? compacted(plan) : plan, load),
                Goal.atMost(Figure.WIRE_CPU, goal).boundBy(strict ? unpackedToo(codec) : Rows.STORED),
                Goal.reported(Figure.THROUGHPUT));
    }

    /** What is measured is the look at each record: cleaners find nothing that is old enough for them. */
    private static ClusterPlan compacted(ClusterPlan plan) {
        return plan.with("log.cleanup.policy", "compact").with("log.cleaner.min.compaction.lag.ms", "86400000");
    }

    private static String[] unpackedToo(String codec) {
        return Stream.concat(Stream.of(Rows.STORED), Stream.of("unpack-" + codec))
                .toArray(String[]::new);
    }

    private static List<Row> byNumbers() {
        return List.of(
                row(
                        "fan-out",
                        "10 MB/s in batches of 15 records of 1,024 B to one partition, RF 1, and ten readers of all of it, as "
                                + "ten groups of one member are, without their heartbeats and commits.",
                        new ReplayWorkload(
                                ClusterPlan.single(1),
                                RawPlan.flat(1, WINDOW, BYTES, 15, KB)
                                        .readBy(10)
                                        .at(650, 40),
                                HALF_BEFORE),
                        Goal.atMost(Figure.OUT_CPU, 0.4),
                        Goal.reported(Figure.ACK_P99)),
                row(
                        "partitions",
                        "20 MB/s in batches of four records of 1,024 B, RF 1, to 1, 1,000 and 10,000 partitions in "
                                + "turn.",
                        new PartitionsWorkload(RawPlan.flat(2, 64, BYTES, 4, KB).at(5_000, 20)),
                        Goal.itselfAtMost(Figure.GROWTH, 1.4),
                        Goal.reported(Figure.CPU_AT_1),
                        Goal.reported(Figure.CPU_AT_1000),
                        Goal.reported(Figure.CPU_AT_10000)),
                row(
                        "connections",
                        "1,000 connections that send 10,000 batches of one record of 1,024 B each second in all, in "
                                + "open loop, RF 1, eight partitions.",
                        replay(
                                ClusterPlan.single(8),
                                RawPlan.flat(1_000, WINDOW, BYTES, 1, KB).at(10_000, 30)),
                        Goal.atMost(Figure.CORES, 0.4),
                        Goal.atMost(Figure.ACK_P99, 0.4)),
                row(
                        "forced",
                        "each record is forced to the disk before it is acknowledged: 100 partitions, RF 1, 20 "
                                + "connections with five in flight, batches of one record of 1,024 B.",
                        replay(
                                ClusterPlan.single(100).with("log.flush.interval.messages", "1"),
                                RawPlan.flat(20, WINDOW, 20_000L * KB, 1, KB)),
                        Goal.atLeast(Figure.BATCHES, 5),
                        Goal.reported(Figure.ACK_P99)),
                row(
                        "restart",
                        "one broker with a log of 10 GB is killed (SIGKILL) and started again.",
                        new RestartWorkload(
                                ClusterPlan.single(1), RawPlan.flat(2, WINDOW, 10_000_000_000L, 240, 4 * KB)),
                        Goal.atMost(Figure.RESTART, 0.3),
                        Goal.reported(Figure.START_CPU)));
    }

    private static Row row(String name, String what, Workload workload, Goal... goals) {
        return new Row(name, what, Against.SAMPO, workload, List.of(goals));
    }

    private static Workload replay(ClusterPlan plan, RawPlan load) {
        return new ReplayWorkload(plan, load, AS_MUCH_BEFORE);
    }
}
