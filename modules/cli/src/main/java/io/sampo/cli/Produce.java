package io.sampo.cli;

import io.sampo.client.Producer;
import io.sampo.client.ProducerRecord;
import io.sampo.client.ProducerSettings;
import io.sampo.console.ClusterOptions;
import io.sampo.console.Connection;
import io.sampo.console.text.AckTally;
import io.sampo.console.text.LineReader;
import io.sampo.console.text.LineSender;
import io.sampo.console.text.Pace;
import io.sampo.model.Acks;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code sampo produce}: one record for each line. */
@Command(
        name = "produce",
        mixinStandardHelpOptions = true,
        description = {
            "Send each line of standard input, or of a file, as a record.",
            "Ends 0 only if every line was acknowledged; counts go to standard error."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  echo hello | sampo produce --topic greetings",
            "  sampo produce --topic book --acks all --file README.md",
            "  printf 'alice:1\\nbob:2\\n' | sampo produce --topic scores --key-separator :",
            "  sampo produce --topic load --rate 200 --file lines.txt"
        })
final class Produce implements Callable<Integer> {
    /** Bytes; larger than a program's default, because a file is sent as fast as it can be. */
    private static final int BATCH_SIZE = 128 * 1024;

    @Mixin
    private ClusterOptions cluster;

    @Option(names = "--topic", required = true, paramLabel = "T", description = "Where the records go.")
    private String topic;

    @Option(
            names = "--acks",
            paramLabel = "all|1|0",
            defaultValue = "all",
            description = "Wait for all in-sync replicas, for the leader, or for nobody (default: ${DEFAULT-VALUE}).")
    private String acks;

    @Option(
            names = "--compression",
            paramLabel = "none|gzip|snappy|lz4|zstd",
            defaultValue = "none",
            description = "How batches are packed (default: ${DEFAULT-VALUE}).")
    private String compression;

    @Option(names = "--key-separator", paramLabel = "S", description = "A line is KEY S VALUE. Default: no key.")
    private @Nullable String keySeparator;

    @Option(
            names = "--null-marker",
            paramLabel = "M",
            description = "A VALUE that reads so is none: in a compacted topic its key goes. Default: no such.")
    private @Nullable String nullMarker;

    @Option(names = "--partition", paramLabel = "N", description = "Default: by key, without one spread evenly.")
    private @Nullable Integer partition;

    @Option(names = "--file", paramLabel = "F", description = "Default: standard input.")
    private @Nullable Path file;

    @Option(
            names = "--rate",
            paramLabel = "N",
            defaultValue = "0",
            description = "Lines per second. Default: no limit.")
    private double rate;

    @Option(
            names = "--property",
            paramLabel = "K=V",
            description = "A key of sampo.client.producer, for example linger.ms=5; repeatable.")
    private Map<String, String> properties = new TreeMap<>();

    @Option(names = "--gaps-over-ms", paramLabel = "MS", description = "Also report each longer gap between answers.")
    private long gapsOverMs = Long.MAX_VALUE;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        Acks.parse(acks);
        Pace pace = new Pace(rate);
        PrintWriter err = spec.commandLine().getErr();
        AckTally tally = new AckTally(gapsOverMs);
        Map<String, Object> settings =
                new TreeMap<>(Map.of("acks", acks, "batch.size", BATCH_SIZE, "compression.type", compression));
        settings.putAll(properties);
        ProducerSettings producerSettings = ProducerSettings.of(settings);
        try (LineReader lines = new LineReader(open());
                Connection connection = cluster.connect()) {
            // A mistyped topic or partition is told at once, and once.
            connection.partitionsOf(topic, partition);
            try (Producer producer = connection.producer(producerSettings)) {
                LineSender.Target target = (key, value) -> producer.send(record(key, value));
                new LineSender(target, tally, err::println, keySeparator, pace).sendAll(lines);
            } finally {
                err.println(summary(tally));
            }
        }
        return tally.allAcknowledged() ? ExitCode.DONE : ExitCode.FAILED;
    }

    private InputStream open() throws IOException {
        if (file == null) {
            return System.in;
        }
        if (!Files.exists(file)) {
            throw new IllegalArgumentException("--file " + file + " does not exist");
        }
        if (Files.isDirectory(file)) {
            throw new IllegalArgumentException("--file " + file + " is a directory");
        }
        return Files.newInputStream(file);
    }

    private ProducerRecord record(byte @Nullable [] key, byte[] line) {
        boolean none = nullMarker != null && Arrays.equals(line, nullMarker.getBytes(StandardCharsets.UTF_8));
        ProducerRecord record = new ProducerRecord(topic, key, none ? null : line);
        return partition == null ? record : record.toPartition(partition);
    }

    private static String summary(AckTally tally) {
        return tally.allAcknowledged()
                ? tally.summary()
                : tally.summary() + " first-failure=\"" + tally.firstFailure() + "\"";
    }
}
