package io.sampo.benchmarks.versus.work;

import io.sampo.benchmarks.versus.contender.Cluster;
import io.sampo.benchmarks.versus.contender.ClusterPlan;
import io.sampo.benchmarks.versus.report.Figure;
import io.sampo.benchmarks.versus.report.Figures;
import java.io.IOException;

/**
 * From the start of the broker's process, on directories that are ready and empty, to the first record that a client
 * has acknowledged. The client runs before, dials every 10 to 20 ms, and asks for a topic that is not there yet.
 */
public final class StartWorkload implements Workload {
    private static final String TOPIC = "first";

    private final ClusterPlan plan;

    public StartWorkload(ClusterPlan plan) {
        this.plan = plan;
    }

    @Override
    public Figures measure(Bench bench) throws WorkFailed, IOException, InterruptedException {
        try (Cluster cluster = bench.cluster(plan);
                Driver driver = bench.driver(cluster)) {
            driver.tryFirst(TOPIC);
            long fromMs = System.currentTimeMillis();
            cluster.start();
            long tookMs = driver.firstAckMs() - fromMs;
            double cpuS = cluster.cpuSeconds();
            if (driver.ends(TOPIC) != 1) {
                throw new WorkFailed("stored " + driver.ends(TOPIC) + " records of 1 acknowledged");
            }
            bench.checkStored(plan, TOPIC, 1);
            return Bench.withFootprint(
                    Figures.none().with(Figure.START, (double) tookMs).with(Figure.START_CPU, cpuS), cluster);
        }
    }
}
