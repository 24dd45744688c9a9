import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.common.utils.AppInfoParser;

/**
 * What an application does with kafka-clients, of any version since 2.8: compiled against the version it runs with. Each thing is
 * a line {@code ok …} or {@code FAILED …} on standard output; ends with the number of those that failed.
 *
 * <p>Arguments: bootstrap servers; the version that has to be on the class path.
 */
public final class OlderClients {
    private static final Duration WITHIN = Duration.ofSeconds(60);
    private static final Duration POLL = Duration.ofMillis(100);
    private static final List<String> CODECS = List.of("none", "gzip", "snappy", "lz4", "zstd");
    private static final int RECORDS = 500;

    private final String bootstrap;
    private final String run = Long.toString(System.nanoTime(), 36);
    private final Admin admin;
    private int failures;

    private OlderClients(String bootstrap) {
        this.bootstrap = bootstrap;
        this.admin = Admin.create(Map.of("bootstrap.servers", bootstrap));
    }

    public static void main(String[] arguments) throws InterruptedException {
        System.exit(judge(arguments[0], arguments[1]));
    }

    /** Everything; returns how much of it failed. */
    public static int judge(String bootstrap, String version) throws InterruptedException {
        if (!AppInfoParser.getVersion().equals(version)) {
            System.out.println("FAILED the class path has kafka-clients " + AppInfoParser.getVersion());
            return 1;
        }
        OlderClients clients = new OlderClients(bootstrap);
        for (String codec : CODECS) {
            clients.run("produces and reads back, compressed with " + codec, () -> clients.codec(codec, "producer"));
        }
        for (String codec : CODECS.subList(1, CODECS.size())) {
            clients.run("reads what the broker compressed with " + codec, () -> clients.codec("none", codec));
        }
        for (String acks : List.of("0", "1", "all")) {
            clients.run("produces with acks=" + acks, () -> clients.acks(acks));
        }
        clients.run("produces idempotently", clients::idempotence);
        clients.run("finds offsets by time, seeks and pauses", clients::times);
        clients.run("two members of a group share, commit, and another goes on", () -> clients.group(Map.of()));
        clients.run(
                "the same with cooperative rebalances",
                () -> clients.group(Map.of(
                        "partition.assignment.strategy",
                        "org.apache.kafka.clients.consumer.CooperativeStickyAssignor")));
        if (!version.startsWith("2.")) {
            clients.run(
                    "the same with the protocol of KIP-848", () -> clients.group(Map.of("group.protocol", "consumer")));
        }
        clients.run("administers topics and configurations", clients::topics);
        clients.run("administers groups", clients::groups);
        clients.admin.close();
        return clients.failures;
    }

    private interface Check {
        void run() throws Exception;
    }

    /** Whatever goes wrong in it is what this program is there to tell. */
    private void run(String name, Check check) throws InterruptedException {
        try {
            check.run();
            System.out.println("ok " + name);
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception | AssertionError e) {
            failures++;
            System.out.println("FAILED " + name + ": " + e);
        }
    }

    private static void expect(Object expected, Object actual, String what) {
        if (!expected.equals(actual)) {
            throw new AssertionError(what + ": expected " + expected + ", got " + actual);
        }
    }

    private static <T> T get(KafkaFuture<T> future) throws Exception {
        return future.get(WITHIN.toSeconds(), TimeUnit.SECONDS);
    }

    private String topic(String name, int partitions, Map<String, String> config) throws Exception {
        String topic = name + "-" + run;
        get(admin.createTopics(
                        List.of(new NewTopic(topic, java.util.Optional.of(partitions), java.util.Optional.empty())
                                .configs(config)))
                .all());
        return topic;
    }

