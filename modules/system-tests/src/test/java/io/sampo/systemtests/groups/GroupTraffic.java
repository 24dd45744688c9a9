package io.sampo.systemtests.groups;

import io.sampo.client.Producer;
import io.sampo.client.ProducerRecord;
import io.sampo.client.ProducerSettings;
import io.sampo.client.SampoClient;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Sends 0, 1, 2, … to each partition of a topic at a steady rate, with acks=all and idempotent, so that the value of each record
 * is its offset; remembers when each was acknowledged.
 */
final class GroupTraffic implements GroupJudge.Acknowledged, AutoCloseable {
    private static final int DELIVERY_TIMEOUT_MS = 300_000;

    private final Producer producer;
    private final String topic;
    private final long pauseNs;
    private final List<Acks> partitions = new ArrayList<>();
    private final AtomicBoolean stopped = new AtomicBoolean();
    private final Thread thread;
    private volatile @Nullable String failure;

    /** What was acknowledged of one partition. */
    private static final class Acks {
        private long[] atNs = new long[1024];
        private int count;

        synchronized void add() {
            if (count == atNs.length) {
                atNs = Arrays.copyOf(atNs, 2 * count);
            }
            atNs[count++] = System.nanoTime();
        }

        synchronized int count() {
            return count;
        }

        synchronized long atNs(long offset) {
            return offset < count ? atNs[(int) offset] : Long.MAX_VALUE;
        }
    }

    private GroupTraffic(SampoClient client, String topic, int partitions, int perSecond) {
        this.producer =
                client.producer(ProducerSettings.of(Map.of("acks", "all", "delivery.timeout.ms", DELIVERY_TIMEOUT_MS)));
        this.topic = topic;
        this.pauseNs = TimeUnit.SECONDS.toNanos(1) / perSecond;
        for (int partition = 0; partition < partitions; partition++) {
            this.partitions.add(new Acks());
        }
        this.thread = new Thread(this::send, "sampo-traffic");
        thread.setDaemon(true);
    }

    /** Begins to send so many records a second to each partition. */
    static GroupTraffic to(SampoClient client, String topic, int partitions, int perSecond) {
        GroupTraffic traffic = new GroupTraffic(client, topic, partitions, perSecond);
        traffic.thread.start();
        return traffic;
    }

    private void send() {
        try {
            long nextNs = System.nanoTime();
            for (long number = 0; !stopped.get(); number++) {
                byte[] value = Long.toString(number).getBytes(StandardCharsets.UTF_8);
                for (int partition = 0; partition < partitions.size(); partition++) {
                    long sent = number;
                    Acks acks = partitions.get(partition);
                    producer.send(new ProducerRecord(topic, null, value).toPartition(partition))
                            .whenComplete((metadata, refused) -> {
                                if (refused != null) {
                                    failure = "record " + sent + " was not acknowledged: " + refused;
                                } else if (metadata.offset() != sent) {
                                    failure = "record " + sent + " is at offset " + metadata.offset();
                                } else {
                                    acks.add();
                                }
                            });
                }
                nextNs += pauseNs;
                TimeUnit.NANOSECONDS.sleep(nextNs - System.nanoTime());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public long atNs(int partition, long offset) {
        return partitions.get(partition).atNs(offset);
    }

    /** By partition, how many were acknowledged. */
    Map<Integer, Long> ends() {
        Map<Integer, Long> ends = new TreeMap<>();
        for (int partition = 0; partition < partitions.size(); partition++) {
            ends.put(partition, (long) partitions.get(partition).count());
        }
        return ends;
    }

    /** What went wrong, null = nothing. */
    @Nullable
    String failure() {
        return failure;
    }

    /** Sends no more; returns when all is acknowledged or given up. */
    @Override
    public void close() {
        stopped.set(true);
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        producer.close();
    }
}
