package io.sampo.benchmarks.versus.work;

import io.sampo.benchmarks.versus.contender.Cluster;
import io.sampo.benchmarks.versus.contender.ClusterPlan;
import io.sampo.benchmarks.versus.report.Figure;
import io.sampo.benchmarks.versus.report.Figures;
import java.io.IOException;

/**
 * One stock consumer without a group reads, from its beginning, what has just been written and lies in the page
 * cache: once to warm up, then measured.
 */
public final class ConsumeWorkload implements Workload {
    private static final String TOPIC = "load";
    private static final double BYTES_PER_GB = 1e9;
    private static final double BYTES_PER_MIB = 1048576;

    private final ClusterPlan plan;
    private final ProducerLoad load;
    private final long records;

    /** @param bytes of values, written in batches of 128 KiB */
    public ConsumeWorkload(ClusterPlan plan, int recordBytes, long bytes) {
        this.plan = plan;
        this.load = new ProducerLoad(recordBytes, 128 << 10, 5);
        this.records = bytes / recordBytes;
    }

    @Override
    public Figures measure(Bench bench) throws WorkFailed, IOException, InterruptedException {
        try (Cluster cluster = bench.cluster(plan);
                Driver driver = bench.driver(cluster)) {
            cluster.start();
            driver.create(TOPIC, plan);
            load.run(bench, cluster, TOPIC, records);
            driver.consume(TOPIC, records);
            double beforeS = cluster.cpuSeconds();
            Driver.Consumed consumed = driver.consume(TOPIC, records);
            double usedS = cluster.cpuSeconds() - beforeS;
            if (consumed.bytes() != records * load.recordBytes()) {
                throw new WorkFailed(
                        "read " + consumed.bytes() + " bytes of values and not " + records * load.recordBytes());
            }
            bench.checkStored(plan, TOPIC, records);
            Figures figures = Figures.none()
                    .with(Figure.THROUGHPUT, consumed.bytes() / BYTES_PER_MIB / (consumed.nanos() / 1e9))
                    .with(Figure.BROKER_CPU, usedS / (consumed.bytes() / BYTES_PER_GB));
            // Written once and read twice.
            return Bench.withBrokers(figures, cluster, 3.0 * consumed.bytes());
        }
    }
}
