package io.sampo.systemtests.kafka;

import io.sampo.testkit.process.ChildProcess;
import io.sampo.testkit.process.JavaCommand;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One node of a {@link KafkaCluster}: its files, and its process while it runs. */
public final class KafkaNode implements AutoCloseable {
    private static final Duration READY_WITHIN = Duration.ofMinutes(3);
    private static final Duration STOPPED_WITHIN = Duration.ofSeconds(40);

    private final int id;
    private final String bootstrap;
    private final Path directory;
    private final PrintStream log;
    private @Nullable ChildProcess process;

    /** @param properties of the server, without {@code log.dirs} */
    KafkaNode(int id, String bootstrap, Path directory, List<String> properties) throws IOException {
        this.id = id;
        this.bootstrap = bootstrap;
        this.directory = Files.createDirectories(directory);
        StringBuilder text =
                new StringBuilder("log.dirs=").append(logDirectory()).append('\n');
        properties.forEach(line -> text.append(line).append('\n'));
        Files.writeString(configFile(), text);
        this.log =
                new PrintStream(Files.newOutputStream(directory.resolve("server.log")), true, StandardCharsets.UTF_8);
    }

    public int id() {
        return id;
    }

    /** {@code host:port} of this node alone. */
    public String bootstrap() {
        return bootstrap;
    }

    /** Where it has its partitions, one directory each. */
    public Path logDirectory() {
        return directory.resolve("logs");
    }

    /** Directory of one partition. */
    public Path partition(String topic, int partition) {
        return logDirectory().resolve(topic + "-" + partition);
    }

    Path configFile() {
        return directory.resolve("server.properties");
    }

    void format(String clusterId) {
        KafkaTool.run(
                        KafkaTool.STORAGE,
                        "format",
                        "-t",
                        clusterId,
                        "-c",
                        configFile().toString())
                .orFail();
    }

    /** Starts the process; it is of use after {@link #awaitReady()}. */
    public void launch() {
        JavaCommand command = KafkaProcess.command(
                        "kafka.Kafka", List.of(configFile().toString()))
                .withFlag("-Xmx512m")
                .withFlag("-Dorg.slf4j.simpleLogger.logFile=System.out");
        process = ChildProcess.start("kafka-" + id, command.toArguments(), directory, log);
    }

    /** Waits until it serves. */
    public void awaitReady() {
        running().awaitLine(line -> line.contains("Kafka Server started"), READY_WITHIN);
    }

    /** Starts it and waits until it serves. */
    public void start() {
        launch();
        awaitReady();
    }

    /** SIGTERM; returns when it has ended in good order. */
    public void stop() {
        ChildProcess child = running();
        child.terminate();
        if (child.awaitExit(STOPPED_WITHIN).isEmpty()) {
            throw new AssertionError("Kafka node " + id + " does not stop; it said\n" + child.lastLines());
        }
        close();
    }

    /** SIGKILL. */
    public void kill() {
        running().kill();
        close();
    }

    public boolean isRunning() {
        return process != null && process.isAlive();
    }

    private ChildProcess running() {
        ChildProcess child = process;
        if (child == null) {
            throw new IllegalStateException("Kafka node " + id + " was not started");
        }
        return child;
    }

    /** Kills it if it runs. Its files stay, its output is in {@code server.log}. */
    @Override
    public void close() {
        ChildProcess child = process;
        process = null;
        if (child != null) {
            child.close();
        }
    }

    static UncheckedIOException cannotWrite(Path directory, IOException cause) {
        return new UncheckedIOException("cannot write the files of a Kafka node to " + directory, cause);
    }
}
