import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnsupportedVersionException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * How long it takes until each of very many partitions has a leader that takes records again, by Kafka's own producer with
 * acks=all: one record to each partition that the dead broker led. {@code ops/bin/show replication-7} kills the broker;
 * this knows no contender. Arguments: contact points, topic, partitions. A command on each line of standard input, an answer
 * on each line of standard output, {@code ok ...} or {@code error ...}.
 *
 * <ul>
 *   <li>{@code create}: the topic, when there are three brokers, replicated to all; until all replicas are in sync; says how long that took
 *   <li>{@code warm}: a record to each partition; says the controller and how many partitions each broker leads
 *   <li>{@code died ID}: it was killed just now; says when the last broker that lives named it no more, and when the first, the half,
 *       and the last of what it led took a record, ms
 * </ul>
 */
public final class FailoverFence {
    private static final long PATIENCE_S = 600;
    private static final byte[] RECORD = new byte[100];

    private final String topic;
    private final int partitions;
    private final Admin admin;
    private final KafkaProducer<byte[], byte[]> warming;
    private final KafkaProducer<byte[], byte[]> producer;
    private List<TopicPartitionInfo> before = List.of();
    private Collection<Node> brokers = List.of();

    private FailoverFence(String bootstrap, String topic, int partitions) {
        this.topic = topic;
        this.partitions = partitions;
        Map<String, Object> settings = new HashMap<>();
        settings.put("bootstrap.servers", bootstrap);
        this.admin = Admin.create(settings);
        settings.put("acks", "all");
        settings.put("linger.ms", 5);
        // When they serve is asked here, and not how long a client pauses before it asks again: up to 1,000 as shipped.
        settings.put("retry.backoff.max.ms", 100);
        // The logs of that many partitions are still being made when their leaders are known.
        settings.put("max.block.ms", TimeUnit.SECONDS.toMillis(PATIENCE_S));
        settings.put("delivery.timeout.ms", (int) TimeUnit.SECONDS.toMillis(PATIENCE_S));
        this.warming = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
        // Some 80 partitions in a request: it is answered when the last of them is, and each is to be seen for itself.
        settings.put("max.request.size", 16_384);
        this.producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    }

