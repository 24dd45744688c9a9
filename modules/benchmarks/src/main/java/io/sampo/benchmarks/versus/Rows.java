package io.sampo.benchmarks.versus;

import io.sampo.benchmarks.versus.Row.Against;
import io.sampo.benchmarks.versus.contender.ClusterPlan;
import io.sampo.benchmarks.versus.report.Figure;
import io.sampo.benchmarks.versus.report.Goal;
import io.sampo.benchmarks.versus.work.ConsumeWorkload;
import io.sampo.benchmarks.versus.work.IdleWorkload;
import io.sampo.benchmarks.versus.work.LatencyWorkload;
import io.sampo.benchmarks.versus.work.NativeWorkload;
import io.sampo.benchmarks.versus.work.ProduceWorkload;
import io.sampo.benchmarks.versus.work.StartWorkload;
import io.sampo.benchmarks.versus.work.Workload;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** All rows, in the order of the table. Goals are those of issue 7. */
final class Rows {
    /** Two contenders that are one and the same. */
    static final String NOISE = "noise";

    /** Five rows that say most in least time. */
    static final List<String> QUICK = List.of(NOISE, "produce-1k", "consume-1k", "forced", "start");

    private static final int KB = 1024;
    private static final int LARGE_BATCH = 128 << 10;
    private static final int DEFAULT_BATCH = 16 << 10;
    /**
     * A broker spends 2 to 3 CPU-s on compiling itself in the first GB: after 100 MB, as these rows began once, that was half
     * of what was measured, and said how much code a broker has and not what a GB costs.
     */
    private static final long WARM_UP = 1_000_000_000;

    private static final long MEASURED = 1_000_000_000;
    /** Received, checked, appended. */
    static final String[] STORED = {"loopback", "crc32c", "append"};

    /** And twice sent on, over the network of brokers that are not one. */
    private static final String[] STORED_THREE_TIMES = {
        "loopback", "crc32c", "append", "aeron-udp", "crc32c", "append", "aeron-udp", "crc32c", "append"
    };

    /** One of Kafka's producers, as fast as it can without a broker that works. */
    private static final String STOCK_PRODUCE = "stock-produce";

    /**
     * A producer and a consumer of Kafka's with no broker in between; with the rate behind it. What the slowest in a hundred wait for is
     * the machine's mood, which changes: of all runs at a commit the best is the bound, so it excuses too little, if anything.
     */
    private static final String STOCK_LATENCY = "stock-latency-";

    private static final double NOISE_TOLERANCE = 0.05;

    private Rows() {}

    static List<Row> all() {
        return Stream.of(withStockClients(), ReplayRows.all(), ofBrokersAlone(), withOwnClients())
                .flatMap(List::stream)
                .toList();
    }

    /** What Kafka's clients do at most, by the name of the ceiling: work to be done beside a broker that does nothing. */
    static Map<String, Workload> clientCeilings() {
        Map<String, Workload> ceilings = new LinkedHashMap<>();
        ceilings.put(STOCK_PRODUCE, produceKb(ClusterPlan.single(1), LARGE_BATCH, false));
        for (int rate : List.of(1_000, 10_000)) {
            ceilings.put(STOCK_LATENCY + rate, new LatencyWorkload(ClusterPlan.single(1), KB, rate));
        }
        return ceilings;
    }

    private static List<Row> withStockClients() {
        return List.of(
                new Row(
                        NOISE,
                        "`produce-1k`, Kafka against Kafka.",
                        Against.KAFKA_AGAIN,
                        produceKb(ClusterPlan.single(1), LARGE_BATCH, false),
                        List.of(
                                Goal.same(Figure.THROUGHPUT, NOISE_TOLERANCE),
                                Goal.same(Figure.BROKER_CPU, NOISE_TOLERANCE))),
                new Row(
                        "produce-1k",
                        "one stock producer, 1,024 B records, one partition, RF 1, acks=all, linger 5, batches of "
                                + "128 KiB.",
                        Against.SAMPO,
                        produceKb(ClusterPlan.single(1), LARGE_BATCH, false),
                        List.of(
                                Goal.atLeast(Figure.THROUGHPUT, 1.6).boundBy(STOCK_PRODUCE),
                                Goal.atMost(Figure.BROKER_CPU, 0.33).boundBy(STORED))),
                new Row(
                        "produce-1k-16k",
                        "the same with the producer's default batches of 16 KiB; `replay-16k` has the goal.",
                        Against.SAMPO,
                        produceKb(ClusterPlan.single(1), DEFAULT_BATCH, true),
                        List.of(Goal.reported(Figure.THROUGHPUT), Goal.reported(Figure.BROKER_CPU))),
                new Row(
                        "produce-100b",
                        "one stock producer, 100 B records, eight partitions, RF 1, default batches; `replay-100b` has "
                                + "the goal.",
                        Against.SAMPO,
                        new ProduceWorkload(ClusterPlan.single(8), 100, DEFAULT_BATCH, WARM_UP / 2, MEASURED / 2, true),
                        List.of(Goal.reported(Figure.THROUGHPUT), Goal.reported(Figure.BROKER_CPU))),
                new Row(
                        "produce-1k-rf3",
                        "as `produce-1k`, on three brokers that hold it all, two of which must be in sync; CPU of "
                                + "all three.",
                        Against.SAMPO,
                        produceKb(ClusterPlan.replicated(1), LARGE_BATCH, true),
                        List.of(
                                Goal.atLeast(Figure.THROUGHPUT, 2).boundBy(STOCK_PRODUCE),
                                Goal.atMost(Figure.BROKER_CPU, 0.35).boundBy(STORED_THREE_TIMES))),
                new Row(
                        "consume-1k",
                        "one stock consumer without a group reads 1,024 B records from the page cache.",
                        Against.SAMPO,
                        new ConsumeWorkload(ClusterPlan.single(1), KB, MEASURED),
                        List.of(
                                Goal.atLeast(Figure.THROUGHPUT, 1),
                                Goal.atMost(Figure.BROKER_CPU, 1).boundBy("sendfile"))),
                latency("latency-1000", ClusterPlan.single(1), 1_000, "RF 1"),
                latency("latency-10000", ClusterPlan.single(1), 10_000, "RF 1"),
                latency("latency-1000-rf3", ClusterPlan.replicated(1), 1_000, "RF 3"),
                latency("latency-10000-rf3", ClusterPlan.replicated(1), 10_000, "RF 3"));
    }

