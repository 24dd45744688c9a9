package io.sampo.systemtests.traffic;

import io.sampo.client.Producer;
import io.sampo.client.ProducerRecord;
import io.sampo.client.ProducerSettings;
import io.sampo.client.RecordMetadata;
import io.sampo.client.SampoClient;
import io.sampo.model.TopicPartition;
import io.sampo.testkit.Await;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.SortedMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Sends 0, 1, 2, … with acks=all to one partition at a steady rate until it is stopped, and remembers what was acknowledged
 * at which offset and what failed. Not acknowledged means unknown: such a record may be in the log or not.
 */
public final class NumberedTraffic implements AutoCloseable {
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
    private static final int OUTSTANDING_MAX = 200;

    private final Producer producer;
    private final TopicPartition partition;
    private final SortedMap<Long, Long> offsets = new ConcurrentSkipListMap<>();
    private final SortedMap<Long, Throwable> failures = new ConcurrentSkipListMap<>();
    private final Semaphore outstanding = new Semaphore(OUTSTANDING_MAX);
    private final AtomicBoolean stopped = new AtomicBoolean();
    private final Thread sender;

    private NumberedTraffic(Producer producer, TopicPartition partition) {
        this.producer = producer;
        this.partition = partition;
        this.sender = new Thread(this::send, "sampo-traffic");
        sender.setDaemon(true);
    }

    /** Begins to send, about 200 records a second. */
    public static NumberedTraffic to(SampoClient client, TopicPartition partition) {
        Producer producer = client.producer(ProducerSettings.of(Map.of("acks", "all", "delivery.timeout.ms", 60_000)));
        NumberedTraffic traffic = new NumberedTraffic(producer, partition);
        traffic.sender.start();
        return traffic;
    }

    private void send() {
        try {
            for (long number = 0; !stopped.get(); number++) {
                if (!outstanding.tryAcquire(1, TimeUnit.MINUTES)) {
                    throw new IllegalStateException("no record was settled for a minute");
                }
                long sent = number;
                producer.send(new ProducerRecord(partition.topic(), null, text(sent))
                                .toPartition(partition.partition()))
                        .whenComplete((metadata, failure) -> settled(sent, metadata, failure));
                TimeUnit.NANOSECONDS.sleep(PAUSE_NANOS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static byte[] text(long number) {
        return Long.toString(number).getBytes(StandardCharsets.UTF_8);
    }

    private void settled(long number, RecordMetadata metadata, Throwable failure) {
        if (failure == null) {
            offsets.put(number, metadata.offset());
        } else {
            failures.put(number, failure);
        }
        outstanding.release();
    }

    /** Offsets of the acknowledged numbers so far. */
    public SortedMap<Long, Long> acknowledged() {
        return offsets;
    }

    /** Waits until {@code more} further records are acknowledged. */
    public void awaitAcknowledged(int more, Duration within) {
        int goal = offsets.size() + more;
        Await.until(
                within,
                () -> goal + " acknowledged records; there are " + offsets.size() + ", failed: " + failures,
                () -> offsets.size() >= goal);
    }

    /** Stops sending and waits until every record is acknowledged or failed. */
    @Override
    public void close() {
        stopped.set(true);
        try {
            sender.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while the traffic ends", e);
        }
        producer.close();
    }
}
