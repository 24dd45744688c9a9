package io.sampo.chaos.traffic;

import io.sampo.chaos.model.Action;
import io.sampo.chaos.model.Operation;
import io.sampo.chaos.model.Outcome;
import io.sampo.chaos.model.Payload;
import io.sampo.client.Consumer;
import io.sampo.client.ConsumerRecord;
import io.sampo.client.ConsumerSettings;
import io.sampo.client.SampoClient;
import io.sampo.client.StartAt;
import io.sampo.model.TopicPartition;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A consumer of all partitions, and the record of all that it got. For one thread. */
final class Reader implements AutoCloseable {
    private static final Duration WAIT = Duration.ofMillis(500);
    private static final long PATIENCE_SECONDS = 30;

    private final Recorder recorder;
    private final Consumer consumer;
    private final int process;
    private final long[] highest;

    /** Begins in each partition behind {@code behind}, an offset or -1. */
    Reader(SampoClient client, String topic, long[] behind, Recorder recorder) {
        this.recorder = recorder;
        this.process = recorder.nextProcess();
        this.consumer = client.consumer(ConsumerSettings.load());
        this.highest = behind.clone();
        Map<TopicPartition, StartAt> starts = new HashMap<>();
        for (int key = 0; key < behind.length; key++) {
            starts.put(new TopicPartition(topic, key), StartAt.offset(behind[key] + 1));
        }
        long nowNs = recorder.nowNs();
        consumer.assign(starts);
        recorder.record(Operation.of(process, Action.ASSIGN, Outcome.OK, nowNs, recorder.nowNs()));
    }

    /**
     * One poll.
     *
     * @return false if this consumer can go on no more; another one has to begin anew
     */
    boolean poll() throws InterruptedException {
        long invokedNs = recorder.nowNs();
        try {
            List<ConsumerRecord> records =
                    consumer.receive(WAIT).toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            if (!records.isEmpty()) {
                recorder.record(
                        new Operation(process, Action.POLL, Outcome.OK, invokedNs, recorder.nowNs(), entries(records)));
            }
            return true;
        } catch (ExecutionException | TimeoutException e) {
            recorder.record(Operation.of(process, Action.POLL, Outcome.INFO, invokedNs, recorder.nowNs()));
            return false;
        }
    }

    private long[] entries(List<ConsumerRecord> records) {
        long[] entries = new long[records.size() * 4];
        int at = 0;
        for (ConsumerRecord record : records) {
            int key = record.partition().partition();
            highest[key] = Math.max(highest[key], record.offset());
            entries[at++] = key;
            entries[at++] = record.offset();
            entries[at++] = Payload.read(record.value());
            entries[at++] = record.leaderEpoch();
        }
        return entries;
    }

    /** The highest offset received of each partition, -1 for none. */
    long[] highest() {
        return highest.clone();
    }

    /** Everything is read: says so in the history. */
    void readAll() {
        recorder.record(Operation.of(process, Action.READ_ALL, Outcome.OK, recorder.nowNs(), recorder.nowNs()));
    }

    @Override
    public void close() {
        consumer.close();
    }
}
