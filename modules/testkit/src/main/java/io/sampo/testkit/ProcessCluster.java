package io.sampo.testkit;

import io.sampo.client.ClientSettings;
import io.sampo.client.SampoClient;
import io.sampo.testkit.process.ChildProcess;
import io.sampo.testkit.process.JavaCommand;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A cluster of broker processes on loopback: what a test kills, pauses and starts again from outside. Closing it kills what
 * still runs; no process outlives this JVM. Everything they print is in {@code brokers.log} of the directory.
 */
public final class ProcessCluster implements AutoCloseable {
    private static final Duration READY_WITHIN = Duration.ofMinutes(3);

    /** Behind the rest of a configuration file: the last one wins. */
    private static final String KAFKA_AT_A_FREE_PORT = "\nsampo.listeners = \"PLAINTEXT://127.0.0.1:0\"\n";

    private final ClusterLayout layout;
    private final BiFunction<Integer, Path, JavaCommand> command;
    private final Path directory;
    private final PrintStream log;
    private final Map<Integer, ChildProcess> running = new TreeMap<>();

    private ProcessCluster(
            ClusterLayout layout, BiFunction<Integer, Path, JavaCommand> command, Path directory, PrintStream log) {
        this.layout = layout;
        this.command = command;
        this.directory = directory;
        this.log = log;
    }

    /** {@code brokers} brokers, started at once, all of them serving. */
    public static ProcessCluster start(int brokers, Path directory) {
        return start(
                brokers, directory, (brokerId, file) -> JavaCommand.of(BrokerMain.class.getName(), file.toString()));
    }

    /** As {@link #start(int, Path)}, serving Kafka clients too, each broker at a free port: see {@link #kafkaBootstrap}. */
    public static ProcessCluster startWithKafka(int brokers, Path directory) {
        return start(brokers, directory, (brokerId, file) -> {
            try {
                Files.writeString(file, KAFKA_AT_A_FREE_PORT, StandardOpenOption.APPEND);
            } catch (IOException e) {
                throw new UncheckedIOException("Cannot write to " + file, e);
            }
            return JavaCommand.of(BrokerMain.class.getName(), file.toString());
        });
    }

    /**
     * As {@link #start(int, Path)} with another way to start a broker, for example the command of {@code cli}.
     *
     * @param command from broker id and configuration file; what it starts prints a line that begins with {@code READY}
     */
    public static ProcessCluster start(int brokers, Path directory, BiFunction<Integer, Path, JavaCommand> command) {
        return start(brokers, brokers, directory, command);
    }

    /** A cluster of {@code brokers} of which only the first {@code begun} run yet; {@link #launch} adds the others to it. */
    public static ProcessCluster startFirst(int begun, int brokers, Path directory) {
        return start(
                begun,
                brokers,
                directory,
                (brokerId, file) -> JavaCommand.of(BrokerMain.class.getName(), file.toString()));
    }

    private static ProcessCluster start(
            int begun, int brokers, Path directory, BiFunction<Integer, Path, JavaCommand> command) {
        ClusterLayout layout = ClusterLayout.onFreePorts(brokers);
        ProcessCluster cluster = new ProcessCluster(layout, command, directory, openLog(directory));
        try {
            for (ClusterLayout.Member member : layout.members()) {
                Files.writeString(
                        cluster.configFile(member.brokerId()), layout.configText(member.brokerId(), directory));
            }
            cluster.launchAll(begun);
            return cluster;
        } catch (IOException e) {
            cluster.close();
            throw new UncheckedIOException("Cannot write the configuration of the brokers to " + directory, e);
        } catch (RuntimeException | Error e) {
            cluster.close();
            throw e;
        }
    }

    private static PrintStream openLog(Path directory) {
        try {
            return new PrintStream(
                    Files.newOutputStream(directory.resolve("brokers.log")), true, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write to " + directory, e);
        }
    }

    private Path configFile(int brokerId) {
        return directory.resolve("broker-" + brokerId + ".conf");
    }

    /** Starts every broker that does not run, all at once, and returns when all of them serve. */
    public void launchAll() {
        launchAll(layout.members().size());
    }

    private void launchAll(int first) {
        List<Integer> absent = layout.members().stream()
                .limit(first)
                .map(ClusterLayout.Member::brokerId)
                .filter(brokerId -> !isRunning(brokerId))
                .toList();
        absent.forEach(this::launch);
        absent.forEach(this::awaitReady);
    }

    /** Starts a broker that does not run; does not wait. */
    public void launch(int brokerId) {
        if (isRunning(brokerId)) {
            throw new IllegalStateException("Broker " + brokerId + " runs already");
        }
        ChildProcess before = running.put(
                brokerId,
                ChildProcess.start(
                        "broker-" + brokerId,
                        command.apply(brokerId, configFile(brokerId)).toArguments(),
                        directory,
                        log));
        if (before != null) {
            before.close();
        }
    }

    /** Starts a second process of a broker, with the same directories, while the first one lives. The caller closes it. */
    public ChildProcess launchSuccessor(int brokerId) {
        return ChildProcess.start(
                "broker-" + brokerId + "-successor",
                command.apply(brokerId, configFile(brokerId)).toArguments(),
                directory,
                log);
    }

    /**
     * Starts a broker, no voter, as if on another machine: another process with the same id at other ports, with empty
     * directories below {@code elsewhere}, whatever becomes of the first one. The caller closes it.
     */
    public ChildProcess launchElsewhere(int brokerId, Path elsewhere) {
        Path file = elsewhere.resolve("broker-" + brokerId + ".conf");
        try {
            Files.writeString(file, layout.withMoved(brokerId).configText(brokerId, elsewhere));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write the configuration of a broker to " + elsewhere, e);
        }
        return ChildProcess.start(
                "broker-" + brokerId + "-elsewhere",
                command.apply(brokerId, file).toArguments(),
                elsewhere,
                log);
    }

    /** Waits for the {@code READY} line of a broker that was launched. */
    public void awaitReady(int brokerId) {
        broker(brokerId).awaitLine(line -> line.startsWith("READY"), READY_WITHIN);
    }

    private boolean isRunning(int brokerId) {
        ChildProcess process = running.get(brokerId);
        return process != null && process.isAlive();
    }

    /** The latest process of a broker: kill it, pause it, read what it said. */
    public ChildProcess broker(int brokerId) {
        @Nullable ChildProcess process = running.get(brokerId);
        if (process == null) {
            throw new IllegalArgumentException("No broker " + brokerId + "; there are " + running.keySet());
        }
        return process;
    }

    public Collection<ChildProcess> brokers() {
        return new ArrayList<>(running.values());
    }

    public ClusterLayout layout() {
        return layout;
    }

    /** {@code bootstrap.servers} of Kafka clients: every broker that runs. */
    public String kafkaBootstrap() {
        return running.values().stream()
                .filter(ChildProcess::isAlive)
                .map(broker -> broker.awaitLine(line -> line.startsWith("READY"), READY_WITHIN))
                .map(line -> line.replaceAll(".* kafka=(\\S+) .*", "$1"))
                .collect(Collectors.joining(","));
    }

    /** A client that knows all brokers; the caller closes it. */
    public SampoClient client() {
        return SampoClient.connect(ClientSettings.bootstrap(layout.bootstrap()));
    }

    /** {@code kill -9} for all that still run. */
    @Override
    public void close() {
        running.values().forEach(ChildProcess::close);
        log.close();
    }
}
