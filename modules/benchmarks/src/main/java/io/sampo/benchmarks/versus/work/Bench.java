package io.sampo.benchmarks.versus.work;

import io.sampo.benchmarks.versus.contender.Cluster;
import io.sampo.benchmarks.versus.contender.ClusterPlan;
import io.sampo.benchmarks.versus.contender.Contender;
import io.sampo.benchmarks.versus.contender.Installation;
import io.sampo.benchmarks.versus.contender.ProcessUsage;
import io.sampo.benchmarks.versus.contender.SampoContender;
import io.sampo.benchmarks.versus.report.Figure;
import io.sampo.benchmarks.versus.report.Figures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The place of one run: who works, with what, and where files lie meanwhile.
 *
 * @param directory empty; whoever made the bench removes it
 */
public record Bench(Installation installation, Contender contender, Path directory) {
    private static final double BYTES_PER_GB = 1e9;
    private static final double BYTES_PER_MB = 1e6;

    /** Brokers that are ready to be started, in a directory of their own below {@code name}. */
    Cluster cluster(ClusterPlan plan, String name) throws IOException, InterruptedException {
        return new Cluster(contender.prepare(plan, Files.createDirectories(directory.resolve(name))));
    }

    /**
     * These and what the brokers are measured by beside their work. Asks them for what they have allocated, so it comes last.
     *
     * @param ioCalls in the measured part, for {@code measuredBytes} of values
     * @param bytesInAll of values since the brokers have started
     */
    static Figures withBrokers(Figures figures, Cluster cluster, long ioCalls, double measuredBytes, double bytesInAll)
            throws IOException {
        return withFootprint(figures, cluster)
                .with(Figure.IO_CALLS, ioCalls / (measuredBytes / BYTES_PER_GB))
                .with(Figure.ALLOCATION, cluster.allocatedBytes() / BYTES_PER_MB / (bytesInAll / BYTES_PER_GB));
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

    /** The replay client. */
    Driver rawDriver(Cluster cluster) throws IOException {
        return Driver.start(installation, cluster, "RawDriver", directory.resolve("raw-driver.log"));
    }
}
