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
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.LongAdder;

/**
 * Sampo's own producer, as fast as it can, in a JVM of its own or in that of the broker.
 *
 * <pre>NativeDriver embedded|remote BROKER.conf</pre>
 *
 * A command on each line of standard input, an answer on each line of standard output, {@code ok ...} or {@code error ...}:
 *
 * <ul>
 *   <li>{@code create TOPIC}: of one partition and one replica; says these numbers
 *   <li>{@code ends TOPIC}: the end offset of its first partition
 *   <li>{@code send TOPIC COUNT BATCH LINGER FILE}: acks=all, by one producer that stays; the lines of the file are its values, in
 *       turn; says the nanoseconds until the last acknowledgement, and how many records failed
 * </ul>
 */
final class NativeDriver {
    /** The last one may have blanks. */
    private static final int WORDS_MAX = 6;

    private final SampoClient client;
    private Producer producer;

    private NativeDriver(SampoClient client) {
        this.client = client;
    }

    public static void main(String[] arguments) throws IOException {
        // Whoever looks for answers shall find nothing else: brokers log.
        PrintStream answers = System.out;
        System.setOut(System.err);
        Path configuration = Path.of(arguments[1]);
        switch (arguments[0]) {
            case "embedded" -> {
                BrokerNode node = BrokerNode.start(BrokerSettings.load(configuration, Map.of()))
                        .toCompletableFuture()
                        .join();
                serve(SampoClient.embedded(node.actorSystem(), node.sessionGate()), answers);
            }
            case "remote" -> {
                List<String> seeds =
                        ConfigFactory.parseFile(configuration.toFile()).getStringList("sampo.seeds");
                serve(SampoClient.connect(ClientSettings.bootstrap(String.join(",", seeds))), answers);
            }
            default -> throw new IllegalArgumentException("'" + arguments[0] + "' is neither embedded nor remote");
        }
        // Who told it what to do has gone, and actor systems would live on.
        System.exit(0);
    }

    private static void serve(SampoClient client, PrintStream answers) throws IOException {
        NativeDriver driver = new NativeDriver(client);
        BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = commands.readLine(); line != null; line = commands.readLine()) {
            try {
                answers.println("ok " + driver.answer(line.split(" ", WORDS_MAX)));
            } catch (RuntimeException | IOException e) {
                answers.println("error " + e.toString().replace('\n', ' '));
            }
            answers.flush();
        }
    }

    private String answer(String[] words) throws IOException {
        return switch (words[0]) {
            case "create" -> create(words[1]);
            case "ends" -> Long.toString(end(words[1]));
            case "send" -> send(words);
            default -> throw new IllegalArgumentException("'" + words[0] + "' is no command");
        };
    }

    private String create(String topic) {
        client.admin().createTopic(NewTopic.of(topic, 1, 1)).toCompletableFuture().join();
        return "1 1";
    }

    private long end(String topic) {
        TopicPartition partition = new TopicPartition(topic, 0);
        return client.admin()
                .offsets(Set.of(partition), StartAt.END)
                .toCompletableFuture()
                .join()
                .get(partition)
                .offset();
    }

    private String send(String[] words) throws IOException {
        if (producer == null) {
            producer = client.producer(ProducerSettings.of(
                    Map.of("batch.size", Integer.parseInt(words[3]), "linger.ms", Integer.parseInt(words[4]))));
        }
        long count = Long.parseLong(words[2]);
        List<byte[]> values = Files.readAllLines(Path.of(words[5])).stream()
                .map(line -> line.getBytes(StandardCharsets.UTF_8))
                .toList();
        LongAdder failed = new LongAdder();
        long fromNs = System.nanoTime();
        for (long i = 0; i < count; i++) {
            CompletionStage<Void> room = producer.room();
            if (!room.toCompletableFuture().isDone()) {
                room.toCompletableFuture().join();
            }
            ByteBuffer value = ByteBuffer.wrap(values.get((int) (i % values.size())));
            producer.send(new ProducerRecord(words[1], null, null, null, value, List.of()))
                    .whenComplete((stored, failure) -> {
                        if (failure != null) {
                            failed.increment();
                        }
                    });
        }
        producer.flush().toCompletableFuture().join();
        return "nanos=" + (System.nanoTime() - fromNs) + " failed=" + failed.sum();
    }
}
