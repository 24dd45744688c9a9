package io.sampo.systemtests.compat;

import io.sampo.systemtests.kafka.KafkaCluster;
import io.sampo.systemtests.kafka.KafkaNode;
import io.sampo.testkit.ProcessCluster;
import io.sampo.testkit.process.ChildProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.TopicPartitionInfo;

/** Three broker processes of the {@link Contender} that was chosen, with ids 1 to 3, and what is done to them. */
final class ThreeBrokers implements AutoCloseable {
    private static final Duration WITHIN = Duration.ofSeconds(90);

    /** One of them. */
    interface Broker {
        void kill();

        /** SIGTERM, and waits for the end. */
        void stop();

        void pause();

        void resume();
    }

    private final Supplier<String> bootstrap;
    private final IntFunction<Broker> brokers;
    private final Runnable startAbsent;
    private final Runnable end;

    private ThreeBrokers(Supplier<String> bootstrap, IntFunction<Broker> brokers, Runnable startAbsent, Runnable end) {
        this.bootstrap = bootstrap;
        this.brokers = brokers;
        this.startAbsent = startAbsent;
        this.end = end;
    }

    static ThreeBrokers start(Path directory) {
        return switch (Contender.chosen()) {
            case SAMPO -> {
                ProcessCluster sampo = ProcessCluster.startWithKafka(3, directory);
                yield new ThreeBrokers(
                        sampo::kafkaBootstrap, id -> ofSampo(sampo.broker(id)), sampo::launchAll, sampo::close);
            }
            case KAFKA -> {
                KafkaCluster kafka = KafkaCluster.start(3, directory);
                yield new ThreeBrokers(
                        kafka::bootstrap, id -> ofKafka(kafka.node(id)), () -> startAbsent(kafka), kafka::close);
            }
        };
    }

    private static Broker ofSampo(ChildProcess process) {
        return new Broker() {
            @Override
            public void kill() {
                process.kill();
            }

            @Override
            public void stop() {
                process.terminate();
                process.awaitExit(WITHIN).orElseThrow();
            }

            @Override
            public void pause() {
                process.pause();
            }

            @Override
            public void resume() {
                process.resume();
            }
        };
    }

    private static Broker ofKafka(KafkaNode node) {
        return new Broker() {
            @Override
            public void kill() {
                node.kill();
            }

            @Override
            public void stop() {
                node.stop();
            }

            @Override
            public void pause() {
                node.pause();
            }

            @Override
            public void resume() {
                node.resume();
            }
        };
    }

    private static void startAbsent(KafkaCluster kafka) {
        List<KafkaNode> absent = IntStream.rangeClosed(1, 3)
                .mapToObj(kafka::node)
                .filter(node -> !node.isRunning())
                .toList();
        absent.forEach(KafkaNode::launch);
        absent.forEach(KafkaNode::awaitReady);
    }

    Broker broker(int id) {
        return brokers.apply(id);
    }

    /** Starts those that do not run, and waits until they serve. */
    void startAbsent() {
        startAbsent.run();
    }

    /** Kafka's own clients of them. */
    TextClients clients() {
        return new TextClients(bootstrap);
    }

    /** A topic of three replicas, two of which have to be in sync. */
    void createTopic(Admin admin, String topic, int partitions) throws Exception {
        // It stands before anybody asks for it, or the producer's first question makes it.
        admin.createTopics(
                        List.of(new NewTopic(topic, partitions, (short) 3).configs(Map.of("min.insync.replicas", "2"))))
                .all()
                .get();
    }

    /** Partition 0 of a topic as the cluster tells of it. */
    static TopicPartitionInfo describe(Admin admin, String topic) throws Exception {
        TopicDescription described =
                admin.describeTopics(List.of(topic)).allTopicNames().get().get(topic);
        return described.partitions().get(0);
    }

    @Override
    public void close() {
        end.run();
    }
}
