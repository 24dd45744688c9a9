package io.sampo.systemtests.compat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InvalidTimestampException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TransactionalIdAuthorizationException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Apache Kafka's own producers and consumers, unchanged: without groups. */
class KafkaClientsTest {
    private static final Long SENT_MS = 1_700_000_000_123L;

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

    private static Stream<Arguments> everyCodecWithEveryAcks() {
        return Stream.of("none", "gzip", "snappy", "lz4", "zstd")
                .flatMap(codec -> Stream.of("all", "1", "0").map(acks -> Arguments.of(codec, acks)));
    }

    @ParameterizedTest
    @MethodSource("everyCodecWithEveryAcks")
    void whatIsSentInEveryCodecIsReadAsItWas(String codec, String acks) throws Exception {
        // given
        TopicPartition partition = new TopicPartition("codec-" + codec + "-" + acks, 0);
        List<String> values = IntStream.range(0, 2_000)
                .mapToObj(i -> "value-" + i + "-" + "x".repeat(i % 50))
                .toList();
        // when
        List<Future<RecordMetadata>> sent = new ArrayList<>();
        try (KafkaProducer<String, String> producer =
                clients.producer("compression.type", codec, "acks", acks, "max.in.flight.requests.per.connection", 1)) {
            for (String value : values) {
                sent.add(producer.send(new ProducerRecord<>(partition.topic(), 0, null, value)));
            }
        }
        // then
        for (int i = 0; i < values.size(); i++) {
            assertThat(sent.get(i)
                            .get(TextClients.WITHIN.toSeconds(), TimeUnit.SECONDS)
                            .offset())
                    .isEqualTo(acks.equals("0") ? -1 : i);
        }
        assertThat(clients.read(partition, values.size()))
                .extracting(ConsumerRecord::value)
                .isEqualTo(values);
    }

    @Test
    void keysHeadersAndTimestampsComeBackAsTheyWereSent() throws Exception {
        // given
        TopicPartition partition = new TopicPartition("headers", 0);
        ProducerRecord<String, String> record =
                new ProducerRecord<>(partition.topic(), 0, SENT_MS, "key", (String) null);
        record.headers().add("h", new byte[] {1, 2}).add("h", null).add("", "ü".getBytes(StandardCharsets.UTF_8));
        // when
        try (KafkaProducer<String, String> producer = clients.producer()) {
            RecordMetadata sent = producer.send(record).get();
            assertThat(sent.timestamp()).isEqualTo(SENT_MS);
        }
        // then
        ConsumerRecord<String, String> read = clients.read(partition, 1).get(0);
        assertThat(read.key()).isEqualTo("key");
        assertThat(read.value()).isNull();
        assertThat(read.timestamp()).isEqualTo(SENT_MS);
        assertThat(read.headers()).extracting(Header::key).containsExactly("h", "h", "");
        assertThat(read.headers().toArray()[1].value()).isNull();
        assertThat(read.leaderEpoch()).isPresent();
    }

    @Test
    void aConsumerGoesWhereItWantsAndKnowsWhereAPartitionBeginsAndEnds() throws Exception {
        // given: record i has timestamp 1000 * (i + 1)
        TopicPartition partition = new TopicPartition("seek", 0);
        try (KafkaProducer<String, String> producer = clients.producer()) {
            for (int i = 0; i < 100; i++) {
                producer.send(new ProducerRecord<String, String>(partition.topic(), 0, 1_000L * (i + 1), null, "v" + i))
                        .get();
            }
        }
        try (KafkaConsumer<String, String> consumer = clients.consumer("max.poll.records", 7)) {
            consumer.assign(List.of(partition));
            // then
            assertThat(consumer.beginningOffsets(List.of(partition))).containsEntry(partition, 0L);
            assertThat(consumer.endOffsets(List.of(partition))).containsEntry(partition, 100L);
            OffsetAndTimestamp found =
                    consumer.offsetsForTimes(Map.of(partition, 41_500L)).get(partition);
            assertThat(found.offset()).isEqualTo(41);
            assertThat(found.timestamp()).isEqualTo(42_000);
            assertThat(consumer.offsetsForTimes(Map.of(partition, 999_999_999L)).get(partition))
                    .isNull();
            // when
            consumer.seek(partition, 93);
            assertThat(TextClients.read(consumer, 7))
                    .extracting(ConsumerRecord::offset)
                    .containsExactly(93L, 94L, 95L, 96L, 97L, 98L, 99L);
            consumer.seekToEnd(List.of(partition));
            assertThat(consumer.position(partition)).isEqualTo(100);
        }
    }

