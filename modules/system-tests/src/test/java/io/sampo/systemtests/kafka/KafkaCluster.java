package io.sampo.systemtests.kafka;

import io.sampo.testkit.process.FreePorts;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Apache Kafka 4.3.1 in KRaft mode, every node broker and controller, on free ports of loopback:
 *
 * <pre>{@code
 * try (KafkaCluster kafka = KafkaCluster.start(1, directory, Map.of("log.segment.bytes", "1048576"))) { ... }
 * }</pre>
 *
 * Closing it kills what still runs; no process outlives this JVM. Data and output of node n lie below {@code kafka-n}.
 */
public final class KafkaCluster implements AutoCloseable {
    /** Of every cluster: the tests that use it start from empty directories. */
    public static final String CLUSTER_ID = "U2FtcG9UZXN0c0thZmthMQ";

    private final List<KafkaNode> nodes;

    private KafkaCluster(List<KafkaNode> nodes) {
        this.nodes = List.copyOf(nodes);
    }

    /** {@code count} nodes with Kafka's defaults, serving. */
    public static KafkaCluster start(int count, Path directory) {
        return start(count, directory, Map.of());
    }

    /** {@code count} nodes, serving; {@code overrides} are keys of {@code server.properties}. */
    public static KafkaCluster start(int count, Path directory, Map<String, String> overrides) {
        KafkaCluster cluster = format(count, directory, overrides);
        try {
            cluster.nodes.forEach(KafkaNode::launch);
            cluster.nodes.forEach(KafkaNode::awaitReady);
            return cluster;
        } catch (RuntimeException | Error e) {
            cluster.close();
            throw e;
        }
    }

    /** {@code count} nodes with formatted directories, none started. */
    public static KafkaCluster format(int count, Path directory, Map<String, String> overrides) {
        List<Integer> ports = FreePorts.find(2 * count);
        List<KafkaNode> nodes = new ArrayList<>();
        for (int id = 1; id <= count; id++) {
            try {
                nodes.add(new KafkaNode(
                        id,
                        "127.0.0.1:" + ports.get(id - 1),
                        directory.resolve("kafka-" + id),
                        properties(id, count, ports, overrides)));
            } catch (IOException e) {
                throw KafkaNode.cannotWrite(directory, e);
            }
        }
        nodes.forEach(node -> node.format(CLUSTER_ID));
        return new KafkaCluster(nodes);
    }

    private static List<String> properties(int id, int count, List<Integer> ports, Map<String, String> overrides) {
        String clients = "PLAINTEXT://127.0.0.1:" + ports.get(id - 1);
        String voters = IntStream.rangeClosed(1, count)
                .mapToObj(voter -> voter + "@127.0.0.1:" + ports.get(count + voter - 1))
                .collect(Collectors.joining(","));
        int factor = Math.min(3, count);
        List<String> lines = new ArrayList<>(List.of(
                "process.roles=broker,controller",
                "node.id=" + id,
                "controller.quorum.voters=" + voters,
                "controller.listener.names=CONTROLLER",
                "listeners=" + clients + ",CONTROLLER://127.0.0.1:" + ports.get(count + id - 1),
                "advertised.listeners=" + clients,
                "listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT",
                // What Kafka would spread over brokers that are not there, or wait for.
                "offsets.topic.replication.factor=" + factor,
                "offsets.topic.num.partitions=3",
                "transaction.state.log.replication.factor=" + factor,
                "transaction.state.log.min.isr=1",
                "transaction.state.log.num.partitions=3",
                "share.coordinator.state.topic.replication.factor=" + factor,
                "share.coordinator.state.topic.min.isr=1",
                "group.initial.rebalance.delay.ms=0",
                "auto.create.topics.enable=false"));
        // A key that stands twice counts as it stands last.
        overrides.forEach((key, value) -> lines.add(key + "=" + value));
        return lines;
    }

    /** Contact points of all nodes. */
    public String bootstrap() {
        return nodes.stream().map(KafkaNode::bootstrap).collect(Collectors.joining(","));
    }

    /** Node {@code id}, from 1. */
    public KafkaNode node(int id) {
        return nodes.get(id - 1);
    }

    /** Creates a topic, with topic configs as {@code key=value}. */
    public void createTopic(String topic, int partitions, int replicationFactor, String... configs) {
        List<String> arguments = new ArrayList<>(List.of(
                "--bootstrap-server",
                bootstrap(),
                "--create",
                "--topic",
                topic,
                "--partitions",
                Integer.toString(partitions),
                "--replication-factor",
                Integer.toString(replicationFactor)));
        for (String config : configs) {
            arguments.addAll(List.of("--config", config));
        }
        KafkaTool.run(KafkaTool.TOPICS, arguments.toArray(String[]::new)).orFail();
    }

    @Override
    public void close() {
        nodes.forEach(KafkaNode::close);
    }
}
