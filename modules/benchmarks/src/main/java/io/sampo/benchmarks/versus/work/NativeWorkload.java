package io.sampo.benchmarks.versus.work;

import io.sampo.benchmarks.versus.contender.Cluster;
import io.sampo.benchmarks.versus.contender.ClusterPlan;
import io.sampo.benchmarks.versus.report.Figure;
import io.sampo.benchmarks.versus.report.Figures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Each with the client of its house: Kafka with its stock producer as in {@link ProduceWorkload}, Sampo with its own
 * ({@code src/main/native}), in the JVM of the only broker or over Artery to a cluster.
 */
public final class NativeWorkload implements Workload {
    private static final String TOPIC = "load";
    private static final long ENDS_WITHIN_S = 600;
    private static final double BYTES_PER_MB = 1 << 20;
    private static final double NANOS_PER_S = 1e9;

    private final ClusterPlan plan;
    private final Workload stock;
    private final int recordBytes;
    private final long warmUpRecords;
    private final long records;

    /** Figures and sizes as those of {@link ProduceWorkload}. */
    public NativeWorkload(ClusterPlan plan, int recordBytes, int batchBytes, long warmUpBytes, long bytes) {
        this.plan = plan;
        this.stock = new ProduceWorkload(plan, recordBytes, batchBytes, warmUpBytes, bytes);
        this.recordBytes = recordBytes;
        this.warmUpRecords = warmUpBytes / recordBytes;
        this.records = bytes / recordBytes;
    }

    @Override
    public Figures measure(Bench bench) throws WorkFailed, IOException, InterruptedException {
        if (!bench.isSampo()) {
            return stock.measure(bench);
        }
        try (Cluster cluster = bench.cluster(plan, "brokers")) {
            if (plan.brokers() == 1) {
                // The broker of that configuration is started by the driver.
                return figures(run(bench, "embedded"));
            }
            cluster.start();
            try (Driver driver = bench.driver(cluster)) {
                driver.create(TOPIC, plan);
            }
            return figures(run(bench, "remote"));
        }
    }

    private Map<String, String> run(Bench bench, String where) throws WorkFailed, IOException, InterruptedException {
        Path output = bench.directory().resolve("native.log");
        List<String> arguments = List.of(
                where,
                bench.directory().resolve("brokers/sampo-1.conf").toString(),
                TOPIC,
                Long.toString(warmUpRecords),
                Long.toString(records),
                Integer.toString(recordBytes));
        Process process = new ProcessBuilder(bench.installation().nativeDriver(arguments))
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            if (!process.waitFor(ENDS_WITHIN_S, TimeUnit.SECONDS)) {
                throw new WorkFailed("the native driver has not ended within " + ENDS_WITHIN_S + " s");
            }
        } finally {
            process.destroyForcibly();
        }
        List<String> lines = Files.readAllLines(output);
        String last = lines.isEmpty() ? "" : lines.get(lines.size() - 1);
        if (!last.startsWith("ok ")) {
            throw new WorkFailed("the native driver ended with " + process.exitValue() + ", said: " + last);
        }
        return Driver.wordsOf(last.substring("ok ".length()));
    }

    private Figures figures(Map<String, String> words) throws WorkFailed {
        long stored = Long.parseLong(words.get("stored"));
        long failed = Long.parseLong(words.get("failed"));
        if (failed != 0 || stored != warmUpRecords + records) {
            throw new WorkFailed(
                    "stored " + stored + " records of " + (warmUpRecords + records) + "; " + failed + " failed");
        }
        double seconds = Long.parseLong(words.get("nanos")) / NANOS_PER_S;
        return Figures.none().with(Figure.THROUGHPUT, records * recordBytes / BYTES_PER_MB / seconds);
    }
}
