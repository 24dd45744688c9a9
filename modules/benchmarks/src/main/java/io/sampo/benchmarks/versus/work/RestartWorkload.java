package io.sampo.benchmarks.versus.work;

import io.sampo.benchmarks.versus.contender.Cluster;
import io.sampo.benchmarks.versus.contender.ClusterPlan;
import io.sampo.benchmarks.versus.report.Figure;
import io.sampo.benchmarks.versus.report.Figures;
import java.io.IOException;

/**
 * A broker with a long log is killed and started again: from the start of the process to the first record that is
 * acknowledged, by a client that tries all the time. Nothing that was acknowledged before may be missing.
 */
public final class RestartWorkload implements Workload {
    private static final String TOPIC = "long";

    private final ClusterPlan plan;
    private final RawPlan load;

    /** @param load what lies in the log */
    public RestartWorkload(ClusterPlan plan, RawPlan load) {
        this.plan = plan;
        this.load = load;
    }

    @Override
    public Figures measure(Bench bench) throws WorkFailed, IOException, InterruptedException {
        try (Cluster cluster = bench.cluster(plan)) {
            cluster.start();
            try (Driver driver = bench.driver(cluster);
                    Driver raw = bench.rawDriver(cluster)) {
                driver.create(TOPIC, plan);
                raw.words(load.command(TOPIC));
            }
            cluster.kill();
            try (Driver driver = bench.driver(cluster)) {
                driver.tryFirst(TOPIC);
                long fromMs = System.currentTimeMillis();
                cluster.start();
                long tookMs = driver.firstAckMs() - fromMs;
                double cpuS = cluster.cpuSeconds();
                long stored = driver.ends(TOPIC);
                if (stored != load.recordsInAll() + 1) {
                    throw new WorkFailed(
                            "holds " + stored + " records of " + (load.recordsInAll() + 1) + " acknowledged");
                }
                bench.checkStored(plan, TOPIC, stored);
                return Bench.withFootprint(
                        Figures.none().with(Figure.RESTART, (double) tookMs).with(Figure.START_CPU, cpuS), cluster);
            }
        }
    }
}
