import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.ElectionType;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnsupportedVersionException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * How long a client of Kafka waits while a broker is away, by Kafka's own clients as they are shipped: a producer with
 * acks=all, and in the end a consumer that looks whether everything is there. {@code ops/bin/show replication-4} stops
 * and starts the brokers; this knows no contender. Argument: contact points of all brokers. A command on each line of
 * standard input, an answer on each line of standard output, {@code ok ...} or {@code error ...}.
 *
 * <ul>
 *   <li>{@code load TOPIC RATE}: creates it when three brokers are there: as many partitions, each replicated to all and
 *       led by another one, two must be in sync; sends so many records a second to each partition from then on
 *   <li>{@code settle}: until every broker leads what it leads by preference, and all replicas are in sync; says the
 *       broker that is the controller, and the leader of each partition
 *   <li>{@code mark}: what is sent from now on is new
 *   <li>{@code recovered}: until something new is acknowledged in each partition
 *   <li>{@code gaps}: of each partition the longest time without an acknowledgement since this was asked last, ms
 *   <li>{@code whole}: until all replicas are in sync
 *   <li>{@code end}: sends no more; says what became of the records
 * </ul>
 */
public final class FailoverDriver {
    private static final long PATIENCE_MS = 120_000;
    private static final long PAUSE_MS = 100;

    private final String bootstrap;
    private final Admin admin;
    private String topic = "";
    private FailoverLoad load;

    private FailoverDriver(String bootstrap) {
        this.bootstrap = bootstrap;
        Map<String, Object> settings = settings();
        // Whoever is asked may be dead, and another one knows.
        settings.put("request.timeout.ms", 3_000);
        settings.put("default.api.timeout.ms", 6_000);
        this.admin = Admin.create(settings);
    }

