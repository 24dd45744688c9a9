package io.sampo.systemtests.compat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.sampo.client.SampoClient;
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
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/**
 * An embedded broker for tests of groups; or, with {@code -Dsampo.compat.bootstrap}, another cluster that the same laws are looked
 * for at: Kafka's, for one.
 */
final class GroupsBroker implements AutoCloseable {
    /** Quick heartbeats, and no waiting for more members at the beginning. */
    private static final Config QUICK = ConfigFactory.parseString("""
            sampo.offsets.topic.num.partitions = 4
            sampo.group.initial.rebalance.delay.ms = 0
            sampo.group.consumer.heartbeat.interval.ms = 200
            """);

    private static final AtomicInteger NAMES = new AtomicInteger();

    private final @Nullable EmbeddedBroker broker;
    private final String bootstrap;

    private GroupsBroker(@Nullable EmbeddedBroker broker, String bootstrap) {
        this.broker = broker;
        this.bootstrap = bootstrap;
    }

    static GroupsBroker start(Path directory) {
        String elsewhere = System.getProperty("sampo.compat.bootstrap", "");
        if (!elsewhere.isEmpty()) {
            return new GroupsBroker(null, elsewhere);
        }
        EmbeddedBroker broker = EmbeddedBroker.start(directory, QUICK.withFallback(EmbeddedBroker.WITH_KAFKA));
        return new GroupsBroker(broker, broker.kafkaBootstrap());
    }

    String bootstrap() {
        return bootstrap;
    }

    /** True for a cluster of somebody else's. */
    boolean isForeign() {
        return broker == null;
    }

    /** A client of Sampo's own. */
    SampoClient client() {
        if (broker == null) {
            throw new IllegalStateException("a foreign cluster has no actor clients");
        }
        return broker.client();
    }

    Admin admin() {
        return Admin.create(Map.of("bootstrap.servers", bootstrap));
    }

    GroupMembers group(String groupId, GroupMembers.Protocol protocol) {
        return new GroupMembers(bootstrap, groupId, protocol);
    }

    /** A topic that no other test has, with {@code count} records in each partition: {@code partition:number}. */
    String topic(String prefix, int partitions, int count) throws Exception {
        String topic = prefix + "-" + NAMES.incrementAndGet() + "-" + System.nanoTime();
        try (Admin admin = admin()) {
            admin.createTopics(List.of(new NewTopic(topic, partitions, (short) 1)))
                    .all()
                    .get();
        }
        produce(topic, partitions, 0, count);
        return topic;
    }

    /** Records {@code from} to {@code to} of each partition. */
    void produce(String topic, int partitions, int from, int to) {
        try (KafkaProducer<String, String> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrap), new StringSerializer(), new StringSerializer())) {
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
        if (broker != null) {
            broker.close();
        }
    }
}
