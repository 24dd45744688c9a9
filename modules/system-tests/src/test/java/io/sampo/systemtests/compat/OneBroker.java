package io.sampo.systemtests.compat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.sampo.client.SampoClient;
import io.sampo.systemtests.kafka.KafkaCluster;
import io.sampo.testkit.EmbeddedBroker;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/** One broker of the {@link Contender} that was chosen: Sampo's within this JVM, Kafka's beside it. */
final class OneBroker implements AutoCloseable {
    /** Quick heartbeats, no waiting for more members, a cleaner that looks often and knows what is committed. */
    private static final Config SAMPO = ConfigFactory.parseString("""
            sampo.offsets.topic.num.partitions = 4
            sampo.group.initial.rebalance.delay.ms = 0
            sampo.group.consumer.heartbeat.interval.ms = 200
            sampo.log.cleaner.backoff.ms = 100
            sampo.log.flush.offset.checkpoint.interval.ms = 500
            """);

    private static final Map<String, String> KAFKA = Map.of(
            "auto.create.topics.enable", "true",
            "group.consumer.min.heartbeat.interval.ms", "200",
            "group.consumer.heartbeat.interval.ms", "200",
            "log.cleaner.backoff.ms", "100");

    private static final AtomicInteger NAMES = new AtomicInteger();

    private final @Nullable EmbeddedBroker broker;
    private final String bootstrap;
    private final Runnable end;

    private OneBroker(@Nullable EmbeddedBroker broker, String bootstrap, Runnable end) {
        this.broker = broker;
        this.bootstrap = bootstrap;
        this.end = end;
    }

    static OneBroker start(Path directory) {
        return switch (Contender.chosen()) {
            case SAMPO -> {
                EmbeddedBroker broker = EmbeddedBroker.start(directory, SAMPO.withFallback(EmbeddedBroker.WITH_KAFKA));
                yield new OneBroker(broker, broker.kafkaBootstrap(), broker::close);
            }
            case KAFKA -> {
                KafkaCluster kafka = KafkaCluster.start(1, directory, KAFKA);
                yield new OneBroker(null, kafka.bootstrap(), kafka::close);
            }
        };
    }

    String bootstrap() {
        return bootstrap;
    }

    /** A client of Sampo's own, which Kafka has not. */
    SampoClient client() {
        if (broker == null) {
            throw new IllegalStateException("Kafka has no actor clients");
        }
        return broker.client();
    }

    /** Kafka's own clients of it. */
    TextClients clients() {
        return new TextClients(() -> bootstrap);
    }

    Admin admin() {
        return clients().admin();
    }

    GroupMembers group(String groupId, GroupMembers.Protocol protocol) {
        return new GroupMembers(bootstrap, groupId, protocol);
    }

    /** A topic that no other test has, with {@code count} records in each partition: {@code partition:number}. */
    String topic(String prefix, int partitions, int count) throws Exception {
        String topic = topic(prefix, partitions, Map.of());
        produce(topic, partitions, 0, count);
        return topic;
    }

    /** An empty topic that no other test has. */
    String topic(String prefix, int partitions, Map<String, String> configs) throws Exception {
        String topic = prefix + "-" + NAMES.incrementAndGet() + "-" + System.nanoTime();
        try (Admin admin = admin()) {
            admin.createTopics(List.of(new NewTopic(topic, partitions, (short) 1).configs(configs)))
                    .all()
                    .get();
        }
        return topic;
    }

    /** Records {@code from} to {@code to} of each partition. */
    void produce(String topic, int partitions, int from, int to) {
        try (KafkaProducer<String, String> producer = clients().producer()) {
            for (int number = from; number < to; number++) {
                String text = ":" + number;
                IntStream.range(0, partitions)
                        .forEach(partition ->
                                producer.send(new ProducerRecord<>(topic, partition, null, partition + text)));
            }
        }
    }

    @Override
    public void close() {
        end.run();
    }
}