    public static void main(String[] arguments) throws IOException {
        FailoverFence fence = new FailoverFence(arguments[0], arguments[1], Integer.parseInt(arguments[2]));
        BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = commands.readLine(); line != null; line = commands.readLine()) {
            try {
                System.out.println("ok " + fence.answer(line.split(" ")));
            } catch (Exception e) {
                System.out.println("error " + e.toString().replace('\n', ' '));
            }
            System.out.flush();
        }
        Runtime.getRuntime().halt(0);
    }

    private String answer(String[] words) throws Exception {
        switch (words[0]) {
            case "create":
                return create();
            case "warm":
                return warm();
            case "died":
                return died(Integer.parseInt(words[1]));
            default:
                throw new IllegalArgumentException("'" + words[0] + "' is no command");
        }
    }

    private String create() throws Exception {
        while (admin.describeCluster().nodes().get().size() < 3) {
            Thread.sleep(100);
        }
        long began = System.nanoTime();
        try {
            admin.createTopics(List.of(new NewTopic(topic, partitions, (short) 3)
                            .configs(Map.of("min.insync.replicas", "2"))))
                    .all()
                    .get(PATIENCE_S, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            // The client asks again where an answer was late; the first question has made it.
            if (!(e.getCause() instanceof TopicExistsException)) {
                throw e;
            }
        }
        long created = millisSince(began);
        while (!isWhole(describe())) {
            if (millisSince(began) > PATIENCE_S * 1_000) {
                throw new IllegalStateException("not in sync within " + PATIENCE_S + " s");
            }
            Thread.sleep(500);
        }
        return "created_ms=" + created + " whole_ms=" + millisSince(began);
    }

    private String warm() throws Exception {
        List<Integer> all = new ArrayList<>();
        for (int partition = 0; partition < partitions; partition++) {
            all.add(partition);
        }
        long[] tookMs = send(warming, all);
        // A second producer that asks for all the metadata again would be measured too.
        warming.close();
        send(producer, all);
        before = describe();
        brokers = admin.describeCluster().nodes().get();
        return "controller=" + controller() + " led="
                + before.stream()
                        .collect(Collectors.groupingBy(one -> one.leader().id(), Collectors.counting()))
                + " warm_ms=" + tookMs[tookMs.length - 1];
    }

    private String died(int broker) throws Exception {
        long began = System.nanoTime();
        List<Node> living = brokers.stream()
                .filter(node -> node.id() != broker)
                .collect(Collectors.toList());
        ExecutorService watchers = Executors.newFixedThreadPool(living.size());
        try {
            List<Future<Long>> forgotten = new ArrayList<>();
            for (Node node : living) {
                forgotten.add(watchers.submit(() -> forgottenMs(node, broker, began)));
            }
            String records = ledTakesRecords(broker);
            long appliedMs = 0;
            for (Future<Long> ms : forgotten) {
                appliedMs = Math.max(appliedMs, ms.get());
            }
            return records + " applied_ms=" + appliedMs;
        } finally {
            watchers.shutdownNow();
        }
    }

    private static long forgottenMs(Node node, int broker, long began) throws IOException, InterruptedException {
        try (FailoverWatch watch = new FailoverWatch(node, (int) TimeUnit.SECONDS.toMillis(PATIENCE_S))) {
            return TimeUnit.NANOSECONDS.toMillis(
                    watch.forgottenAtNs(broker, TimeUnit.SECONDS.toMillis(PATIENCE_S)) - began);
        }
    }

    private String ledTakesRecords(int broker) throws InterruptedException {
        List<Integer> led = before.stream()
                .filter(one -> one.leader().id() == broker)
                .map(TopicPartitionInfo::partition)
                .collect(Collectors.toList());
        long[] ms = send(producer, led);
        return "partitions=" + ms.length + " first_ms=" + ms[0] + " p50_ms=" + ms[ms.length / 2] + " p99_ms="
                + ms[ms.length * 99 / 100] + " last_ms=" + ms[ms.length - 1];
    }

    /** When each of them had taken a record, in ms from now, sorted. */
    private long[] send(KafkaProducer<byte[], byte[]> by, List<Integer> to) throws InterruptedException {
        AtomicLongArray acked = new AtomicLongArray(to.size());
        AtomicReference<Exception> failed = new AtomicReference<>();
        CountDownLatch open = new CountDownLatch(to.size());
        long began = System.nanoTime();
        for (int i = 0; i < to.size(); i++) {
            int slot = i;
            by.send(new ProducerRecord<>(topic, to.get(i), null, RECORD), (metadata, failure) -> {
                if (failure != null) {
                    failed.set(failure);
                }
                acked.set(slot, millisSince(began));
                open.countDown();
            });
        }
        boolean isAnswered = open.await(PATIENCE_S, TimeUnit.SECONDS);
        if (!isAnswered || failed.get() != null) {
            throw new IllegalStateException(open.getCount() + " records have no answer"
                    + (failed.get() == null ? "" : "; one failed by " + failed));
        }
        long[] ms = new long[to.size()];
        Arrays.setAll(ms, acked::get);
        Arrays.sort(ms);
        return ms;
    }

    private List<TopicPartitionInfo> describe() throws Exception {
        return admin.describeTopics(List.of(topic))
                .allTopicNames()
                .get(PATIENCE_S, TimeUnit.SECONDS)
                .get(topic)
                .partitions();
    }

    private static boolean isWhole(List<TopicPartitionInfo> all) {
        return all.stream().allMatch(one -> one.leader() != null && one.isr().size() == 3);
    }

    /** Who has a quorum tells who leads it. Who has no such thing names the controller itself. */
    private int controller() throws Exception {
        try {
            return admin.describeMetadataQuorum().quorumInfo().get().leaderId();
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof UnsupportedVersionException)) {
                throw e;
            }
            return Optional.ofNullable(admin.describeCluster().controller().get())
                    .map(Node::id)
                    .orElseThrow(() -> new KafkaException("no controller"));
        }
    }

    private static long millisSince(long ns) {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - ns);
    }
}
