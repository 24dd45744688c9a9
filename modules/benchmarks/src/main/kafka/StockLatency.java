import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * From when a record was due to when a consumer has it, in one JVM and by one clock, with Kafka's own producer and consumer.
 * Open loop: record i is due at t0 + i / rate whatever happened to those before, and its latency counts from then, so that a
 * pause costs every record that it holds up (no coordinated omission). Each record tells when it was due and its number:
 * one that is lost, doubled or out of order ends the measurement.
 */
final class StockLatency {
    private static final long PATIENCE_NS = TimeUnit.SECONDS.toNanos(90);
    private static final long LATENCY_MAX_NS = TimeUnit.SECONDS.toNanos(120);
    private static final long SPIN_NS = 20_000;

    private final KafkaProducer<byte[], byte[]> producer;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final TopicPartition partition;
    private final int recordBytes;
    private final double rate;
    private final AtomicReference<Exception> failure = new AtomicReference<>();
    private final Histogram latencies = new Histogram(LATENCY_MAX_NS, 3);
    private volatile long sent = Long.MAX_VALUE;

    StockLatency(
            KafkaProducer<byte[], byte[]> producer,
            KafkaConsumer<byte[], byte[]> consumer,
            String topic,
            int recordBytes,
            double rate) {
        this.producer = producer;
        this.consumer = consumer;
        this.partition = new TopicPartition(topic, 0);
        this.recordBytes = recordBytes;
        this.rate = rate;
    }

    /** Sends for {@code warmUpS}, which do not count, and {@code measuredS} seconds. Returns {@code key=value} words. */
    String run(int warmUpS, int measuredS) throws Exception {
        consumer.assign(List.of(partition));
        consumer.seekToEnd(List.of(partition));
        consumer.position(partition);
        long unmeasured = (long) (rate * warmUpS);
        long all = unmeasured + (long) (rate * measuredS);
        Thread reader = new Thread(() -> read(unmeasured, all), "reader");
        reader.start();
        long fromNs = System.nanoTime();
        for (long i = 0; i < all && failure.get() == null; i++) {
            long dueNs = fromNs + (long) (i * 1e9 / rate);
            await(dueNs);
            ByteBuffer value = ByteBuffer.allocate(recordBytes).putLong(dueNs).putLong(i);
            producer.send(new ProducerRecord<>(partition.topic(), 0, null, value.array()), (metadata, error) -> {
                if (error != null) {
                    failure.compareAndSet(null, error);
                }
            });
        }
        long sentNs = System.nanoTime() - fromNs;
        sent = all;
        reader.join();
        long behindNs = System.nanoTime() - fromNs - (long) ((all - 1) * 1e9 / rate);
        if (failure.get() != null) {
            throw failure.get();
        }
        StringBuilder words = new StringBuilder("records=" + all + " sending_ms=" + sentNs / 1_000_000 + " behind_ms="
                + behindNs / 1_000_000);
        for (String percentile : List.of("50", "90", "99", "99.9", "99.99", "100")) {
            long valueNs = latencies.getValueAtPercentile(Double.parseDouble(percentile));
            words.append(" e2e_p").append(percentile).append('=').append(valueNs / 1_000);
        }
        return words.toString();
    }

    private static void await(long dueNs) {
        for (long leftNs = dueNs - System.nanoTime(); leftNs > 0; leftNs = dueNs - System.nanoTime()) {
            if (leftNs > SPIN_NS) {
                LockSupport.parkNanos(leftNs - SPIN_NS);
            } else {
                Thread.onSpinWait();
            }
        }
    }

    private void read(long unmeasured, long all) {
        try {
            long progressNs = System.nanoTime();
            long next = 0;
            while (next < all && failure.get() == null) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(100))) {
                    long nowNs = System.nanoTime();
                    ByteBuffer value = ByteBuffer.wrap(record.value());
                    long dueNs = value.getLong();
                    long number = value.getLong();
                    if (number != next) {
                        throw new IllegalStateException("record " + number + " came where " + next + " was due");
                    }
                    if (next >= unmeasured) {
                        latencies.recordValue(Math.min(LATENCY_MAX_NS, Math.max(0, nowNs - dueNs)));
                    }
                    next++;
                    progressNs = nowNs;
                }
                if (sent == all && System.nanoTime() - progressNs > PATIENCE_NS) {
                    throw new IllegalStateException("nothing comes after " + next + " of " + all + " records");
                }
            }
        } catch (Exception e) {
            failure.compareAndSet(null, e);
        }
    }
}
