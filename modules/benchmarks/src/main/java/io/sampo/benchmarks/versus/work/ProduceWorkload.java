package io.sampo.benchmarks.versus.work;

import io.sampo.benchmarks.versus.contender.Cluster;
import io.sampo.benchmarks.versus.contender.ClusterPlan;
import io.sampo.benchmarks.versus.report.Figure;
import io.sampo.benchmarks.versus.report.Figures;
import java.io.IOException;

/** As fast as one stock producer can: warm up, then a measured part, then a look at what is stored. */
public final class ProduceWorkload implements Workload {
    private static final String TOPIC = "load";
    private static final double BYTES_PER_GB = 1e9;
    /** While system calls are counted a tenth of it is sent again. */
    private static final int COUNTED_PART = 10;

    private final ClusterPlan plan;
    private final ProducerLoad load;
    private final long warmUpRecords;
    private final long records;
    private final boolean isCounted;

    /**
     * @param batchBytes {@code batch.size} of the producer
     * @param warmUpBytes sent before, by a process of its own, and not measured
     * @param isCounted whether system calls are counted in the end, which takes a process more
     */
    public ProduceWorkload(
            ClusterPlan plan, int recordBytes, int batchBytes, long warmUpBytes, long bytes, boolean isCounted) {
        this.plan = plan;
        this.load = new ProducerLoad(recordBytes, batchBytes, 5);
        this.warmUpRecords = warmUpBytes / recordBytes;
        this.records = bytes / recordBytes;
        this.isCounted = isCounted;
    }

    @Override
    public Figures measure(Bench bench) throws WorkFailed, IOException, InterruptedException {
        try (Cluster cluster = bench.cluster(plan);
                Driver driver = bench.driver(cluster)) {
            cluster.start();
            driver.create(TOPIC, plan);
            load.run(bench, cluster, TOPIC, warmUpRecords);
            double beforeS = cluster.cpuSeconds();
            ProducerReport report = load.run(bench, cluster, TOPIC, records);
            double usedS = cluster.cpuSeconds() - beforeS;
            long stored = driver.ends(TOPIC);
            if (stored != warmUpRecords + records) {
                throw new WorkFailed("stored " + stored + " records of " + (warmUpRecords + records) + " acknowledged");
            }
            bench.checkStored(plan, TOPIC, stored);
            double bytes = (double) records * load.recordBytes();
            Figures figures = Figures.none()
                    .with(Figure.THROUGHPUT, report.megabytesPerSecond())
                    .with(Figure.BROKER_CPU, usedS / (bytes / BYTES_PER_GB))
                    .with(Figure.P99, report.p99Ms());
            figures = Bench.withBrokers(figures, cluster, bytes + (double) warmUpRecords * load.recordBytes());
            if (!isCounted) {
                return figures;
            }
            long counted = records / COUNTED_PART;
            return bench.withCalls(
                    figures,
                    cluster,
                    (double) counted * load.recordBytes(),
                    () -> load.run(bench, cluster, TOPIC, counted));
        }
    }
}