    private static List<Row> ofBrokersAlone() {
        return List.of(
                new Row(
                        "start",
                        "one broker, from the start of its process to the first record that is acknowledged.",
                        Against.SAMPO,
                        new StartWorkload(ClusterPlan.single(1)),
                        List.of(Goal.atMost(Figure.START, 0.5), Goal.reported(Figure.START_CPU))),
                new Row(
                        "rss-idle",
                        "one broker that nobody uses, 20 s after its first topic.",
                        Against.SAMPO,
                        new IdleWorkload(ClusterPlan.single(1), 10, 10),
                        List.of(Goal.atMost(Figure.RSS, 0.5))),
                new Row(
                        "rss-1000",
                        "the same with a topic of 1,000 partitions.",
                        Against.SAMPO,
                        new IdleWorkload(ClusterPlan.single(1_000), 10, 10),
                        List.of(Goal.atMost(Figure.RSS, 0.5))),
                new Row(
                        "idle-cpu",
                        "three brokers with one topic that nobody uses, for 30 s.",
                        Against.SAMPO,
                        new IdleWorkload(ClusterPlan.replicated(1), 20, 30),
                        List.of(Goal.reported(Figure.CORES), Goal.reported(Figure.RSS))));
    }

    private static Row latency(String name, ClusterPlan plan, int rate, String replicas) {
        return new Row(
                name,
                "a stock producer (linger 0, acks=all) sends 1,024 B records to one partition, " + replicas + ", "
                        + rate + " each second in open loop, and a stock consumer reads them.",
                Against.SAMPO,
                new LatencyWorkload(plan, KB, rate),
                List.of(
                        Goal.atMost(Figure.END_TO_END_P50, 0.5).boundBy(STOCK_LATENCY + rate),
                        Goal.atMost(Figure.END_TO_END_P99, 0.25).boundBy(STOCK_LATENCY + rate),
                        Goal.atMost(Figure.END_TO_END_P999, 0.2).boundBy(STOCK_LATENCY + rate),
                        Goal.reported(Figure.END_TO_END_MAX),
                        Goal.reported(Figure.BEHIND),
                        Goal.reported(Figure.CORES)));
    }

    private static List<Row> withOwnClients() {
        return List.of(
                new Row(
                        "native-embedded",
                        "Sampo's own producer in the JVM of its broker, 1,024 B records, one partition, RF 1, acks=all, "
                                + "batches of 128 KiB, warmed up by 1 GB; beside Kafka and its stock producer, warmed up likewise.",
                        Against.SAMPO,
                        new NativeWorkload(ClusterPlan.single(1), KB, LARGE_BATCH, WARM_UP, MEASURED),
                        List.of(Goal.atLeast(Figure.THROUGHPUT, 5))),
                new Row(
                        "native-rf3",
                        "the same over Artery to three brokers that hold it all; beside three of Kafka.",
                        Against.SAMPO,
                        new NativeWorkload(ClusterPlan.replicated(1), KB, LARGE_BATCH, WARM_UP, MEASURED / 2),
                        List.of(Goal.atLeast(Figure.THROUGHPUT, 2))));
    }

    /** @param isCounted whether system calls are: the rows of --quick have no time for that */
    private static Workload produceKb(ClusterPlan plan, int batchBytes, boolean isCounted) {
        // Of three brokers each byte is three: the measured part is shorter, what comes before is not.
        int share = plan.brokers() > 1 ? 2 : 1;
        return new ProduceWorkload(plan, KB, batchBytes, WARM_UP, MEASURED / share, isCounted);
    }
}