    @Test
    void aBrokersTimeIsThatOfTheRecordsWhereTheTopicSaysSo() throws Exception {
        // given
        TopicPartition partition = new TopicPartition(
                broker.topic("append-time", 1, Map.of("message.timestamp.type", "LogAppendTime")), 0);
        long beforeMs = System.currentTimeMillis();
        // when
        try (KafkaProducer<String, String> producer = clients.producer("compression.type", "lz4")) {
            RecordMetadata sent = producer.send(new ProducerRecord<>(partition.topic(), 0, SENT_MS, "k", "v"))
                    .get();
            assertThat(sent.timestamp()).isBetween(beforeMs, System.currentTimeMillis());
        }
        // then
        ConsumerRecord<String, String> read = clients.read(partition, 1).get(0);
        assertThat(read.timestampType()).isEqualTo(TimestampType.LOG_APPEND_TIME);
        assertThat(read.timestamp()).isBetween(beforeMs, System.currentTimeMillis());
    }

    @Test
    void aTimeThatIsTooFarAheadIsRefused() throws Exception {
        String topic = broker.topic("ahead", 1, Map.of("message.timestamp.after.max.ms", "60000"));
        long aheadMs = System.currentTimeMillis() + TimeUnit.HOURS.toMillis(1);
        try (KafkaProducer<String, String> producer = clients.producer()) {
            assertThatThrownBy(() -> producer.send(new ProducerRecord<>(topic, 0, aheadMs, "k", "v"))
                            .get())
                    .hasCauseInstanceOf(InvalidTimestampException.class);
        }
    }

    @Test
    void aPausedPartitionGivesNothingAndGoesOnWhereItWas() throws Exception {
        // given
        String topic = broker.topic("paused", 2, 20);
        TopicPartition paused = new TopicPartition(topic, 0);
        TopicPartition other = new TopicPartition(topic, 1);
        try (KafkaConsumer<String, String> consumer = clients.consumer("max.poll.records", 5)) {
            consumer.assign(List.of(paused));
            consumer.seekToBeginning(List.of(paused));
            assertThat(TextClients.read(consumer, 5))
                    .extracting(ConsumerRecord::offset)
                    .startsWith(0L);
            consumer.assign(List.of(paused, other));
            consumer.seekToBeginning(List.of(other));
            // when
            consumer.pause(List.of(paused));
            // then
            assertThat(TextClients.read(consumer, 20))
                    .extracting(ConsumerRecord::partition)
                    .containsOnly(1);
            assertThat(consumer.poll(Duration.ofMillis(300))).isEmpty();
            assertThat(consumer.position(paused)).isEqualTo(5);
            // when
            consumer.resume(List.of(paused));
            // then
            assertThat(TextClients.read(consumer, 15))
                    .extracting(ConsumerRecord::value)
                    .startsWith("0:5")
                    .endsWith("0:19");
        }
    }

    @Test
    void aBatchThatIsLargerThanTheTopicTakesIsRefusedAndTheNextOneIsNot() throws Exception {
        TopicPartition partition = new TopicPartition(broker.topic("small", 1, Map.of("max.message.bytes", "1000")), 0);
        try (KafkaProducer<String, String> producer = clients.producer()) {
            assertThatThrownBy(() -> producer.send(new ProducerRecord<>(partition.topic(), 0, null, "x".repeat(2_000)))
                            .get())
                    .hasCauseInstanceOf(RecordTooLargeException.class);
            producer.send(new ProducerRecord<>(partition.topic(), 0, null, "y")).get();
        }
        assertThat(clients.readAll(partition)).extracting(ConsumerRecord::value).containsExactly("y");
    }

    @Test
    void aFetchThatBeginsWithinABatchStandsStillForNobody() throws Exception {
        // given: one batch of a hundred records
        TopicPartition partition = new TopicPartition("within", 0);
        try (KafkaProducer<String, String> producer = clients.producer("linger.ms", 200, "batch.size", 1 << 20)) {
            IntStream.range(0, 100)
                    .forEach(i -> producer.send(new ProducerRecord<>(partition.topic(), 0, null, "v" + i)));
        }
        try (KafkaConsumer<String, String> consumer =
                clients.consumer("fetch.max.bytes", 1, "max.partition.fetch.bytes", 1)) {
            consumer.assign(List.of(partition));
            consumer.seek(partition, 57);
            assertThat(TextClients.read(consumer, 43).get(0).offset()).isEqualTo(57);
        }
    }

