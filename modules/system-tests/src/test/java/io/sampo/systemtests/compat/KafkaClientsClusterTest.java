package io.sampo.systemtests.compat;

import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.testkit.ProcessCluster;
import io.sampo.testkit.process.ChildProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.IntegerDeserializer;
import org.apache.kafka.common.serialization.IntegerSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Apache Kafka's own clients against three broker processes of which one is killed, or stops, in the middle. */
class KafkaClientsClusterTest {
    private static final Duration WITHIN = Duration.ofSeconds(90);

    @TempDir
    private static Path directory;

    private static ProcessCluster cluster;

    @BeforeAll
    static void start() {
        cluster = ProcessCluster.startWithKafka(3, directory);
    }

    @AfterAll
    static void stop() {
        cluster.close();
    }

    private static Map<String, Object> settings(Object... keysAndValues) {
        Map<String, Object> settings = new HashMap<>();
        settings.put("bootstrap.servers", cluster.kafkaBootstrap());
        for (int i = 0; i < keysAndValues.length; i += 2) {
            settings.put((String) keysAndValues[i], keysAndValues[i + 1]);
        }
        return settings;
    }

    /** Numbers, one after the other, until it is closed; what is acknowledged is counted. */
    private static final class Numbers implements AutoCloseable {
        private final KafkaProducer<Integer, Integer> producer =
                new KafkaProducer<>(settings(), new IntegerSerializer(), new IntegerSerializer());
        private final AtomicInteger acknowledged = new AtomicInteger();
        private final AtomicBoolean ends = new AtomicBoolean();
        private final CompletableFuture<Integer> sent;

        Numbers(TopicPartition to) {
            sent = CompletableFuture.supplyAsync(() -> {
                int next = 0;
                while (!ends.get()) {
                    producer.send(new ProducerRecord<>(to.topic(), to.partition(), null, next++), (where, failure) -> {
                        if (failure == null) {
                            acknowledged.incrementAndGet();
                        }
                    });
                    if (next % 50 == 0) {
                        producer.flush();
                    }
                }
                return next;
            });
        }

        void awaitMore(int count) {
            int from = acknowledged.get();
            long deadlineNs = System.nanoTime() + WITHIN.toNanos();
            while (acknowledged.get() < from + count) {
                assertThat(System.nanoTime())
                        .as("acknowledged by now: " + acknowledged)
                        .isLessThan(deadlineNs);
                Thread.onSpinWait();
            }
        }

        /** Returns how many were sent, all of them acknowledged. */
        int finish() throws Exception {
            ends.set(true);
            int count = sent.get(WITHIN.toSeconds(), TimeUnit.SECONDS);
            producer.close();
            assertThat(acknowledged.get()).as("nothing was given up").isEqualTo(count);
            return count;
        }

        @Override
        public void close() {
            ends.set(true);
            producer.close(Duration.ZERO);
        }
    }

    private static TopicDescription describe(Admin admin, String topic) throws Exception {
        return admin.describeTopics(List.of(topic)).allTopicNames().get().get(topic);
    }

    private static List<Integer> read(TopicPartition partition, int count) {
        List<Integer> values = new ArrayList<>();
        try (KafkaConsumer<Integer, Integer> consumer =
                new KafkaConsumer<>(settings(), new IntegerDeserializer(), new IntegerDeserializer())) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long deadlineNs = System.nanoTime() + WITHIN.toNanos();
            while (values.size() < count && System.nanoTime() < deadlineNs) {
                consumer.poll(Duration.ofMillis(200)).forEach(record -> values.add(record.value()));
            }
        }
        return values;
    }

    @Test
    void aProducerGoesOnWithTheNextLeaderAndNothingIsLostDoubledOrOutOfOrder() throws Exception {
        TopicPartition partition = new TopicPartition("killed", 0);
        try (Admin admin = Admin.create(settings())) {
            // The topic stands before anybody asks for it, or the producer's first question makes it.
            admin.createTopics(
                            List.of(new NewTopic("killed", 1, (short) 3).configs(Map.of("min.insync.replicas", "2"))))
                    .all()
                    .get();
            killAndStopLeadersUnder(partition, admin);
        }
    }

    private static void killAndStopLeadersUnder(TopicPartition partition, Admin admin) throws Exception {
        try (Numbers numbers = new Numbers(partition)) {
            // given
            numbers.awaitMore(500);
            int leader = describe(admin, "killed").partitions().get(0).leader().id();

            // when: killed, and then stopped in order
            cluster.broker(leader).kill();
            numbers.awaitMore(500);
            cluster.launchAll();
            int next = describe(admin, "killed").partitions().get(0).leader().id();
            ChildProcess stopping = cluster.broker(next);
            stopping.terminate();
            stopping.awaitExit(WITHIN);
            numbers.awaitMore(500);
            cluster.launchAll();

            // then
            int count = numbers.finish();
            List<Integer> read = read(partition, count);
            assertThat(read).hasSize(count).isSorted();
            assertThat(new TreeSet<>(read)).hasSize(count);
        }
    }
}
