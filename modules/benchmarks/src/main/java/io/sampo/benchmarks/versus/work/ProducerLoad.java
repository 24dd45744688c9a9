package io.sampo.benchmarks.versus.work;

import io.sampo.benchmarks.versus.contender.Cluster;
import io.sampo.benchmarks.versus.work.Workload.WorkFailed;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/**
 * Kafka's {@code ProducerPerformance}, unlimited, acks=all: a JVM for each call.
 *
 * @param lingerMs 5 is the default of Kafka's producer
 */
record ProducerLoad(int recordBytes, int batchBytes, int lingerMs) {
    private static final long ENDS_WITHIN_S = 600;
    private static final int PAYLOADS = 1000;
    private static final int LETTERS = 26;

    /** Sends {@code records} records to {@code topic}. */
    ProducerReport run(Bench bench, Cluster cluster, String topic, long records)
            throws WorkFailed, IOException, InterruptedException {
        List<String> command = bench.installation()
                .kafka(
                        List.of("-Xmx512m", "-XX:+UseG1GC"),
                        "org.apache.kafka.tools.ProducerPerformance",
                        List.of(
                                "--bootstrap-server",
                                cluster.bootstrap(),
                                "--topic",
                                topic,
                                "--num-records",
                                Long.toString(records),
                                "--throughput",
                                "-1",
                                "--payload-file",
                                payloads(bench).toString(),
                                "--command-property",
                                "acks=all",
                                "linger.ms=" + lingerMs,
                                "batch.size=" + batchBytes));
        Path output = bench.directory().resolve("producer.log");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            if (!process.waitFor(ENDS_WITHIN_S, TimeUnit.SECONDS)) {
                throw new WorkFailed("ProducerPerformance has not ended within " + ENDS_WITHIN_S + " s; brokers: "
                        + cluster.state());
            }
        } finally {
            process.destroyForcibly();
        }
        ProducerReport report = ProducerReport.parse(Files.readAllLines(output));
        if (process.exitValue() != 0 || report.records() != records) {
            throw new WorkFailed("ProducerPerformance ended with " + process.exitValue() + " after " + report.records()
                    + " of " + records + " records; brokers: " + cluster.state());
        }
        return report;
    }

    /**
     * A file of values, a line for each. With --record-size the tool would make every byte of every record anew, one or two microseconds
     * for each KB that are no work of a producer.
     */
    Path payloads(Bench bench) throws IOException {
        Path file = bench.directory().resolve("payloads");
        if (Files.notExists(file)) {
            Random random = new Random(recordBytes);
            StringBuilder text = new StringBuilder();
            for (int payload = 0; payload < PAYLOADS; payload++) {
                for (int i = 0; i < recordBytes; i++) {
                    text.append((char) ('a' + random.nextInt(LETTERS)));
                }
                text.append('\n');
            }
            Files.writeString(file, text, StandardCharsets.US_ASCII);
        }
        return file;
    }
}
