package io.sampo.chaos.traffic;

import io.sampo.chaos.model.Operation;
import io.sampo.chaos.model.Outcome;
import io.sampo.chaos.model.Payload;
import io.sampo.chaos.model.Values;
import io.sampo.client.Producer;
import io.sampo.client.ProducerRecord;
import io.sampo.client.ProducerSettings;
import io.sampo.client.RecordMetadata;
import io.sampo.client.SampoClient;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.jspecify.annotations.Nullable;

/**
 * An idempotent producer that sends at a steady rate to all partitions in turn, acks=all. A partition with too much
 * under way is left out, so that one without a leader does not hold back the others.
 */
final class Writer {
    private static final int UNDER_WAY_MAX = 60;
    /** So long that only a cluster that does not come back has sends given up. */
    private static final int DELIVERY_TIMEOUT_MS = 90_000;

    private final String topic;
    private final Recorder recorder;
    private final AckProgress progress;
    private final Producer producer;
    private final int process;
    private final long pauseNs;
    private final AtomicIntegerArray underWay;
    private final Thread thread;
    private volatile boolean stopped;

    private Writer(SampoClient client, String topic, Recorder recorder, AckProgress progress, int recordsPerSecond) {
        this.topic = topic;
        this.recorder = recorder;
        this.progress = progress;
        this.process = recorder.nextProcess();
        this.pauseNs = TimeUnit.SECONDS.toNanos(1) / recordsPerSecond;
        this.underWay = new AtomicIntegerArray(progress.partitions());
        this.producer =
                client.producer(ProducerSettings.of(Map.of("acks", "all", "delivery.timeout.ms", DELIVERY_TIMEOUT_MS)));
        this.thread = new Thread(this::send, "sampo-writer-" + process);
        thread.setDaemon(true);
    }

    static Writer start(
            SampoClient client, String topic, Recorder recorder, AckProgress progress, int recordsPerSecond) {
        Writer writer = new Writer(client, topic, recorder, progress, recordsPerSecond);
        writer.thread.start();
        return writer;
    }

    private void send() {
        try {
            int key = process;
            long counter = 0;
            while (!stopped) {
                key = (key + 1) % progress.partitions();
                if (underWay.get(key) < UNDER_WAY_MAX) {
                    send(key, Values.of(process, counter));
                    counter++;
                }
                TimeUnit.NANOSECONDS.sleep(pauseNs);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void send(int key, long value) {
        underWay.incrementAndGet(key);
        long acked = progress.highestOffset(key);
        long invokedNs = recorder.nowNs();
        ProducerRecord record = new ProducerRecord(topic, null, Payload.of(value)).toPartition(key);
        producer.send(record)
                .whenComplete((metadata, failure) -> settled(key, value, acked, invokedNs, metadata, failure));
    }

    private void settled(
            int key,
            long value,
            long acked,
            long invokedNs,
            @Nullable RecordMetadata metadata,
            @Nullable Throwable failure) {
        long doneNs = recorder.nowNs();
        Outcome outcome = failure == null ? Outcome.OK : FailureRules.outcome(failure);
        long offset = metadata == null ? Operation.UNKNOWN : metadata.offset();
        if (failure == null) {
            progress.acknowledged(key, offset, invokedNs, doneNs);
        } else {
            progress.failed();
        }
        recorder.record(Operation.send(process, outcome, invokedNs, doneNs, key, offset, value, acked));
        underWay.decrementAndGet(key);
    }

    /** Sends no more; {@link #close} waits for what is under way. */
    void stop() {
        stopped = true;
    }

    void close() throws InterruptedException {
        stop();
        thread.join();
        producer.close();
    }
}
