package io.sampo.benchmarks.versus.work;

import io.sampo.benchmarks.versus.contender.Cluster;
import io.sampo.benchmarks.versus.contender.ClusterPlan;
import io.sampo.benchmarks.versus.report.Figure;
import io.sampo.benchmarks.versus.report.Figures;
import java.io.IOException;
import java.util.concurrent.TimeUnit;

/** Brokers with one topic that nobody uses: left alone for a while, then watched for a while. */
public final class IdleWorkload implements Workload {
    private static final String TOPIC = "idle";

    private final ClusterPlan plan;
    private final int restS;
    private final int watchedS;

    /** @param restS time in which compilers and whatever else follows a start come to an end */
    public IdleWorkload(ClusterPlan plan, int restS, int watchedS) {
        this.plan = plan;
        this.restS = restS;
        this.watchedS = watchedS;
    }

    @Override
    public Figures measure(Bench bench) throws WorkFailed, IOException, InterruptedException {
        try (Cluster cluster = bench.cluster(plan)) {
            cluster.start();
            try (Driver driver = bench.driver(cluster)) {
                driver.create(TOPIC, plan);
            }
            TimeUnit.SECONDS.sleep(restS);
            double beforeS = cluster.cpuSeconds();
            long fromNs = System.nanoTime();
            TimeUnit.SECONDS.sleep(watchedS);
            double usedS = cluster.cpuSeconds() - beforeS;
            double watchedNs = System.nanoTime() - fromNs;
            return Bench.withFootprint(
                    Figures.none().with(Figure.CORES, usedS / (watchedNs / TimeUnit.SECONDS.toNanos(1))), cluster);
        }
    }
}
