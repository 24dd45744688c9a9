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
import java.util.stream.Stream;

/**
 * The place of one run: who works, with what, and where files lie meanwhile.
 *
 * @param directory empty; whoever made the bench removes it
 */
public record Bench(Installation installation, Contender contender, Path directory) {
    private static final String BROKERS = "brokers";
    private static final long STORED_WITHIN_MS = 60_000;
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
     * These and the system calls of {@code work}, which comes after all that is measured: whoever is counted is slow, and may keep a
     * client waiting for too long. Where that goes wrong there is no count, and what was measured stands.
     *
     * @param bytes of values that it sends
     */
    Figures withCalls(Figures figures, Cluster cluster, double bytes, Work work) throws InterruptedException {
        try (SystemCalls calls = cluster.countCalls(directory)) {
            work.run();
            OptionalLong counted = calls.stop();
            return counted.isPresent()
                    ? figures.with(Figure.SYSTEM_CALLS, counted.getAsLong() / (bytes / BYTES_PER_GB))
                    : figures;
        } catch (WorkFailed | IOException e) {
            return figures;
        }
    }

    /** What brokers are kept busy with. */
    interface Work {
        void run() throws WorkFailed, IOException, InterruptedException;
    }

    /**
     * Looks at the files of every broker of {@code plan}.
     *
     * @throws WorkFailed unless each holds so many records of {@code topic}: see {@link StoredBatches#await}
     */
    void checkStored(ClusterPlan plan, String topic, long records)
            throws WorkFailed, IOException, InterruptedException {
        if (!contender.isStoring()) {
            return;
        }
        List<Path> brokers;
        try (Stream<Path> directories = Files.list(directory.resolve(BROKERS).resolve("data"))) {
            brokers = directories.toList();
        }
        if (brokers.size() != plan.brokers()) {
            throw new WorkFailed(brokers.size() + " brokers have files, of " + plan.brokers());
        }
        StoredBatches.await(brokers, topic, records, STORED_WITHIN_MS);
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
