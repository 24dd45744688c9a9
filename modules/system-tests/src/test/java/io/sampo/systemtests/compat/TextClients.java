package io.sampo.systemtests.compat;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Clients of Kafka's for keys and values that are text.
 *
 * @param bootstrap brokers that serve now
 */
record TextClients(Supplier<String> bootstrap) {
    static final Duration WITHIN = Duration.ofMinutes(3);

    /** Settings of any client of Kafka's. */
    Map<String, Object> settings(Object... keysAndValues) {
        Map<String, Object> settings = new HashMap<>();
        settings.put("bootstrap.servers", bootstrap.get());
        for (int i = 0; i < keysAndValues.length; i += 2) {
            settings.put((String) keysAndValues[i], keysAndValues[i + 1]);
        }
        return settings;
    }

    Admin admin() {
        return Admin.create(settings());
    }

    KafkaProducer<String, String> producer(Object... settings) {
        return new KafkaProducer<>(settings(settings), new StringSerializer(), new StringSerializer());
    }

    KafkaConsumer<String, String> consumer(Object... settings) {
        return new KafkaConsumer<>(settings(settings), new StringDeserializer(), new StringDeserializer());
    }

    /** The first {@code count} records of a partition. */
    List<ConsumerRecord<String, String>> read(TopicPartition partition, int count, Object... settings) {
        try (KafkaConsumer<String, String> consumer = consumer(settings)) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            return read(consumer, count);
        }
    }

    /** The next {@code count} records, after which no more have come. */
    static List<ConsumerRecord<String, String>> read(KafkaConsumer<String, String> consumer, int count) {
        List<ConsumerRecord<String, String>> records = readAtLeast(consumer, count);
        assertThat(records).as("records that have come").hasSize(count);
        return records;
    }

    /** The next {@code count} records, and those that came with them. */
    static List<ConsumerRecord<String, String>> readAtLeast(KafkaConsumer<String, String> consumer, int count) {
        List<ConsumerRecord<String, String>> records = new ArrayList<>();
        long deadlineNs = System.nanoTime() + WITHIN.toNanos();
        while (records.size() < count && System.nanoTime() < deadlineNs) {
            consumer.poll(Duration.ofMillis(200)).forEach(records::add);
        }
        assertThat(records).as("records that have come").hasSizeGreaterThanOrEqualTo(count);
        return records;
    }

    /** Everything that a partition holds now. */
    List<ConsumerRecord<String, String>> readAll(TopicPartition partition) {
        List<ConsumerRecord<String, String>> records = new ArrayList<>();
        try (KafkaConsumer<String, String> consumer = consumer()) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end = consumer.endOffsets(List.of(partition)).get(partition);
            long deadlineNs = System.nanoTime() + WITHIN.toNanos();
            while (consumer.position(partition) < end) {
                assertThat(System.nanoTime())
                        .as("read up to %d", consumer.position(partition))
                        .isLessThan(deadlineNs);
                consumer.poll(Duration.ofMillis(200)).forEach(records::add);
            }
        }
        return records;
    }
}