    @Test
    void aConsumerThatWaitsHearsOfWhatComes() throws Exception {
        TopicPartition partition = new TopicPartition("waiting", 0);
        try (KafkaProducer<String, String> producer = clients.producer();
                KafkaConsumer<String, String> consumer = clients.consumer("fetch.max.wait.ms", 10_000)) {
            // given
            producer.send(new ProducerRecord<>(partition.topic(), 0, null, "first"))
                    .get();
            consumer.assign(List.of(partition));
            consumer.seekToEnd(List.of(partition));
            assertThat(consumer.poll(Duration.ofMillis(300))).isEmpty();
            // when: its fetch waits at the broker by now
            long fromNs = System.nanoTime();
            producer.send(new ProducerRecord<>(partition.topic(), 0, null, "second"))
                    .get();
            // then
            assertThat(TextClients.read(consumer, 1).get(0).value()).isEqualTo("second");
            assertThat(TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - fromNs))
                    .isLessThan(9);
        }
    }

    @Test
    void manyPartitionsAreReadTogetherInOneSession() throws Exception {
        // given
        int partitions = 12;
        List<TopicPartition> topics = IntStream.range(0, partitions)
                .mapToObj(i -> new TopicPartition("many-" + i, 0))
                .toList();
        try (KafkaProducer<String, String> producer = clients.producer()) {
            for (int i = 0; i < 600; i++) {
                producer.send(new ProducerRecord<>(topics.get(i % partitions).topic(), 0, null, "v" + i));
            }
        }
        // when
        try (KafkaConsumer<String, String> consumer =
                clients.consumer("fetch.min.bytes", 100, "fetch.max.wait.ms", 200)) {
            consumer.assign(topics);
            consumer.seekToBeginning(topics);
            // then
            assertThat(TextClients.read(consumer, 600))
                    .extracting(ConsumerRecord::value)
                    .doesNotHaveDuplicates();
            assertThat(consumer.poll(Duration.ofMillis(500))).isEmpty();
        }
    }

    @Test
    void whoeverReadsCommittedRecordsReadsThoseThatNobodyTakesBack() throws Exception {
        TopicPartition partition = new TopicPartition("committed", 0);
        try (KafkaProducer<String, String> producer = clients.producer()) {
            producer.send(new ProducerRecord<>(partition.topic(), 0, null, "v")).get();
        }
        assertThat(clients.read(partition, 1, "isolation.level", "read_committed")
                        .get(0)
                        .value())
                .isEqualTo("v");
        try (KafkaConsumer<String, String> consumer = clients.consumer("isolation.level", "read_committed")) {
            assertThat(consumer.endOffsets(List.of(partition))).containsEntry(partition, 1L);
        }
    }

    @Test
    @DisabledIfSystemProperty(
            named = "sampo.compat.contender",
            matches = "kafka",
            disabledReason = "Kafka has transactions, Sampo has none yet")
    void aTransactionIsRefusedAtOnceAndByName() {
        try (KafkaProducer<String, String> producer =
                clients.producer("transactional.id", "tx", "max.block.ms", 5_000)) {
            assertThatThrownBy(producer::initTransactions)
                    .isInstanceOfAny(
                            TransactionalIdAuthorizationException.class,
                            org.apache.kafka.common.errors.UnsupportedVersionException.class,
                            org.apache.kafka.common.errors.TimeoutException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 900_000, 1_000_000})
    void recordsUpToTheLargestBatchGoThroughInOnePiece(int size) throws Exception {
        TopicPartition partition = new TopicPartition("large-" + size, 0);
        byte[] value = new byte[size];
        new java.util.Random(size).nextBytes(value);
        try (var producer = new KafkaProducer<>(
                clients.settings("max.request.size", 2_000_000),
                new org.apache.kafka.common.serialization.ByteArraySerializer(),
                new org.apache.kafka.common.serialization.ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(partition.topic(), 0, null, value))
                    .get();
        }
        try (var consumer =
                new KafkaConsumer<>(clients.settings(), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            byte[] read = null;
            long deadlineNs = System.nanoTime() + TextClients.WITHIN.toNanos();
            while (read == null && System.nanoTime() < deadlineNs) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(200))) {
                    read = record.value();
                }
            }
            assertThat(read).isEqualTo(value);
        }
    }
}
