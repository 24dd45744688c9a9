package io.sampo.systemtests.compat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sampo.testkit.EmbeddedBroker;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.CreateTopicsResult;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.InvalidConfigurationException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.TransactionalIdAuthorizationException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.quota.ClientQuotaFilter;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Apache Kafka's own clients, unchanged, in one JVM with an embedded broker: without groups. */
class KafkaClientsTest {
    private static final Duration WITHIN = Duration.ofSeconds(60);
    private static final Long SENT_MS = 1_700_000_000_123L;

    @TempDir
    private static Path directory;

    private static EmbeddedBroker broker;

    @BeforeAll
    static void start() {
        broker = EmbeddedBroker.startWithKafka(directory);
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    private static Map<String, Object> settings(Object... keysAndValues) {
        Map<String, Object> settings = new HashMap<>();
        settings.put("bootstrap.servers", broker.kafkaBootstrap());
        for (int i = 0; i < keysAndValues.length; i += 2) {
            settings.put((String) keysAndValues[i], keysAndValues[i + 1]);
        }
        return settings;
    }

    private static KafkaProducer<String, String> producer(Object... settings) {
        return new KafkaProducer<>(settings(settings), new StringSerializer(), new StringSerializer());
    }

    private static KafkaConsumer<String, String> consumer(Object... settings) {
        return new KafkaConsumer<>(settings(settings), new StringDeserializer(), new StringDeserializer());
    }

    private static List<ConsumerRecord<String, String>> read(TopicPartition partition, int count, Object... settings) {
        try (KafkaConsumer<String, String> consumer = consumer(settings)) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            return read(consumer, count);
        }
    }

    private static List<ConsumerRecord<String, String>> read(KafkaConsumer<String, String> consumer, int count) {
        List<ConsumerRecord<String, String>> records = new ArrayList<>();
        long deadlineNs = System.nanoTime() + WITHIN.toNanos();
        while (records.size() < count && System.nanoTime() < deadlineNs) {
            consumer.poll(Duration.ofMillis(200)).forEach(records::add);
        }
        assertThat(records).as("records that have come").hasSize(count);
        return records;
    }

    @ParameterizedTest
    @CsvSource({"none,all", "gzip,all", "snappy,all", "lz4,all", "zstd,all", "lz4,1", "none,1"})
    void whatIsSentInEveryCodecIsReadAsItWas(String codec, String acks) throws Exception {
        // given
        TopicPartition partition = new TopicPartition("codec-" + codec + "-" + acks, 0);
        List<String> values = IntStream.range(0, 2_000)
                .mapToObj(i -> "value-" + i + "-" + "x".repeat(i % 50))
                .toList();
        // when
        List<Future<RecordMetadata>> sent = new ArrayList<>();
        try (KafkaProducer<String, String> producer =
                producer("compression.type", codec, "acks", acks, "max.in.flight.requests.per.connection", 1)) {
            for (String value : values) {
                sent.add(producer.send(new ProducerRecord<>(partition.topic(), 0, null, value)));
            }
        }
        // then
        for (int i = 0; i < values.size(); i++) {
            assertThat(sent.get(i).get(WITHIN.toSeconds(), TimeUnit.SECONDS).offset())
                    .isEqualTo(i);
        }
        assertThat(read(partition, values.size()))
                .extracting(ConsumerRecord::value)
                .isEqualTo(values);
    }

    @Test
    void withoutAcksRecordsArriveToo() {
        TopicPartition partition = new TopicPartition("no-acks", 0);
        try (KafkaProducer<String, String> producer = producer("acks", "0", "enable.idempotence", false)) {
            IntStream.range(0, 100)
                    .forEach(i -> producer.send(new ProducerRecord<>(partition.topic(), 0, "k", "v" + i)));
        }
        assertThat(read(partition, 100))
                .extracting(ConsumerRecord::value)
                .startsWith("v0", "v1")
                .endsWith("v99");
    }

    @Test
    void keysHeadersAndTimestampsComeBackAsTheyWereSent() throws Exception {
        // given
        TopicPartition partition = new TopicPartition("headers", 0);
        ProducerRecord<String, String> record =
                new ProducerRecord<>(partition.topic(), 0, SENT_MS, "key", (String) null);
        record.headers().add("h", new byte[] {1, 2}).add("h", null).add("", "ü".getBytes(StandardCharsets.UTF_8));
        // when
        try (KafkaProducer<String, String> producer = producer()) {
            RecordMetadata sent = producer.send(record).get();
            assertThat(sent.timestamp()).isEqualTo(SENT_MS);
        }
        // then
        ConsumerRecord<String, String> read = read(partition, 1).get(0);
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
        try (KafkaProducer<String, String> producer = producer()) {
            for (int i = 0; i < 100; i++) {
                producer.send(new ProducerRecord<String, String>(partition.topic(), 0, 1_000L * (i + 1), null, "v" + i))
                        .get();
            }
        }
        try (KafkaConsumer<String, String> consumer = consumer("max.poll.records", 7)) {
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
            assertThat(read(consumer, 7))
                    .extracting(ConsumerRecord::offset)
                    .containsExactly(93L, 94L, 95L, 96L, 97L, 98L, 99L);
            consumer.seekToEnd(List.of(partition));
            assertThat(consumer.position(partition)).isEqualTo(100);
        }
    }

