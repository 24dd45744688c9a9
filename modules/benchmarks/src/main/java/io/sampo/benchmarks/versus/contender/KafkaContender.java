package io.sampo.benchmarks.versus.contender;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Apache Kafka as it is shipped but for its socket buffers and the heap of the comparison, or also with the threads that suit two
 * cores; in KRaft mode, every node broker and controller.
 */
public final class KafkaContender implements Contender {
    private static final String CLUSTER_ID = "U2FtcG9WZXJzdXNLYWZrYQ";

    /** The rest of what {@code kafka-run-class.sh} starts a broker with. */
    private static final List<String> SHIPPED_FLAGS = List.of(
            "-server",
            "-XX:MaxGCPauseMillis=20",
            "-XX:InitiatingHeapOccupancyPercent=35",
            "-XX:+ExplicitGCInvokesConcurrent",
            "-Djava.awt.headless=true");

    /** For two cores, that the clients and the other brokers share: fewer threads that wake each other. */
    private static final List<String> FOR_TWO_CORES =
            List.of("num.network.threads=1", "num.io.threads=2", "background.threads=2", "log.cleaner.threads=1");

    private final Installation installation;
    private final String name;
    private final List<String> further;
    private final List<String> flags;

    private KafkaContender(Installation installation, String name, List<String> further, List<String> flags) {
        this.installation = installation;
        this.name = name;
        this.further = further;
        this.flags = flags;
    }

    /**
     * As it is shipped.
     *
     * @param name in the ledger: two that are the same need two
     */
    public static KafkaContender shipped(Installation installation, String name) {
        return new KafkaContender(installation, name, List.of(), List.of());
    }

    /** With as many threads as suit two cores, and with the JVM flags that Sampo's command adds. */
    public static KafkaContender tuned(Installation installation, String name) {
        return new KafkaContender(installation, name, FOR_TWO_CORES, SampoContender.COMMAND_FLAGS);
    }

    /** Both forms, for people who read figures. */
    public static String description() {
        return "kafka: Apache Kafka 4.3.1 as it is shipped but for socket buffers, `"
                + String.join(" ", Installation.BROKER_FLAGS) + " " + String.join(" ", SHIPPED_FLAGS)
                + "`; kafka-tuned: also `" + String.join(", ", FOR_TWO_CORES) + "` and `"
                + String.join(" ", SampoContender.COMMAND_FLAGS) + "`";
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public List<BrokerProcess> prepare(ClusterPlan plan, Path directory) throws IOException, InterruptedException {
        Files.createDirectories(directory.resolve("data"));
        Iterator<Integer> free = FreePorts.find(2 * plan.brokers());
        List<Integer> ports = IntStream.range(0, 2 * plan.brokers())
                .mapToObj(i -> free.next())
                .toList();
        List<String> all = new ArrayList<>(Installation.BROKER_FLAGS);
        all.addAll(SHIPPED_FLAGS);
        all.addAll(flags);
        List<BrokerProcess> brokers = new ArrayList<>();
        for (int id = 1; id <= plan.brokers(); id++) {
            Path config = directory.resolve("kafka-" + id + ".properties");
            Files.write(config, properties(id, plan, ports, directory));
            format(config);
            brokers.add(new BrokerProcess(
                    "127.0.0.1:" + ports.get(id - 1),
                    installation.kafka(all, "kafka.Kafka", List.of(config.toString())),
                    Map.of(),
                    directory.resolve("kafka-" + id + ".log")));
        }
        return brokers;
    }

    private List<String> properties(int id, ClusterPlan plan, List<Integer> ports, Path directory) {
        List<String> properties = new ArrayList<>(shipped(id, plan, ports, directory));
        properties.addAll(further);
        plan.settings().forEach((key, value) -> properties.add(key + "=" + value));
        return properties;
    }

    private static List<String> shipped(int id, ClusterPlan plan, List<Integer> ports, Path directory) {
        String clients = "PLAINTEXT://127.0.0.1:" + ports.get(id - 1);
        String voters = IntStream.rangeClosed(1, plan.brokers())
                .mapToObj(voter -> voter + "@127.0.0.1:" + ports.get(plan.brokers() + voter - 1))
                .collect(Collectors.joining(","));
        return List.of(
                "process.roles=broker,controller",
                "node.id=" + id,
                "controller.quorum.voters=" + voters,
                "controller.listener.names=CONTROLLER",
                "listeners=" + clients + ",CONTROLLER://127.0.0.1:" + ports.get(plan.brokers() + id - 1),
                "advertised.listeners=" + clients,
                "listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT",
                "log.dirs=" + directory.resolve("data/kafka-" + id),
                "num.partitions=" + plan.firstPartitions(),
                "default.replication.factor=" + plan.replicationFactor(),
                "min.insync.replicas=" + plan.minInSync(),
                // As large as the kernel likes. With the fixed 100 KiB one pair had 13 MB/s, with these another had 47.
                "socket.send.buffer.bytes=-1",
                "socket.receive.buffer.bytes=-1",
                "replica.socket.receive.buffer.bytes=-1",
                "offsets.topic.replication.factor=" + plan.brokers(),
                "transaction.state.log.replication.factor=" + plan.brokers(),
                "transaction.state.log.min.isr=1",
                "share.coordinator.state.topic.replication.factor=" + plan.brokers(),
                "share.coordinator.state.topic.min.isr=1",
                "group.initial.rebalance.delay.ms=0");
    }

    private void format(Path config) throws IOException, InterruptedException {
        List<String> command = installation.kafka(
                List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"),
                "kafka.tools.StorageTool",
                List.of("format", "-t", CLUSTER_ID, "-c", config.toString()));
        File output = config.resolveSibling("format.log").toFile();
        int status = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output)
                .start()
                .waitFor();
        if (status != 0) {
            throw new IOException(
                    "kafka.tools.StorageTool ended with " + status + ": " + Files.readString(output.toPath()));
        }
    }
}
