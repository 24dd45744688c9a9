package io.sampo.systemtests.compat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sampo.testkit.Await;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Compacted topics as Apache Kafka's own clients see them. */
class KafkaCompactedTopicsTest {
    /** Segments are closed at once, and compacted when there is anything to gain. */
    private static final Map<String, String> COMPACTED = Map.of(
            "cleanup.policy", "compact",
            "segment.ms", "100",
            "min.cleanable.dirty.ratio", "0.01",
            "delete.retention.ms", "100");

    @TempDir
    private static Path directory;

    private static OneBroker broker;
    private static TextClients clients;

    @BeforeAll
    static void start() {
        broker = OneBroker.start(directory);
        clients = broker.clients();
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    private static void send(
            KafkaProducer<String, String> producer, TopicPartition to, String key, @Nullable String value) {
        try {
            producer.send(new ProducerRecord<>(to.topic(), to.partition(), key, value))
                    .get();
        } catch (ExecutionException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Sends one record more, again and again, until what the topic holds is so: only closed segments are compacted. */
    private static List<ConsumerRecord<String, String>> whenCompacted(
            KafkaProducer<String, String> producer,
            TopicPartition partition,
            Predicate<List<ConsumerRecord<String, String>>> isSo) {
        Await.until("the topic to be compacted", () -> {
            send(producer, partition, "filler", "x");
            return isSo.test(clients.readAll(partition));
        });
        return clients.readAll(partition);
    }

    private static long times(List<ConsumerRecord<String, String>> records, String key) {
        return records.stream().filter(record -> record.key().equals(key)).count();
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "lz4"})
    void theLatestRecordOfEachKeyStaysWhereItWas(String codec) throws Exception {
        TopicPartition partition = new TopicPartition(broker.topic("compacted", 1, COMPACTED), 0);
        try (KafkaProducer<String, String> producer =
                clients.producer("compression.type", codec, "linger.ms", 5, "batch.size", 1_000)) {
            // given: ten keys, ten times
            for (int i = 0; i < 100; i++) {
                producer.send(new ProducerRecord<>(partition.topic(), 0, "k" + i % 10, "v" + i));
            }
            producer.flush();
            // when
            List<ConsumerRecord<String, String>> left =
                    whenCompacted(producer, partition, all -> times(all, "k0") == 1 && times(all, "k9") == 1);
            // then
            assertThat(left.subList(0, 10))
                    .extracting(ConsumerRecord::offset)
                    .containsExactly(90L, 91L, 92L, 93L, 94L, 95L, 96L, 97L, 98L, 99L);
            assertThat(left.subList(0, 10))
                    .extracting(ConsumerRecord::value)
                    .startsWith("v90")
                    .endsWith("v99");
            try (KafkaConsumer<String, String> consumer = clients.consumer()) {
                consumer.assign(List.of(partition));
                // Whoever comes to an offset that was taken away gets the next one that is there.
                consumer.seek(partition, 15);
                assertThat(TextClients.readAtLeast(consumer, 10).get(0).offset())
                        .isEqualTo(90);
                assertThat(consumer.beginningOffsets(List.of(partition))).containsEntry(partition, 0L);
            }
        }
    }

    @Test
    void aKeyThatIsDeletedIsGoneInTheEnd() throws Exception {
        TopicPartition partition = new TopicPartition(broker.topic("deleted", 1, COMPACTED), 0);
        try (KafkaProducer<String, String> producer = clients.producer()) {
            // given
            send(producer, partition, "stays", "here");
            send(producer, partition, "goes", "away");
            // when
            send(producer, partition, "goes", null);
            // then
            List<ConsumerRecord<String, String>> left =
                    whenCompacted(producer, partition, all -> times(all, "goes") == 0);
            assertThat(times(left, "stays")).isEqualTo(1);
        }
    }

    @Test
    void aRecordWithoutAKeyIsRefused() throws Exception {
        String topic = broker.topic("keyless", 1, COMPACTED);
        try (KafkaProducer<String, String> producer = clients.producer()) {
            assertThatThrownBy(() -> producer.send(new ProducerRecord<>(topic, 0, null, "v"))
                            .get())
                    .hasCauseInstanceOf(InvalidRecordException.class);
            send(producer, new TopicPartition(topic, 0), "k", "v");
        }
        assertThat(clients.readAll(new TopicPartition(topic, 0)))
                .extracting(ConsumerRecord::key)
                .containsExactly("k");
    }
}
