import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * The replay client: sends batches that are encoded once, over bare sockets, so that the client costs next to nothing and
 * the broker is what is measured. One command on each line of standard input, {@code load key=value ...} with the components
 * of {@link RawLoad.Plan}; one answer on each line of standard output, {@code ok ...} or {@code error ...}. Where leaders and
 * ends are, Kafka's own client asks.
 */
public final class RawDriver {
    private RawDriver() {}

    public static void main(String[] arguments) throws IOException {
        PrintStream out = System.out;
        BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = commands.readLine(); line != null; line = commands.readLine()) {
            try {
                out.println("ok " + load(arguments[0], words(line)));
            } catch (Exception e) {
                out.println("error " + e.toString().replace('\n', ' '));
            }
            out.flush();
        }
    }

    private static Map<String, String> words(String line) {
        Map<String, String> words = new HashMap<>();
        String[] all = line.split(" ");
        if (!all[0].equals("load")) {
            throw new IllegalArgumentException("'" + all[0] + "' is not load");
        }
        for (int i = 1; i < all.length; i++) {
            int equals = all[i].indexOf('=');
            words.put(all[i].substring(0, equals), all[i].substring(equals + 1));
        }
        return words;
    }

    private static String load(String bootstrap, Map<String, String> words) throws IOException {
        RawLoad.Plan plan = new RawLoad.Plan(
                words.get("topic"),
                Integer.parseInt(words.get("connections")),
                Integer.parseInt(words.get("window")),
                Long.parseLong(words.get("batches")),
                Double.parseDouble(words.get("rate")),
                Integer.parseInt(words.get("records")),
                Integer.parseInt(words.get("bytes")),
                words.get("codec"),
                Boolean.parseBoolean(words.get("keys")),
                Integer.parseInt(words.get("acks")),
                Integer.parseInt(words.get("readers")),
                Integer.parseInt(words.get("readBytes")));
        List<PartitionInfo> partitions;
        Map<Integer, Long> ends = new HashMap<>();
        Map<String, Object> settings =
                Map.of("bootstrap.servers", bootstrap, "enable.auto.commit", false, "allow.auto.create.topics", false);
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            partitions = consumer.partitionsFor(plan.topic());
            // Asks until there is an answer from every leader: a broker may not know yet what it leads.
            consumer.endOffsets(partitions.stream()
                            .map(one -> new TopicPartition(plan.topic(), one.partition()))
                            .collect(Collectors.toList()))
                    .forEach((partition, end) -> ends.put(partition.partition(), end));
        }
        RawLoad load = new RawLoad(plan, partitions, ends);
        try {
            return load.run();
        } finally {
            load.close();
        }
    }
}
