package io.sampo.benchmarks.versus.work;

import io.sampo.benchmarks.versus.contender.Cluster;
import io.sampo.benchmarks.versus.contender.ClusterPlan;
import io.sampo.benchmarks.versus.contender.Contender;
import io.sampo.benchmarks.versus.contender.Installation;
import io.sampo.benchmarks.versus.contender.ProcessUsage;
import io.sampo.benchmarks.versus.contender.SampoContender;
import io.sampo.benchmarks.versus.contender.SystemCalls;
import io.sampo.benchmarks.versus.report.Figure;
import io.sampo.benchmarks.versus.report.Figures;
import io.sampo.benchmarks.versus.work.Workload.WorkFailed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The place of one run: who works, with what, and where files lie meanwhile.
 *
 * @param directory empty; whoever made the bench removes it
 */
public record Bench(Installation installation, Contender contender, Path directory) {
    private static final String BROKERS = "brokers";
    private static final long STORED_WITHIN_S = 60;
    private static final long POLL_MS = 500;
    private static final double BYTES_PER_GB = 1e9;
    private static final double BYTES_PER_MB = 1e6;

    /** Brokers that are ready to be started. */
    Cluster cluster(ClusterPlan plan) throws IOException, InterruptedException {
        return new Cluster(contender.prepare(plan, Files.createDirectories(directory.resolve(BROKERS))));
    }

    /**
     * These and what the brokers are measured by beside their work. Asks them for what they have allocated, so it comes last.
     *
     * @param bytesInAll of values since the brokers have started
     */
    static Figures withBrokers(Figures figures, Cluster cluster, double bytesInAll) throws IOException {
        return withFootprint(figures, cluster)
                .with(Figure.ALLOCATION, cluster.allocatedBytes() / BYTES_PER_MB / (bytesInAll / BYTES_PER_GB));
    }

    /**
     * These and the system calls of {@code work}, which comes after all that is measured: whoever is counted is slow.
     *
     * @param bytes of values that it sends
     */
    Figures withCalls(Figures figures, Cluster cluster, double bytes, Work work)
            throws WorkFailed, IOException, InterruptedException {
        SystemCalls calls = cluster.countCalls(directory);
        boolean isDone = false;
        OptionalLong counted;
        try {
            work.run();
            isDone = true;
        } catch (WorkFailed tooSlow) {
            // Slow as they are made, brokers may let a client wait for too long. What was measured before stands.
        } finally {
            counted = calls.stop();
        }
        return isDone && counted.isPresent()
                ? figures.with(Figure.SYSTEM_CALLS, counted.getAsLong() / (bytes / BYTES_PER_GB))
                : figures;
    }

    /** What brokers are kept busy with. */
    interface Work {
        void run() throws WorkFailed, IOException, InterruptedException;
    }

    /**
     * Waits until the files of every broker hold so many records of {@code topic}, all of them whole.
     *
     * @throws WorkFailed if they do not, or one is not what was sent: see {@link StoredBatches}
     */
    void checkStored(String topic, long records) throws WorkFailed, IOException, InterruptedException {
        if (!contender.isStoring()) {
            return;
        }
        long deadlineNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(STORED_WITHIN_S);
        for (Path broker : brokerDirectories()) {
            StoredBatches.Found found = StoredBatches.find(broker, topic);
            // A follower may still lack what the other one has acknowledged.
            while (found.records() < records && System.nanoTime() < deadlineNs) {
                TimeUnit.MILLISECONDS.sleep(POLL_MS);
                found = StoredBatches.find(broker, topic);
            }
            if (found.records() != records || found.looseBytes() > 0) {
                throw new WorkFailed("the files of " + broker.getFileName() + " hold " + found.records()
                        + " records of " + records + " acknowledged, and " + found.looseBytes()
                        + " bytes that are no whole batch");
            }
        }
    }

    private List<Path> brokerDirectories() throws IOException {
        try (Stream<Path> directories = Files.list(directory.resolve(BROKERS).resolve("data"))) {
            return directories.toList();
        }
    }

    /** These and what a broker takes up: memory and threads. */
    static Figures withFootprint(Figures figures, Cluster cluster) throws IOException {
        List<ProcessUsage> usage = cluster.usage();
        return figures.with(
                        Figure.RSS,
                        usage.stream()
                                        .mapToLong(ProcessUsage::rssBytes)
                                        .average()
                                        .orElseThrow()
                                / BYTES_PER_MB)
                .with(
                        Figure.THREADS,
                        usage.stream().mapToInt(ProcessUsage::threads).average().orElseThrow());
    }

    /** Whether the brokers are Sampo's. */
    boolean isSampo() {
        return contender instanceof SampoContender;
    }

    /** Kafka's own clients. */
    Driver driver(Cluster cluster) throws IOException {
        return Driver.start(installation, cluster, "StockDriver", directory.resolve("driver.log"));
    }

    /** Sampo's own client, in a JVM of its own or, where {@code isEmbedded}, in that of the first broker, which it starts. */
    Driver nativeDriver(Cluster cluster, boolean isEmbedded) throws IOException {
        List<String> arguments = List.of(
                isEmbedded ? "embedded" : "remote",
                directory.resolve(BROKERS).resolve("sampo-1.conf").toString());
        return Driver.start(installation.nativeDriver(arguments), cluster, directory.resolve("native.log"));
    }

    /** The replay client. */
    Driver rawDriver(Cluster cluster) throws IOException {
        return Driver.start(installation, cluster, "RawDriver", directory.resolve("raw-driver.log"));
    }
}
