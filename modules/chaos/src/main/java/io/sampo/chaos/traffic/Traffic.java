package io.sampo.chaos.traffic;

import io.sampo.client.Admin.OffsetAndTimestamp;
import io.sampo.client.SampoClient;
import io.sampo.client.StartAt;
import io.sampo.model.SampoException;
import io.sampo.model.TopicPartition;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * All clients of a run: writers and readers at work from {@link #start} to {@link #finish}, then {@link #readAll}.
 */
public final class Traffic {
    private final SampoClient client;
    private final String topic;
    private final Recorder recorder;
    private final AckProgress progress;
    private final List<Writer> writers = new ArrayList<>();
    private final Thread reading;
    private volatile boolean stopped;

    private Traffic(SampoClient client, String topic, int partitions, Recorder recorder) {
        this.client = client;
        this.topic = topic;
        this.recorder = recorder;
        this.progress = new AckProgress(partitions);
        this.reading = new Thread(this::read, "sampo-reader");
        reading.setDaemon(true);
    }

    /**
     * Begins.
     *
     * @param client stays the caller's
     * @param recordsPerSecond of all writers together
     */
    public static Traffic start(
            SampoClient client, String topic, int partitions, Recorder recorder, int writers, int recordsPerSecond) {
        Traffic traffic = new Traffic(client, topic, partitions, recorder);
        for (int i = 0; i < writers; i++) {
            traffic.writers.add(
                    Writer.start(client, topic, recorder, traffic.progress, Math.max(1, recordsPerSecond / writers)));
        }
        traffic.reading.start();
        return traffic;
    }

    public AckProgress progress() {
        return progress;
    }

    private void read() {
        try {
            long[] behind = nothing();
            while (!stopped) {
                try (Reader reader = new Reader(client, topic, behind, recorder)) {
                    boolean goesOn = true;
                    while (goesOn && !stopped) {
                        goesOn = reader.poll();
                    }
                    behind = reader.highest();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Stops all; every send is settled afterwards, at the latest when it is given up. */
    public void finish() throws InterruptedException {
        stopped = true;
        writers.forEach(Writer::stop);
        for (Writer writer : writers) {
            writer.close();
        }
        reading.join();
    }

    /**
     * Reads every partition from the beginning to its end, with a fresh client where one fails.
     *
     * @return false if that was not possible within {@code patience}
     */
    public boolean readAll(Supplier<SampoClient> fresh, Duration patience) throws InterruptedException {
        long deadlineNs = System.nanoTime() + patience.toNanos();
        while (System.nanoTime() < deadlineNs) {
            try (SampoClient own = fresh.get();
                    Reader reader = new Reader(own, topic, nothing(), recorder)) {
                long[] ends = ends(own);
                boolean goesOn = true;
                while (goesOn && System.nanoTime() < deadlineNs) {
                    if (hasReached(reader, ends)) {
                        reader.readAll();
                        return true;
                    }
                    goesOn = reader.poll();
                }
            } catch (ExecutionException | TimeoutException | SampoException e) {
                // Nobody answers yet: brokers may still be on their way up.
                TimeUnit.MILLISECONDS.sleep(200);
            }
        }
        return false;
    }

    private long[] nothing() {
        long[] behind = new long[progress.partitions()];
        Arrays.fill(behind, -1);
        return behind;
    }

    private boolean hasReached(Reader reader, long[] ends) {
        long[] highest = reader.highest();
        for (int key = 0; key < ends.length; key++) {
            if (highest[key] < Math.max(ends[key] - 1, progress.highestOffset(key))) {
                return false;
            }
        }
        return true;
    }

    private long[] ends(SampoClient own) throws InterruptedException, ExecutionException, TimeoutException {
        Set<TopicPartition> all = new HashSet<>();
        for (int key = 0; key < progress.partitions(); key++) {
            all.add(new TopicPartition(topic, key));
        }
        Map<TopicPartition, OffsetAndTimestamp> found =
                own.admin().offsets(all, StartAt.END).toCompletableFuture().get(30, TimeUnit.SECONDS);
        long[] ends = new long[progress.partitions()];
        found.forEach((partition, end) -> ends[partition.partition()] = end.offset());
        return ends;
    }
}