    private KafkaProducer<String, String> producer(Map<String, Object> more) {
        Map<String, Object> settings = new HashMap<>(more);
        settings.put("bootstrap.servers", bootstrap);
        settings.putIfAbsent("linger.ms", 5);
        return new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer());
    }

    private KafkaConsumer<String, String> consumer(Map<String, ?> more) {
        Map<String, Object> settings = new HashMap<>(more);
        settings.put("bootstrap.servers", bootstrap);
        settings.put("auto.offset.reset", "earliest");
        settings.put("enable.auto.commit", "false");
        return new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer());
    }

    /**
     * Numbered records with a header and a time each, in one partition; returns when all are acknowledged. One request is in
     * flight: an older client is not idempotent by itself, and a retry may come behind what was sent later.
     */
    private void produce(TopicPartition to, int count, Map<String, Object> settings) throws Exception {
        Map<String, Object> inOrder = new HashMap<>(settings);
        inOrder.putIfAbsent("max.in.flight.requests.per.connection", 1);
        try (KafkaProducer<String, String> producer = producer(inOrder)) {
            List<java.util.concurrent.Future<?>> sent = new ArrayList<>();
            for (int number = 0; number < count; number++) {
                ProducerRecord<String, String> record = new ProducerRecord<>(
                        to.topic(), to.partition(), 1_700_000_000_000L + number, "k" + number, value(number));
                record.headers().add("number", Integer.toString(number).getBytes(StandardCharsets.UTF_8));
                sent.add(producer.send(record));
            }
            producer.flush();
            for (java.util.concurrent.Future<?> one : sent) {
                one.get(WITHIN.toSeconds(), TimeUnit.SECONDS);
            }
        }
    }

    private static String value(int number) {
        return "value of record " + number + ", compressible compressible compressible";
    }

    private List<ConsumerRecord<String, String>> read(TopicPartition from, int count) {
        try (KafkaConsumer<String, String> consumer = consumer(Map.of("check.crcs", "true"))) {
            consumer.assign(List.of(from));
            consumer.seekToBeginning(List.of(from));
            return poll(consumer, count);
        }
    }

    private static List<ConsumerRecord<String, String>> poll(KafkaConsumer<String, String> consumer, int count) {
        List<ConsumerRecord<String, String>> records = new ArrayList<>();
        long deadlineNs = System.nanoTime() + WITHIN.toNanos();
        while (records.size() < count && System.nanoTime() < deadlineNs) {
            consumer.poll(POLL).forEach(records::add);
        }
        return records;
    }

    private void judge(List<ConsumerRecord<String, String>> records, int count) {
        expect(count, records.size(), "records read");
        for (int number = 0; number < count; number++) {
            ConsumerRecord<String, String> record = records.get(number);
            expect((long) number, record.offset(), "offset");
            expect("k" + number, record.key(), "key");
            expect(value(number), record.value(), "value");
            expect(1_700_000_000_000L + number, record.timestamp(), "time");
            expect(
                    Integer.toString(number),
                    new String(record.headers().lastHeader("number").value(), StandardCharsets.UTF_8),
                    "header");
        }
    }

    private void codec(String ofProducer, String ofTopic) throws Exception {
        TopicPartition to = new TopicPartition(
                topic("codec-" + ofProducer + "-" + ofTopic, 1, Map.of("compression.type", ofTopic)), 0);
        produce(to, RECORDS, Map.of("compression.type", ofProducer));
        judge(read(to, RECORDS), RECORDS);
    }

    private void acks(String acks) throws Exception {
        TopicPartition to = new TopicPartition(topic("acks-" + acks, 1, Map.of()), 0);
        produce(to, RECORDS, Map.of("acks", acks, "enable.idempotence", "false"));
        judge(read(to, RECORDS), RECORDS);
    }

    private void idempotence() throws Exception {
        TopicPartition to = new TopicPartition(topic("idempotent", 1, Map.of()), 0);
        produce(to, RECORDS, Map.of("enable.idempotence", "true", "acks", "all", "batch.size", 1000));
        judge(read(to, RECORDS), RECORDS);
    }

    private void times() throws Exception {
        TopicPartition partition = new TopicPartition(topic("times", 1, Map.of()), 0);
        produce(partition, RECORDS, Map.of());
        try (KafkaConsumer<String, String> consumer = consumer(Map.of())) {
            consumer.assign(List.of(partition));
            expect(0L, consumer.beginningOffsets(List.of(partition)).get(partition), "beginning");
            expect((long) RECORDS, consumer.endOffsets(List.of(partition)).get(partition), "end");
            OffsetAndTimestamp found = consumer.offsetsForTimes(Map.of(partition, 1_700_000_000_100L))
                    .get(partition);
            expect(100L, found.offset(), "offset of the time");
            consumer.seek(partition, found.offset());
            expect(100L, poll(consumer, 1).get(0).offset(), "first after the seek");
            consumer.pause(List.of(partition));
            expect(0, consumer.poll(Duration.ofMillis(300)).count(), "records of a paused partition");
            consumer.resume(List.of(partition));
            consumer.seek(partition, RECORDS - 1);
            expect(RECORDS - 1L, poll(consumer, 1).get(0).offset(), "last");
        }
    }

    private void group(Map<String, Object> settings) throws Exception {
        String topic = topic("group-" + Math.abs(settings.hashCode()), 4, Map.of());
        for (int partition = 0; partition < 4; partition++) {
            produce(new TopicPartition(topic, partition), 50, Map.of());
        }
        Map<String, Object> member = new HashMap<>(settings);
        member.put("group.id", topic);
        Map<TopicPartition, Integer> read = new TreeMap<>(java.util.Comparator.comparing(TopicPartition::partition));
        try (KafkaConsumer<String, String> one = consumer(member);
                KafkaConsumer<String, String> two = consumer(member)) {
            one.subscribe(List.of(topic));
            two.subscribe(List.of(topic));
            long deadlineNs = System.nanoTime() + WITHIN.toNanos();
            boolean isCommitted = false;
            while (System.nanoTime() < deadlineNs
                    && !(isCommitted && isShared(one.assignment(), two.assignment()) && total(read) >= 200)) {
                isCommitted = true;
                for (KafkaConsumer<String, String> consumer : List.of(one, two)) {
                    consumer.poll(POLL).forEach(record -> read.merge(
                            new TopicPartition(record.topic(), record.partition()), 1, Integer::sum));
                    isCommitted &= commits(consumer);
                }
            }
            if (!isShared(one.assignment(), two.assignment())) {
                throw new AssertionError("not shared: " + one.assignment() + " and " + two.assignment());
            }
            expect(200, total(read), "records of both");
        }
        for (int partition = 0; partition < 4; partition++) {
            produce(new TopicPartition(topic, partition), 1, Map.of());
        }
        try (KafkaConsumer<String, String> next = consumer(member)) {
            next.subscribe(List.of(topic));
            Set<Long> offsets = new TreeSet<>();
            poll(next, 4).forEach(record -> offsets.add(record.offset()));
            expect(Set.of(50L), offsets, "offsets where the next one goes on");
        }
    }

    /** False while partitions change hands: the next poll brings that further. */
    private static boolean commits(KafkaConsumer<String, String> consumer) {
        try {
            consumer.commitSync();
            return true;
        } catch (RebalanceInProgressException e) {
            return false;
        }
    }

    private static boolean isShared(Collection<TopicPartition> one, Collection<TopicPartition> two) {
        return one.size() == 2 && two.size() == 2;
    }

    private static int total(Map<TopicPartition, Integer> read) {
        return read.values().stream().mapToInt(Integer::intValue).sum();
    }

    private void topics() throws Exception {
        String topic = topic("administered", 2, Map.of("retention.ms", "3600000"));
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        get(admin.incrementalAlterConfigs(Map.of(
                        resource,
                        List.of(
                                new AlterConfigOp(new ConfigEntry("segment.bytes", "2000000"), AlterConfigOp.OpType.SET),
                                new AlterConfigOp(new ConfigEntry("retention.ms", ""), AlterConfigOp.OpType.DELETE))))
                .all());
        Config config = get(admin.describeConfigs(List.of(resource)).all()).get(resource);
        expect("2000000", config.get("segment.bytes").value(), "segment.bytes");
        expect("604800000", config.get("retention.ms").value(), "retention.ms");
        get(admin.createPartitions(Map.of(topic, NewPartitions.increaseTo(3))).all());
        expect(3, get(admin.describeTopics(List.of(topic)).values().get(topic)).partitions().size(), "partitions");
        TopicPartition first = new TopicPartition(topic, 0);
        produce(first, 10, Map.of());
        expect(
                4L,
                get(admin.deleteRecords(Map.of(first, RecordsToDelete.beforeOffset(4)))
                                .lowWatermarks()
                                .get(first))
                        .lowWatermark(),
                "low watermark");
        expect(true, get(admin.listTopics().names()).contains(topic), "listed");
        expect(true, get(admin.describeCluster().nodes()).size() >= 1, "nodes");
        get(admin.deleteTopics(List.of(topic)).all());
        expect(false, get(admin.listTopics().names()).contains(topic), "listed when deleted");
    }

    private void groups() throws Exception {
        String topic = topic("grouped", 1, Map.of());
        TopicPartition partition = new TopicPartition(topic, 0);
        get(admin.alterConsumerGroupOffsets(topic, Map.of(partition, new OffsetAndMetadata(7, "noted"))).all());
        OffsetAndMetadata committed = get(admin.listConsumerGroupOffsets(topic).partitionsToOffsetAndMetadata()).get(partition);
        expect(7L, committed.offset(), "committed offset");
        expect("noted", committed.metadata(), "metadata");
        expect(
                true,
                get(admin.listConsumerGroups().all()).stream().anyMatch(group -> group.groupId().equals(topic)),
                "listed");
        ConsumerGroupDescription described = get(admin.describeConsumerGroups(List.of(topic)).all()).get(topic);
        expect("Empty", described.state().toString(), "state");
        get(admin.deleteConsumerGroups(List.of(topic)).all());
    }
}
