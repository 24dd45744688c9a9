import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * What Kafka's tools do not do, by Kafka's own clients, in a process of its own: a command on each line of standard
 * input, an answer on each line of standard output, {@code ok ...} or {@code error ...}. Compiled against Kafka's
 * jars by {@code ops/bin/versus}; nothing of ours is on its class path, and it knows no contender.
 *
 * <ul>
 *   <li>{@code create TOPIC}: asks for it, which creates it, until all its replicas are in sync and all its leaders answer
 *   <li>{@code grow TOPIC COUNT}: adds partitions until it has so many, and waits for them as {@code create} does
 *   <li>{@code ends TOPIC}: the sum of its end offsets
 *   <li>{@code first TOPIC}: says {@code trying}, and then, when one record is acknowledged, the epoch milliseconds
 *   <li>{@code consume TOPIC COUNT}: reads so many records from the beginning; says their bytes and the nanoseconds
 *   <li>{@code send TOPIC COUNT BATCH LINGER FILE}: as fast as one producer can, acks=all, the same producer each time; the lines
 *       of the file are its values, in turn; says the nanoseconds until the last acknowledgement, and how many records failed
 *   <li>{@code latency TOPIC BYTES RATE WARMUP SECONDS}: see {@link StockLatency}
 * </ul>
 */
public final class StockDriver {
    private static final long PATIENCE_MS = 270_000;
    /** The last one may have blanks. */
    private static final int WORDS_MAX = 6;
    /** Whoever waits for a change of the metadata asks so often. */
    private static final long IMPATIENT_MS = 500;

    private final String bootstrap;
    private final PrintStream out;
    private KafkaProducer<byte[], byte[]> sender;

    private StockDriver(String bootstrap, PrintStream out) {
        this.bootstrap = bootstrap;
        this.out = out;
    }

