package io.sampo.samples.kafkaclients;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Sends orders and bills them, with Kafka's producer and Kafka's consumer in a group. Argument: {@code host:port}. */
public final class Orders {
    private static final String TOPIC = "orders";
    private static final List<String> CUSTOMERS = List.of("alice", "bob", "carol");
    private static final int COUNT = 12;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private Orders() {}

    public static void main(String[] args) throws ExecutionException, InterruptedException {
        String servers = args.length == 0 ? "127.0.0.1:9092" : args[0];
        send(servers);
        int billed = bill(servers);
        if (billed < COUNT) {
            throw new IllegalStateException("only " + billed + " of " + COUNT + " orders came within " + PATIENCE);
        }
        System.out.println("all " + billed + " orders billed");
    }

    private static void send(String servers) throws ExecutionException, InterruptedException {
        Map<String, Object> settings = Map.of("bootstrap.servers", servers, "acks", "all", "compression.type", "lz4");
        try (KafkaProducer<String, String> producer =
                new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer())) {
            List<Future<RecordMetadata>> sent = new ArrayList<>();
            for (int i = 0; i < COUNT; i++) {
                sent.add(producer.send(new ProducerRecord<>(TOPIC, customer(i), "order-" + i)));
            }
            for (int i = 0; i < COUNT; i++) {
                RecordMetadata at = sent.get(i).get();
                System.out.println("sent order-" + i + " of " + customer(i) + " to " + at.topic() + "-" + at.partition()
                        + " at " + at.offset());
            }
        }
    }

    private static String customer(int order) {
        return CUSTOMERS.get(order % CUSTOMERS.size());
    }

    private static int bill(String servers) {
        Map<String, Object> settings = Map.of(
                "bootstrap.servers", servers,
                "group.id", "billing",
                "auto.offset.reset", "earliest",
                "enable.auto.commit", "false");
        int billed = 0;
        try (KafkaConsumer<String, String> consumer =
                new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
            consumer.subscribe(List.of(TOPIC));
            long deadlineNanos = System.nanoTime() + PATIENCE.toNanos();
            while (billed < COUNT && System.nanoTime() < deadlineNanos) {
                for (ConsumerRecord<String, String> order : consumer.poll(Duration.ofMillis(200))) {
                    System.out.println("billing got " + order.value() + " of " + order.key() + " from " + order.topic()
                            + "-" + order.partition() + " at " + order.offset());
                    billed++;
                }
                consumer.commitSync();
            }
        }
        return billed;
    }
}
