package io.sampo.benchmarks.versus.work;

import io.sampo.benchmarks.versus.contender.Cluster;
import io.sampo.benchmarks.versus.contender.ClusterPlan;
import io.sampo.benchmarks.versus.report.Figure;
import io.sampo.benchmarks.versus.report.Figures;
import java.io.IOException;
import java.util.Map;

/**
 * Each with the client of its house, as fast as it can: Kafka with its stock producer, Sampo with its own ({@code
 * src/main/native}), in the JVM of the only broker or over Artery to a cluster. What warms up and what is measured is sent by one
 * producer of one JVM, whoever it is.
 */
public final class NativeWorkload implements Workload {
    private static final String TOPIC = "load";
    private static final double BYTES_PER_MIB = 1 << 20;
    private static final double BYTES_PER_GB = 1e9;
    private static final double NANOS_PER_S = 1e9;

    private final ClusterPlan plan;
    private final ProducerLoad load;
    private final long warmUpRecords;
    private final long records;

    /**
     * @param batchBytes {@code batch.size} of either producer
     * @param warmUpBytes sent before and not measured
     */
    public NativeWorkload(ClusterPlan plan, int recordBytes, int batchBytes, long warmUpBytes, long bytes) {
        this.plan = plan;
        this.load = new ProducerLoad(recordBytes, batchBytes, 5);
        this.warmUpRecords = warmUpBytes / recordBytes;
        this.records = bytes / recordBytes;
    }

    @Override
    public Figures measure(Bench bench) throws WorkFailed, IOException, InterruptedException {
        boolean isEmbedded = bench.isSampo() && plan.brokers() == 1;
        try (Cluster cluster = bench.cluster(plan)) {
            if (!isEmbedded) {
                cluster.start();
            }
            try (Driver stock = bench.driver(cluster);
                    Driver sender = bench.isSampo() ? bench.nativeDriver(cluster, isEmbedded) : stock) {
                // A broker in an application's JVM has no port of Kafka's protocol.
                Driver asked = isEmbedded ? sender : stock;
                asked.create(TOPIC, plan);
                send(sender, bench, warmUpRecords);
                double beforeS = isEmbedded ? 0 : cluster.cpuSeconds();
                double seconds = send(sender, bench, records);
                double usedS = isEmbedded ? 0 : cluster.cpuSeconds() - beforeS;
                long stored = asked.ends(TOPIC);
                if (stored != warmUpRecords + records) {
                    throw new WorkFailed(
                            "stored " + stored + " records of " + (warmUpRecords + records) + " acknowledged");
                }
                bench.checkStored(plan, TOPIC, stored);
                double bytes = (double) records * load.recordBytes();
                Figures figures = Figures.none().with(Figure.THROUGHPUT, bytes / BYTES_PER_MIB / seconds);
                // What one process uses for both says nothing of its broker.
                return isEmbedded
                        ? figures
                        : Bench.withBrokers(
                                figures.with(Figure.BROKER_CPU, usedS / (bytes / BYTES_PER_GB)),
                                cluster,
                                (double) stored * load.recordBytes());
            }
        }
    }

    /** Seconds that it takes to send so many records and to have them acknowledged. */
    private double send(Driver sender, Bench bench, long count) throws WorkFailed, IOException, InterruptedException {
        Map<String, String> words = sender.words(String.format(
                "send %s %d %d %d %s", TOPIC, count, load.batchBytes(), load.lingerMs(), load.payloads(bench)));
        if (!words.get("failed").equals("0")) {
            throw new WorkFailed(words.get("failed") + " of " + count + " records failed");
        }
        return Long.parseLong(words.get("nanos")) / NANOS_PER_S;
    }
}
