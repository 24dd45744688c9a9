package io.sampo.benchmarks.versus.work;

import io.sampo.benchmarks.versus.contender.Cluster;
import io.sampo.benchmarks.versus.contender.ClusterPlan;
import io.sampo.benchmarks.versus.report.Figure;
import io.sampo.benchmarks.versus.report.Figures;
import java.io.IOException;
import java.util.Map;

/** Batches that are encoded before, by the replay client: a part that does not count, and a part that does. */
public final class ReplayWorkload implements Workload {
    private static final String TOPIC = "replay";
    private static final double BYTES_PER_GB = 1e9;
    private static final double COUNTED_PART = 0.05;
    private static final double BYTES_PER_MIB = 1048576;

    private final ClusterPlan plan;
    private final RawPlan load;
    private final double warmUp;

    /** @param warmUp how much of it goes before, as a factor */
    public ReplayWorkload(ClusterPlan plan, RawPlan load, double warmUp) {
        this.plan = plan;
        this.load = load;
        this.warmUp = warmUp;
    }

    @Override
    public Figures measure(Bench bench) throws WorkFailed, IOException, InterruptedException {
        try (Cluster cluster = bench.cluster(plan);
                Driver driver = bench.driver(cluster);
                Driver raw = bench.rawDriver(cluster)) {
            cluster.start();
            driver.create(TOPIC, plan);
            RawPlan before = load.times(warmUp);
            raw.words(before.command(TOPIC));
            double beforeS = cluster.cpuSeconds();
            Map<String, String> words = raw.words(load.command(TOPIC));
            double usedS = cluster.cpuSeconds() - beforeS;
            long expected = before.recordsInAll() + load.recordsInAll();
            long stored = driver.ends(TOPIC);
            if (stored != expected) {
                throw new WorkFailed("stored " + stored + " records of " + expected + " acknowledged");
            }
            bench.checkStored(plan, TOPIC, stored);
            Figures figures =
                    Bench.withBrokers(figures(words, usedS), cluster, (double) load.valueBytes() + before.valueBytes());
            if (load.rate() > 0) {
                // Who is counted may be too slow for the rate.
                return figures;
            }
            RawPlan counted = load.times(COUNTED_PART);
            return bench.withCalls(
                    figures, cluster, (double) counted.valueBytes(), () -> raw.words(counted.command(TOPIC)));
        }
    }

    private Figures figures(Map<String, String> words, double usedS) {
        double seconds = Long.parseLong(words.get("nanos")) / 1e9;
        Figures figures = Figures.none()
                .with(Figure.THROUGHPUT, load.valueBytes() / BYTES_PER_MIB / seconds)
                .with(Figure.BROKER_CPU, usedS / (load.valueBytes() / BYTES_PER_GB))
                .with(Figure.WIRE_CPU, usedS / (Long.parseLong(words.get("wire")) / BYTES_PER_GB))
                .with(Figure.BATCHES, load.batches() / seconds)
                .with(Figure.CORES, usedS / seconds)
                .with(Figure.ACK_P50, Double.parseDouble(words.get("ack_p50")))
                .with(Figure.ACK_P99, Double.parseDouble(words.get("ack_p99")));
        if (load.readers() > 0) {
            figures = figures.with(Figure.OUT_CPU, usedS / (Long.parseLong(words.get("read_bytes")) / BYTES_PER_GB));
        }
        if (words.containsKey("e2e_p50")) {
            figures = LatencyWorkload.endToEnd(words, figures);
        }
        return figures;
    }
}
