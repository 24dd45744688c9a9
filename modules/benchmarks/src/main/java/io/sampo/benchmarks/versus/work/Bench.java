package io.sampo.benchmarks.versus.work;

import io.sampo.benchmarks.versus.contender.Cluster;
import io.sampo.benchmarks.versus.contender.ClusterPlan;
import io.sampo.benchmarks.versus.contender.Contender;
import io.sampo.benchmarks.versus.contender.Installation;
import io.sampo.benchmarks.versus.contender.SampoContender;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The place of one run: who works, with what, and where files lie meanwhile.
 *
 * @param directory empty; whoever made the bench removes it
 */
public record Bench(Installation installation, Contender contender, Path directory) {
    /** Brokers that are ready to be started, in a directory of their own below {@code name}. */
    Cluster cluster(ClusterPlan plan, String name) throws IOException, InterruptedException {
        return new Cluster(contender.prepare(plan, Files.createDirectories(directory.resolve(name))));
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