    public static void main(String[] arguments) throws IOException {
        FailoverDriver driver = new FailoverDriver(arguments[0]);
        BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = commands.readLine(); line != null; line = commands.readLine()) {
            try {
                System.out.println("ok " + driver.answer(line.split(" ")));
            } catch (Exception e) {
                System.out.println("error " + e.toString().replace('\n', ' '));
            }
            System.out.flush();
        }
        // Nobody is there any more: threads of clients shall not keep the process.
        Runtime.getRuntime().halt(0);
    }

    private String answer(String[] words) throws Exception {
        switch (words[0]) {
            case "load":
                topic = words[1];
                return load(Double.parseDouble(words[2]));
            case "settle":
                return settle();
            case "mark":
                load.mark();
                return "";
            case "recovered":
                load.awaitRecovered();
                return "";
            case "gaps":
                return load.longestGapsMs().stream().map(String::valueOf).collect(Collectors.joining(" "));
            case "whole":
                return state(await("all replicas in sync", FailoverDriver::isWhole));
            case "end":
                load.close();
                try (KafkaConsumer<byte[], byte[]> consumer = consumer()) {
                    return load.readBack(consumer);
                }
            default:
                throw new IllegalArgumentException("'" + words[0] + "' is no command");
        }
    }

    private Map<String, Object> settings() {
        Map<String, Object> settings = new HashMap<>();
        settings.put("bootstrap.servers", bootstrap);
        return settings;
    }

    private KafkaProducer<byte[], byte[]> producer() {
        Map<String, Object> settings = settings();
        settings.put("acks", "all");
        settings.put("enable.idempotence", true);
        settings.put("linger.ms", 0);
        return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    }

    private KafkaConsumer<byte[], byte[]> consumer() {
        Map<String, Object> settings = settings();
        settings.put("enable.auto.commit", false);
        return new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    private String load(double rate) throws Exception {
        List<Integer> brokers = persistently("three brokers", () -> {
            List<Integer> ids = admin.describeCluster().nodes().get().stream()
                    .map(Node::id)
                    .sorted()
                    .collect(Collectors.toList());
            return ids.size() == 3 ? Optional.of(ids) : Optional.empty();
        });
        Map<Integer, List<Integer>> replicas = new HashMap<>();
        for (int partition = 0; partition < brokers.size(); partition++) {
            replicas.put(partition, List.copyOf(brokers));
            Collections.rotate(brokers, -1);
        }
        NewTopic asked = new NewTopic(topic, replicas).configs(Map.of("min.insync.replicas", "2"));
        persistently("topic " + topic, () -> {
            try {
                admin.createTopics(List.of(asked)).all().get();
            } catch (ExecutionException e) {
                // An answer that got lost is no reason to fail.
                if (!(e.getCause() instanceof TopicExistsException)) {
                    throw e;
                }
            }
            return Optional.of(true);
        });
        await("all replicas in sync", FailoverDriver::isWhole);
        load = new FailoverLoad(producer(), topic, brokers.size(), rate);
        load.awaitRecovered();
        return state(describe());
    }

    private String settle() throws Exception {
        List<TopicPartitionInfo> partitions = persistently("preferred leaders of " + topic, () -> {
            List<TopicPartitionInfo> now = describe();
            Set<TopicPartition> elsewhere = now.stream()
                    .filter(partition -> !leadsByPreference(partition))
                    .map(partition -> new TopicPartition(topic, partition.partition()))
                    .collect(Collectors.toSet());
            if (elsewhere.isEmpty() && isWhole(now)) {
                return Optional.of(now);
            }
            if (isWhole(now)) {
                admin.electLeaders(ElectionType.PREFERRED, elsewhere).all().get();
            }
            return Optional.empty();
        });
        load.mark();
        load.awaitRecovered();
        int controller = persistently("the controller", this::controller);
        return controller + " " + leaders(partitions);
    }

    /** Who has a quorum tells who leads it. Who has no such thing names the controller itself. */
    private Optional<Integer> controller() throws Exception {
        try {
            int leader = admin.describeMetadataQuorum().quorumInfo().get().leaderId();
            return leader < 0 ? Optional.empty() : Optional.of(leader);
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof UnsupportedVersionException)) {
                throw e;
            }
            return Optional.ofNullable(admin.describeCluster().controller().get())
                    .map(Node::id);
        }
    }

    private List<TopicPartitionInfo> describe() throws Exception {
        return admin.describeTopics(List.of(topic))
                .allTopicNames()
                .get()
                .get(topic)
                .partitions();
    }

    private static boolean leadsByPreference(TopicPartitionInfo partition) {
        return partition.leader() != null
                && partition.leader().id() == partition.replicas().get(0).id();
    }

    private static boolean isWhole(List<TopicPartitionInfo> partitions) {
        return partitions.stream()
                .allMatch(partition -> partition.leader() != null
                        && !partition.leader().isEmpty()
                        && partition.isr().size() == partition.replicas().size());
    }

    private static String leaders(List<TopicPartitionInfo> partitions) {
        return partitions.stream()
                .map(partition -> String.valueOf(partition.leader().id()))
                .collect(Collectors.joining(" "));
    }

    private static String state(List<TopicPartitionInfo> partitions) {
        return "led by " + leaders(partitions);
    }

    private List<TopicPartitionInfo> await(String what, Predicate<List<TopicPartitionInfo>> condition)
            throws Exception {
        return persistently(what + " of " + topic, () -> Optional.of(describe()).filter(condition));
    }

    /** Until there is an answer: while brokers come and go, a question may find nobody. */
    private static <T> T persistently(String what, Callable<Optional<T>> question) throws Exception {
        long deadlineNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PATIENCE_MS);
        String last = "not yet";
        while (System.nanoTime() < deadlineNs) {
            try {
                Optional<T> answer = question.call();
                if (answer.isPresent()) {
                    return answer.get();
                }
                last = "not yet";
            } catch (ExecutionException | KafkaException e) {
                last = e.toString();
            }
            Thread.sleep(PAUSE_MS);
        }
        throw new IllegalStateException(what + ": not within " + PATIENCE_MS + " ms: " + last);
    }
}