    @Test
    void aFetchThatBeginsWithinABatchStandsStillForNobody() throws Exception {
        // given: one batch of a hundred records
        TopicPartition partition = new TopicPartition("within", 0);
        try (KafkaProducer<String, String> producer = producer("linger.ms", 200, "batch.size", 1 << 20)) {
            IntStream.range(0, 100)
                    .forEach(i -> producer.send(new ProducerRecord<>(partition.topic(), 0, null, "v" + i)));
        }
        try (KafkaConsumer<String, String> consumer = consumer("fetch.max.bytes", 1, "max.partition.fetch.bytes", 1)) {
            consumer.assign(List.of(partition));
            consumer.seek(partition, 57);
            assertThat(read(consumer, 43).get(0).offset()).isEqualTo(57);
        }
    }

    @Test
    void aConsumerThatWaitsHearsOfWhatComes() throws Exception {
        TopicPartition partition = new TopicPartition("waiting", 0);
        try (KafkaProducer<String, String> producer = producer();
                KafkaConsumer<String, String> consumer = consumer("fetch.max.wait.ms", 10_000)) {
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
            assertThat(read(consumer, 1).get(0).value()).isEqualTo("second");
            assertThat(TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - fromNs))
                    .isLessThan(9);
        }
    }

    @Test
    void manyPartitionsAreReadTogetherInOneSession() throws Exception {
        // given
        int partitions = 12;
        try (Admin admin = Admin.create(settings())) {
            assertThat(admin.describeCluster().nodes().get()).hasSize(1);
        }
        List<TopicPartition> topics = IntStream.range(0, partitions)
                .mapToObj(i -> new TopicPartition("many-" + i, 0))
                .toList();
        try (KafkaProducer<String, String> producer = producer()) {
            for (int i = 0; i < 600; i++) {
                producer.send(new ProducerRecord<>(topics.get(i % partitions).topic(), 0, null, "v" + i));
            }
        }
        // when
        try (KafkaConsumer<String, String> consumer = consumer("fetch.min.bytes", 100, "fetch.max.wait.ms", 200)) {
            consumer.assign(topics);
            consumer.seekToBeginning(topics);
            // then
            assertThat(read(consumer, 600)).extracting(ConsumerRecord::value).doesNotHaveDuplicates();
            assertThat(consumer.poll(Duration.ofMillis(500))).isEmpty();
        }
    }

    @Test
    void anAdministratorSeesTheCluster() throws Exception {
        try (KafkaProducer<String, String> producer = producer()) {
            producer.send(new ProducerRecord<>("described", "x")).get();
        }
        try (Admin admin = Admin.create(settings())) {
            assertThat(admin.listTopics().names().get()).contains("described");
            TopicDescription topic = admin.describeTopics(List.of("described"))
                    .allTopicNames()
                    .get()
                    .get("described");
            assertThat(topic.partitions()).singleElement().satisfies(partition -> {
                assertThat(partition.leader().id()).isEqualTo(1);
                assertThat(partition.isr()).hasSize(1);
            });
            assertThat(topic.topicId().toString()).isNotEqualTo("AAAAAAAAAAAAAAAAAAAAAA");
            assertThat(admin.describeCluster().controller().get().id()).isEqualTo(1);
            assertThat(admin.describeCluster().clusterId().get()).isNotEmpty();
        }
    }

    @Test
    void anAdministratorMakesChangesAndRemovesTopics() throws Exception {
        try (Admin admin = Admin.create(settings())) {
            // when: created
            ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, "made");
            CreateTopicsResult made = admin.createTopics(
                    List.of(new NewTopic("made", 2, (short) 1).configs(Map.of("retention.ms", "5000"))));
            assertThat(made.numPartitions("made").get()).isEqualTo(2);
            assertThat(made.config("made").get().get("retention.ms").value()).isEqualTo("5000");
            assertThat(made.config("made").get().get("segment.bytes").isDefault())
                    .isTrue();
            assertThatThrownBy(() -> admin.createTopics(List.of(new NewTopic("made", 2, (short) 1)))
                            .all()
                            .get())
                    .hasCauseInstanceOf(TopicExistsException.class);
            // changed
            admin.createPartitions(Map.of("made", NewPartitions.increaseTo(4)))
                    .all()
                    .get();
            assertThat(admin.describeTopics(List.of("made"))
                            .allTopicNames()
                            .get()
                            .get("made")
                            .partitions())
                    .hasSize(4);
            admin.incrementalAlterConfigs(Map.of(
                            resource,
                            List.of(
                                    new AlterConfigOp(
                                            new ConfigEntry("cleanup.policy", "compact"), AlterConfigOp.OpType.APPEND),
                                    new AlterConfigOp(
                                            new ConfigEntry("retention.ms", ""), AlterConfigOp.OpType.DELETE))))
                    .all()
                    .get();
            Config config = admin.describeConfigs(List.of(resource)).all().get().get(resource);
            assertThat(config.get("cleanup.policy").value()).isEqualTo("delete,compact");
            assertThat(config.get("retention.ms").source()).isEqualTo(ConfigEntry.ConfigSource.DEFAULT_CONFIG);
            assertThatThrownBy(() -> admin.incrementalAlterConfigs(Map.of(
                                    resource,
                                    List.of(new AlterConfigOp(
                                            new ConfigEntry("retention.ms", "x"), AlterConfigOp.OpType.SET))))
                            .all()
                            .get())
                    .hasCauseInstanceOf(InvalidConfigurationException.class);
            // described
            assertThat(admin.describeLogDirs(List.of(1))
                            .allDescriptions()
                            .get()
                            .get(1)
                            .values())
                    .singleElement()
                    .satisfies(logs -> assertThat(logs.replicaInfos()).containsKey(new TopicPartition("made", 3)));
            assertThat(admin.listPartitionReassignments().reassignments().get()).isEmpty();
            assertThat(admin.describeClientQuotas(ClientQuotaFilter.all())
                            .entities()
                            .get())
                    .isEmpty();
            // removed
            admin.deleteTopics(List.of("made")).all().get();
            assertThat(admin.listTopics().names().get()).doesNotContain("made");
        }
    }

    @Test
    void recordsAreDeletedFromTheBeginning() throws Exception {
        TopicPartition partition = new TopicPartition("shortened", 0);
        try (KafkaProducer<String, String> producer = producer()) {
            for (int i = 0; i < 10; i++) {
                producer.send(new ProducerRecord<>(partition.topic(), 0, null, "v" + i))
                        .get();
            }
        }
        try (Admin admin = Admin.create(settings())) {
            assertThat(admin.deleteRecords(Map.of(partition, RecordsToDelete.beforeOffset(6)))
                            .lowWatermarks()
                            .get(partition)
                            .get()
                            .lowWatermark())
                    .isEqualTo(6);
            assertThat(admin.listOffsets(Map.of(partition, OffsetSpec.maxTimestamp()))
                            .partitionResult(partition)
                            .get()
                            .offset())
                    .isEqualTo(9);
        }
        assertThat(read(partition, 4, "auto.offset.reset", "earliest").get(0).offset())
                .isEqualTo(6);
        // Whoever comes with an offset that is gone begins where there is something.
        try (KafkaConsumer<String, String> consumer = consumer("auto.offset.reset", "earliest")) {
            consumer.assign(List.of(partition));
            consumer.seek(partition, 2);
            assertThat(read(consumer, 4).get(0).offset()).isEqualTo(6);
        }
    }

    @Test
    void whoeverReadsCommittedRecordsReadsThoseThatNobodyTakesBack() throws Exception {
        TopicPartition partition = new TopicPartition("committed", 0);
        try (KafkaProducer<String, String> producer = producer()) {
            producer.send(new ProducerRecord<>(partition.topic(), 0, null, "v")).get();
        }
        assertThat(read(partition, 1, "isolation.level", "read_committed")
                        .get(0)
                        .value())
                .isEqualTo("v");
        try (KafkaConsumer<String, String> consumer = consumer("isolation.level", "read_committed")) {
            assertThat(consumer.endOffsets(List.of(partition))).containsEntry(partition, 1L);
        }
    }

    @Test
    void aTransactionIsRefusedAtOnceAndByName() {
        try (KafkaProducer<String, String> producer = producer("transactional.id", "tx", "max.block.ms", 5_000)) {
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
                settings("max.request.size", 2_000_000),
                new org.apache.kafka.common.serialization.ByteArraySerializer(),
                new org.apache.kafka.common.serialization.ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(partition.topic(), 0, null, value))
                    .get();
        }
        try (var consumer = new KafkaConsumer<>(settings(), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            byte[] read = null;
            long deadlineNs = System.nanoTime() + WITHIN.toNanos();
            while (read == null && System.nanoTime() < deadlineNs) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(200))) {
                    read = record.value();
                }
            }
            assertThat(read).isEqualTo(value);
        }
    }
}