    public static void main(String[] arguments) throws IOException {
        StockDriver driver = new StockDriver(arguments[0], System.out);
        BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = commands.readLine(); line != null; line = commands.readLine()) {
            try {
                driver.out.println("ok " + driver.answer(line.split(" ", WORDS_MAX)));
            } catch (Exception e) {
                driver.out.println("error " + e.toString().replace('\n', ' '));
            }
            driver.out.flush();
        }
    }

    private String answer(String[] words) throws Exception {
        switch (words[0]) {
            case "create":
                return create(words[1]);
            case "grow":
                return grow(words[1], Integer.parseInt(words[2]));
            case "ends":
                return Long.toString(ends(words[1]));
            case "first":
                return Long.toString(first(words[1]));
            case "consume":
                return consume(words[1], Long.parseLong(words[2]));
            case "send":
                return send(words);
            case "latency":
                return latency(words);
            default:
                throw new IllegalArgumentException("'" + words[0] + "' is no command");
        }
    }

    private Map<String, Object> settings() {
        Map<String, Object> settings = new HashMap<>();
        settings.put("bootstrap.servers", bootstrap);
        // Both contenders are dialled until they listen.
        settings.put("reconnect.backoff.ms", 10);
        settings.put("reconnect.backoff.max.ms", 20);
        settings.put("retry.backoff.ms", 20);
        settings.put("retry.backoff.max.ms", 50);
        return settings;
    }

    private KafkaProducer<byte[], byte[]> producer(long metadataAgeMs) {
        Map<String, Object> settings = settings();
        settings.put("acks", "all");
        settings.put("linger.ms", 0);
        settings.put("max.block.ms", PATIENCE_MS);
        settings.put("metadata.max.age.ms", metadataAgeMs);
        return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    }

    private KafkaConsumer<byte[], byte[]> consumer() {
        Map<String, Object> settings = settings();
        settings.put("enable.auto.commit", false);
        return new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    private static boolean isWhole(PartitionInfo partition) {
        return partition.leader() != null
                && !partition.leader().isEmpty()
                && partition.inSyncReplicas().length == partition.replicas().length;
    }

    private String create(String topic) throws InterruptedException {
        return awaitWhole(topic, 1);
    }

    private String grow(String topic, int count) throws Exception {
        Map<String, Object> patient = settings();
        patient.put("request.timeout.ms", (int) PATIENCE_MS);
        patient.put("default.api.timeout.ms", (int) PATIENCE_MS);
        try (Admin admin = Admin.create(patient)) {
            admin.createPartitions(Map.of(topic, NewPartitions.increaseTo(count))).all().get();
        }
        return awaitWhole(topic, count);
    }

    private String awaitWhole(String topic, int least) throws InterruptedException {
        long deadlineNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PATIENCE_MS);
        List<PartitionInfo> partitions = List.of();
        String last = "nobody answered";
        while (System.nanoTime() < deadlineNs) {
            try (KafkaProducer<byte[], byte[]> producer = producer(IMPATIENT_MS)) {
                partitions = producer.partitionsFor(topic);
                last = partitions.size() + " partitions: "
                        + partitions.stream()
                                .filter(partition -> !isWhole(partition))
                                .findFirst();
            } catch (KafkaException e) {
                partitions = List.of();
                last = e.toString();
            }
            if (partitions.size() >= least && partitions.stream().allMatch(StockDriver::isWhole)) {
                awaitLeaders(partitions);
                return partitions.size() + " " + partitions.get(0).replicas().length;
            }
            Thread.sleep(100);
        }
        throw new IllegalStateException(topic + " is not in sync after " + PATIENCE_MS + " ms: " + last);
    }

    /** A leader may be known before its broker has made the log. */
    private void awaitLeaders(List<PartitionInfo> partitions) {
        try (KafkaConsumer<byte[], byte[]> consumer = consumer()) {
            consumer.endOffsets(named(partitions), Duration.ofMillis(PATIENCE_MS));
        }
    }

    private List<TopicPartition> partitions(KafkaConsumer<?, ?> consumer, String topic) {
        return named(consumer.partitionsFor(topic));
    }

    private static List<TopicPartition> named(List<PartitionInfo> partitions) {
        return partitions.stream()
                .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
                .collect(Collectors.toList());
    }

    private long ends(String topic) {
        try (KafkaConsumer<byte[], byte[]> consumer = consumer()) {
            return consumer.endOffsets(partitions(consumer, topic)).values().stream()
                    .mapToLong(Long::longValue)
                    .sum();
        }
    }

    private long first(String topic) throws InterruptedException, ExecutionException {
        try (KafkaProducer<byte[], byte[]> producer = producer(IMPATIENT_MS)) {
            out.println("trying");
            out.flush();
            producer.send(new ProducerRecord<>(topic, new byte[100])).get();
            return System.currentTimeMillis();
        }
    }

    private String latency(String[] words) throws Exception {
        try (KafkaProducer<byte[], byte[]> producer = producer(PATIENCE_MS);
                KafkaConsumer<byte[], byte[]> consumer = consumer()) {
            return new StockLatency(
                            producer, consumer, words[1], Integer.parseInt(words[2]), Double.parseDouble(words[3]))
                    .run(Integer.parseInt(words[4]), Integer.parseInt(words[5]));
        }
    }

    private String send(String[] words) throws IOException {
        if (sender == null) {
            Map<String, Object> settings = settings();
            settings.put("acks", "all");
            settings.put("batch.size", Integer.parseInt(words[3]));
            settings.put("linger.ms", Integer.parseInt(words[4]));
            sender = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
        }
        long count = Long.parseLong(words[2]);
        List<byte[]> values = Files.readAllLines(Path.of(words[5])).stream()
                .map(line -> line.getBytes(StandardCharsets.UTF_8))
                .collect(Collectors.toList());
        LongAdder failed = new LongAdder();
        long fromNs = System.nanoTime();
        for (long i = 0; i < count; i++) {
            sender.send(new ProducerRecord<>(words[1], values.get((int) (i % values.size()))), (stored, failure) -> {
                if (failure != null) {
                    failed.increment();
                }
            });
        }
        sender.flush();
        return "nanos=" + (System.nanoTime() - fromNs) + " failed=" + failed.sum();
    }

    private String consume(String topic, long count) {
        try (KafkaConsumer<byte[], byte[]> consumer = consumer()) {
            List<TopicPartition> partitions = partitions(consumer, topic);
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            long records = 0;
            long bytes = 0;
            long fromNs = System.nanoTime();
            long progressNs = fromNs;
            while (records < count) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(200))) {
                    records++;
                    bytes += record.serializedValueSize();
                    progressNs = System.nanoTime();
                }
                if (System.nanoTime() - progressNs > TimeUnit.MILLISECONDS.toNanos(PATIENCE_MS)) {
                    throw new IllegalStateException("nothing comes after " + records + " of " + count + " records");
                }
            }
            return bytes + " " + (System.nanoTime() - fromNs);
        }
    }
}
