package io.sampo.systemtests.tools;

import io.sampo.systemtests.kafka.KafkaCluster;
import io.sampo.systemtests.kafka.KafkaToolHost;
import io.sampo.testkit.BrokerMain;
import io.sampo.testkit.ProcessCluster;
import io.sampo.testkit.process.JavaCommand;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Sampo and Kafka, with as many brokers, and configured alike. */
final class Clusters implements AutoCloseable {
    /** What {@link KafkaCluster} says of Kafka; and leaders stay where a tool has put them, as in Kafka for five minutes. */
    private static final String AS_KAFKA = """

            sampo.listeners = "PLAINTEXT://127.0.0.1:0"
            sampo.offsets.topic.num.partitions = 3
            sampo.group.initial.rebalance.delay.ms = 0
            sampo.auto.create.topics.enable = false
            sampo.leader.imbalance.check.interval.seconds = 300
            """;

    private final ProcessCluster sampo;
    private final KafkaCluster kafka;
    private final Side ours;
    private final Side theirs;

    private Clusters(ProcessCluster sampo, KafkaCluster kafka, Path directory) {
        this.sampo = sampo;
        this.kafka = kafka;
        this.ours = new Side("sampo", sampo.kafkaBootstrap(), directory.resolve("sampo"), KafkaToolHost.start());
        this.theirs = new Side("kafka", kafka.bootstrap(), directory.resolve("kafka"), KafkaToolHost.start());
    }

    static Clusters start(int brokers, Path directory) throws IOException {
        Path ours = Files.createDirectories(directory.resolve("sampo"));
        ProcessCluster sampo = ProcessCluster.start(brokers, ours, (brokerId, file) -> command(file));
        try {
            KafkaCluster kafka = KafkaCluster.start(brokers, Files.createDirectories(directory.resolve("kafka")));
            return new Clusters(sampo, kafka, directory);
        } catch (RuntimeException | Error e) {
            sampo.close();
            throw e;
        }
    }

    private static JavaCommand command(Path file) {
        try {
            Files.writeString(file, AS_KAFKA, StandardOpenOption.APPEND);
            return JavaCommand.of(BrokerMain.class.getName(), file.toString());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write to " + file, e);
        }
    }

    Side sampo() {
        return ours;
    }

    Side kafka() {
        return theirs;
    }

    @Override
    public void close() {
        ours.tools().close();
        theirs.tools().close();
        sampo.close();
        kafka.close();
    }
}
