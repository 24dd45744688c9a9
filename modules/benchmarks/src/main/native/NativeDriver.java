import com.typesafe.config.ConfigFactory;
import io.sampo.broker.BrokerNode;
import io.sampo.broker.BrokerSettings;
import io.sampo.client.ClientSettings;
import io.sampo.client.NewTopic;
import io.sampo.client.Producer;
import io.sampo.client.ProducerRecord;
import io.sampo.client.ProducerSettings;
import io.sampo.client.SampoClient;
import io.sampo.client.StartAt;
import io.sampo.model.TopicPartition;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.LongAdder;

/**
 * Sampo's own producer, as fast as it can, in a JVM of its own or in that of the broker.
 *
 * <pre>NativeDriver embedded|remote BROKER.conf TOPIC WARM_UP_RECORDS RECORDS RECORD_BYTES</pre>
 *
 * Its last line is {@code ok nanos=N records=N failed=N stored=N}; what was sent before is in {@code stored} too.
 */
final class NativeDriver {
    private static final int PAYLOADS = 1000;
    private static final int LETTERS = 26;

    private NativeDriver() {}

    public static void main(String[] arguments) {
        Path configuration = Path.of(arguments[1]);
        String topic = arguments[2];
        long warmUp = Long.parseLong(arguments[3]);
        long records = Long.parseLong(arguments[4]);
        byte[][] payloads = payloads(Integer.parseInt(arguments[5]));
        switch (arguments[0]) {
            case "embedded" -> embedded(configuration, topic, warmUp, records, payloads);
            case "remote" -> remote(configuration, topic, warmUp, records, payloads);
            default -> throw new IllegalArgumentException("'" + arguments[0] + "' is neither embedded nor remote");
        }
        System.exit(0);
    }

    private static void embedded(
            Path configuration, String topic, long warmUp, long records, byte[][] payloads) {
        BrokerSettings settings = BrokerSettings.load(configuration, Map.of());
        BrokerNode node = BrokerNode.start(settings).toCompletableFuture().join();
        try (SampoClient client = SampoClient.embedded(node.actorSystem(), node.sessionGate())) {
            client.admin().createTopic(NewTopic.of(topic, 1, 1)).toCompletableFuture().join();
            measure(client, topic, warmUp, records, payloads);
        } finally {
            node.stop().toCompletableFuture().join();
        }
    }

    private static void remote(Path configuration, String topic, long warmUp, long records, byte[][] payloads) {
        List<String> seeds =
                ConfigFactory.parseFile(configuration.toFile()).getStringList("sampo.seeds");
        try (SampoClient client = SampoClient.connect(ClientSettings.bootstrap(String.join(",", seeds)))) {
            measure(client, topic, warmUp, records, payloads);
        }
    }

    /** As {@code ProducerPerformance} of the row that this stands beside: acks=all, batches of 128 KiB. */
    private static void measure(SampoClient client, String topic, long warmUp, long records, byte[][] payloads) {
        LongAdder failed = new LongAdder();
        long fromNs;
        long nanos;
        try (Producer producer = client.producer(ProducerSettings.of(Map.of("batch.size", 128 << 10)))) {
            send(producer, topic, warmUp, payloads, failed);
            fromNs = System.nanoTime();
            send(producer, topic, records, payloads, failed);
            nanos = System.nanoTime() - fromNs;
        }
        TopicPartition partition = new TopicPartition(topic, 0);
        long stored = client.admin()
                .offsets(Set.of(partition), StartAt.END)
                .toCompletableFuture()
                .join()
                .get(partition)
                .offset();
        System.out.println(
                "ok nanos=" + nanos + " records=" + records + " failed=" + failed.sum() + " stored=" + stored);
    }

    private static void send(
            Producer producer, String topic, long count, byte[][] payloads, LongAdder failed) {
        for (long i = 0; i < count; i++) {
            CompletionStage<Void> room = producer.room();
            if (!room.toCompletableFuture().isDone()) {
                room.toCompletableFuture().join();
            }
            ByteBuffer value = ByteBuffer.wrap(payloads[(int) (i % payloads.length)]);
            producer.send(new ProducerRecord(topic, null, null, null, value, List.of()))
                    .whenComplete((stored, failure) -> {
                        if (failure != null) {
                            failed.increment();
                        }
                    });
        }
        producer.flush().toCompletableFuture().join();
    }

    private static byte[][] payloads(int bytes) {
        Random random = new Random(bytes);
        byte[][] payloads = new byte[PAYLOADS][bytes];
        for (byte[] payload : payloads) {
            for (int i = 0; i < bytes; i++) {
                payload[i] = (byte) ('a' + random.nextInt(LETTERS));
            }
        }
        return payloads;
    }
}
