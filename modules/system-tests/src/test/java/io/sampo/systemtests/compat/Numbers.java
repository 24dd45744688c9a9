package io.sampo.systemtests.compat;

import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.testkit.Await;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;

/** A producer of Kafka's that sends numbers, one after the other, until it is closed; what is acknowledged is counted. */
final class Numbers implements AutoCloseable {
    private final KafkaProducer<String, String> producer;
    private final AtomicInteger acknowledged = new AtomicInteger();
    private final AtomicBoolean ends = new AtomicBoolean();
    private final CompletableFuture<Integer> sent;

    /** Number {@code n} goes to partition {@code n % partitions}. */
    Numbers(TextClients clients, String topic, int partitions) {
        producer = clients.producer();
        sent = CompletableFuture.supplyAsync(() -> {
            int next = 0;
            while (!ends.get()) {
                String value = Integer.toString(next);
                producer.send(new ProducerRecord<>(topic, next % partitions, null, value), (where, failure) -> {
                    if (failure == null) {
                        acknowledged.incrementAndGet();
                    }
                });
                next++;
                if (next % 50 == 0) {
                    producer.flush();
                }
            }
            return next;
        });
    }

    int acknowledged() {
        return acknowledged.get();
    }

    void awaitMore(int count) {
        int from = acknowledged.get();
        Await.until("more than " + from + " to be acknowledged", () -> acknowledged.get() >= from + count);
    }

    /** Returns how many were sent, all of them acknowledged. */
    int finish() throws Exception {
        ends.set(true);
        int count = sent.get(Await.LONG.toSeconds(), TimeUnit.SECONDS);
        producer.close();
        assertThat(acknowledged.get()).as("nothing was given up").isEqualTo(count);
        return count;
    }

    @Override
    public void close() {
        ends.set(true);
        producer.close(Duration.ZERO);
    }
}
