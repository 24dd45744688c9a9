package io.sampo.benchmarks.versus.work;

import io.sampo.benchmarks.versus.contender.Cluster;
import io.sampo.benchmarks.versus.contender.ClusterPlan;
import io.sampo.benchmarks.versus.report.Figure;
import io.sampo.benchmarks.versus.report.Figures;
import java.io.IOException;
import java.util.Map;

/** A stock producer at a rate and a stock consumer beside it, in open loop: how old a record is when it is consumed. */
public final class LatencyWorkload implements Workload {
    private static final String TOPIC = "latency";
    private static final int WARM_UP_S = 20;
    private static final int MEASURED_S = 40;
    private static final double NANOS_PER_S = 1e9;

    private final ClusterPlan plan;
    private final int recordBytes;
    private final int rate;

    /** @param rate records per second */
    public LatencyWorkload(ClusterPlan plan, int recordBytes, int rate) {
        this.plan = plan;
        this.recordBytes = recordBytes;
        this.rate = rate;
    }

    @Override
    public Figures measure(Bench bench) throws WorkFailed, IOException, InterruptedException {
        try (Cluster cluster = bench.cluster(plan);
                Driver driver = bench.driver(cluster)) {
            cluster.start();
            driver.create(TOPIC, plan);
            double beforeS = cluster.cpuSeconds();
            long fromNs = System.nanoTime();
            Map<String, String> words = driver.words(
                    "latency " + TOPIC + " " + recordBytes + " " + rate + " " + WARM_UP_S + " " + MEASURED_S);
            double usedS = cluster.cpuSeconds() - beforeS;
            double tookS = (System.nanoTime() - fromNs) / NANOS_PER_S;
            long sent = Long.parseLong(words.get("records"));
            if (driver.ends(TOPIC) != sent) {
                throw new WorkFailed("stored " + driver.ends(TOPIC) + " records of " + sent + " sent");
            }
            bench.checkStored(plan, TOPIC, sent);
            Figures figures = endToEnd(words, Figures.none())
                    .with(Figure.BEHIND, Double.parseDouble(words.get("behind_ms")))
                    .with(Figure.CORES, usedS / tookS);
            return Bench.withBrokers(figures, cluster, (double) sent * recordBytes);
        }
    }

    /** From due to consumed, in the words of a driver, added to {@code figures}. */
    static Figures endToEnd(Map<String, String> words, Figures figures) {
        return figures.with(Figure.END_TO_END_P50, Double.parseDouble(words.get("e2e_p50")))
                .with(Figure.END_TO_END_P99, Double.parseDouble(words.get("e2e_p99")))
                .with(Figure.END_TO_END_P999, Double.parseDouble(words.get("e2e_p99.9")))
                .with(Figure.END_TO_END_MAX, Double.parseDouble(words.get("e2e_p100")));
    }
}
