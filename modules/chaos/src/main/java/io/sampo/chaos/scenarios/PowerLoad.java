package io.sampo.chaos.scenarios;

import io.sampo.chaos.model.Payload;
import io.sampo.chaos.model.Values;
import io.sampo.client.Consumer;
import io.sampo.client.ConsumerRecord;
import io.sampo.client.ConsumerSettings;
import io.sampo.client.Producer;
import io.sampo.client.ProducerRecord;
import io.sampo.client.ProducerSettings;
import io.sampo.client.SampoClient;
import io.sampo.client.StartAt;
import io.sampo.model.TopicPartition;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** One producer that sends to one partition at a steady rate until its brokers are gone, and knows when each was acknowledged. */
final class PowerLoad {
    private static final long EVERY_MS = 4;
    /** Less than the brokers stay away: what was on its way is not sent again to those that come back. */
    private static final int GIVE_UP_MS = 2_000;

    private static final int PATIENCE_S = 60;
    private static final long NEVER = Long.MAX_VALUE;

    private final String topic;
    private final Producer producer;
    private final Thread thread;
    private final List<Long> acknowledgedNs = new ArrayList<>();
    private volatile boolean stopped;

    private PowerLoad(SampoClient client, String topic) {
        this.topic = topic;
        this.producer = client.producer(ProducerSettings.of(Map.of("acks", "all", "delivery.timeout.ms", GIVE_UP_MS)));
        this.thread = new Thread(this::send, "sampo-load-" + topic);
        thread.setDaemon(true);
    }

    static PowerLoad start(SampoClient client, String topic) {
        PowerLoad load = new PowerLoad(client, topic);
        load.thread.start();
        return load;
    }

    String topic() {
        return topic;
    }

    private void send() {
        try {
            while (!stopped) {
                int number = next();
                producer.send(record(number)).whenComplete((metadata, failure) -> settled(number, failure == null));
                TimeUnit.MILLISECONDS.sleep(EVERY_MS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private ProducerRecord record(int number) {
        return new ProducerRecord(topic, null, Payload.of(Values.of(0, number))).toPartition(0);
    }

    private synchronized int next() {
        acknowledgedNs.add(NEVER);
        return acknowledgedNs.size() - 1;
    }

    /** The first that fails is the last that is sent: those behind it would come too late. */
    private synchronized void settled(int number, boolean acknowledged) {
        if (acknowledged) {
            acknowledgedNs.set(number, System.nanoTime());
        } else {
            stopped = true;
        }
    }

    /** Returns when everything that was sent is answered or given up. */
    void stop() throws InterruptedException {
        stopped = true;
        thread.join();
        producer.close();
    }

    synchronized long acknowledged() {
        return acknowledgedNs.stream().filter(ns -> ns != NEVER).count();
    }

    /** Everything that the partition holds, in its order. */
    List<Long> readAll(SampoClient client) throws InterruptedException, ExecutionException, TimeoutException {
        List<Long> read = new ArrayList<>();
        try (Consumer consumer = client.consumer(ConsumerSettings.load())) {
            consumer.assign(Map.of(new TopicPartition(topic, 0), StartAt.BEGINNING));
            // Nobody leads at first: everybody is asked who has most.
            List<ConsumerRecord> records = poll(consumer, Duration.ofSeconds(PATIENCE_S / 2));
            while (!records.isEmpty()) {
                records.forEach(record -> read.add(Payload.read(record.value())));
                records = poll(consumer, Duration.ofSeconds(2));
            }
        }
        return read;
    }

    private static List<ConsumerRecord> poll(Consumer consumer, Duration wait)
            throws InterruptedException, ExecutionException, TimeoutException {
        return consumer.receive(wait).toCompletableFuture().get(PATIENCE_S, TimeUnit.SECONDS);
    }

    /** True if a record is acknowledged now. */
    boolean sendOne(SampoClient client) throws InterruptedException {
        try (Producer fresh = client.producer(ProducerSettings.of(Map.of("acks", "all")))) {
            fresh.send(record(next())).toCompletableFuture().get(PATIENCE_S, TimeUnit.SECONDS);
            return true;
        } catch (ExecutionException | TimeoutException e) {
            return false;
        }
    }

    boolean isPrefix(List<Long> there) {
        for (int number = 0; number < there.size(); number++) {
            if (there.get(number) != Values.of(0, number)) {
                return false;
            }
        }
        return true;
    }

    /**
     * What is gone.
     *
     * @param oldestMs how long before the cut the first of them was acknowledged; 0 where none is lost
     */
    record Loss(long records, long oldestMs) {}

    /** Of what was acknowledged before the cut, everything from {@code first} on. */
    synchronized Loss lossBehind(int first, long cutNs) {
        long records = 0;
        long oldestMs = 0;
        for (int number = first; number < acknowledgedNs.size(); number++) {
            long ns = acknowledgedNs.get(number);
            if (ns <= cutNs) {
                records++;
                oldestMs = Math.max(oldestMs, TimeUnit.NANOSECONDS.toMillis(cutNs - ns));
            }
        }
        return new Loss(records, oldestMs);
    }
}
