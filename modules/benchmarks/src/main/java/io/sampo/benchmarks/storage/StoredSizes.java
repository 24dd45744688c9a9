package io.sampo.benchmarks.storage;

import io.sampo.model.TopicConfig;
import io.sampo.model.TopicId;
import io.sampo.model.TopicPartition;
import io.sampo.records.LogSlice;
import io.sampo.records.RecordBatch;
import io.sampo.storage.SegmentedLog;
import io.sampo.storage.directory.ExistingLog;
import io.sampo.storage.directory.LogDirectory;
import io.sampo.storage.producer.ProducerSnapshot;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Does a log that holds much append and read as fast as one that holds little? Fills two logs of a stopped broker, the
 * larger one first, and then appends to both and reads from both in turns of a megabyte, so that whatever else the machine
 * does, it does to both. Leaves the directory as a broker that was stopped cleanly would.
 *
 * <p>{@code StoredSizes DIRECTORY BROKER_ID SMALL SMALL_BYTES LARGE LARGE_BYTES RUNS RUN_BYTES}, where SMALL and LARGE are
 * names of topics, each with a partition 0 there. Prints {@code name=value} lines: medians in MB/s, and
 * of pairs of turns the median speed on the large log as a part of that on the small one.
 */
public final class StoredSizes {
    private static final int TURN_BYTES = 1 << 20;
    private static final int FETCH_BYTES = 64 * 1024;
    /** Of a kilobyte: half a gigabyte, which stays in memory. */
    private static final long YOUNGEST_RECORDS = 500_000;

    private final ByteBuffer large = SampleBatches.batch(256 * 1024, 1024);
    private final ByteBuffer usual = SampleBatches.batch(16 * 1024, 1024);
    private final Random random = new Random(7);
    private long youngest;

    private StoredSizes() {}

    /** Work of one turn on one log; returns the bytes that it wrote or read. */
    private interface Turn {
        long run(SegmentedLog log) throws IOException;
    }

    /** See the class. */
    public static void main(String[] args) throws IOException {
        ExecutorService background = Executors.newFixedThreadPool(4);
        try (LogDirectory directory = LogDirectory.open(
                Path.of(args[0]), Integer.parseInt(args[1]), null, BenchmarkedLog.environment(background))) {
            // The mark of a clean stop names the broker epoch that was written here last.
            directory.writeRunningMarker(directory.crashProof().previousBrokerEpoch());
            SegmentedLog small = openLog(directory, args[2]);
            SegmentedLog large = openLog(directory, args[4]);
            StoredSizes sizes = new StoredSizes();
            sizes.fill(large, Long.parseLong(args[5]));
            sizes.fill(small, Long.parseLong(args[3]));
            sizes.measure(small, large, Integer.parseInt(args[6]), Long.parseLong(args[7]));
            for (SegmentedLog log : List.of(small, large)) {
                log.flush();
                keepProducers(log);
            }
        } finally {
            background.shutdown();
        }
    }

    /** As a broker does with every segment that begins, and at a stop: without, who opens the log reads it from its start. */
    private static void keepProducers(SegmentedLog log) throws IOException {
        log.keepProducers(new ProducerSnapshot(log.logEndOffset(), log.lastEpoch(), List.of()));
    }

    private static SegmentedLog openLog(LogDirectory directory, String topic) throws IOException {
        TopicPartition partition = new TopicPartition(topic, 0);
        TopicId id = ExistingLog.at(directory.path(), partition)
                .orElseThrow(() -> new IllegalArgumentException("there is no log " + partition))
                .topicId();
        return directory.openLog(partition, id, TopicConfig.DEFAULTS);
    }

    private void fill(SegmentedLog log, long bytes) throws IOException {
        long beganNs = System.nanoTime();
        while (log.sizeInBytes() < bytes) {
            append(log, large);
        }
        log.flush();
        System.out.printf(
                "filled-%s-mb=%d seconds=%.1f%n",
                log.directory().getFileName(), log.sizeInBytes() >> 20, (System.nanoTime() - beganNs) / 1e9);
    }

    private void measure(SegmentedLog small, SegmentedLog large, int runs, long runBytes) throws IOException {
        youngest = Math.min(YOUNGEST_RECORDS, small.logEndOffset());
        // The first one warms up code and caches.
        compare("warm-up", small, large, 1, runBytes, this::appendTurn);
        compare("append", small, large, runs, runBytes, this::appendTurn);
        compare("warm-up", small, large, 1, runBytes, this::readTurn);
        compare("read", small, large, runs, runBytes, this::readTurn);
    }

    private static void compare(String name, SegmentedLog small, SegmentedLog large, int runs, long runBytes, Turn turn)
            throws IOException {
        List<Double> smallMb = new ArrayList<>();
        List<Double> largeMb = new ArrayList<>();
        List<Double> ratios = new ArrayList<>();
        for (int run = 0; run < runs; run++) {
            long smallNs = 0;
            long largeNs = 0;
            long done = 0;
            while (done < runBytes) {
                long beganNs = System.nanoTime();
                long bytes = turn.run(small);
                long betweenNs = System.nanoTime();
                turn.run(large);
                long endedNs = System.nanoTime();
                largeNs += endedNs - betweenNs;
                smallNs += betweenNs - beganNs;
                ratios.add((double) (betweenNs - beganNs) / (endedNs - betweenNs));
                done += bytes;
            }
            smallMb.add(done * 1e3 / smallNs);
            largeMb.add(done * 1e3 / largeNs);
        }
        System.out.printf(
                "%s-small-mb-s=%.1f%n%s-large-mb-s=%.1f%n%s-large-to-small=%.3f%n",
                name, median(smallMb), name, median(largeMb), name, median(ratios));
    }

    private static double median(List<Double> values) {
        Collections.sort(values);
        return values.get(values.size() / 2);
    }

    private long appendTurn(SegmentedLog log) throws IOException {
        long bytes = 0;
        while (bytes < TURN_BYTES) {
            append(log, usual);
            bytes += usual.remaining();
        }
        return bytes;
    }

    private static void append(SegmentedLog log, ByteBuffer batch) throws IOException {
        long segment = log.activeSegmentOffset();
        RecordBatch.at(batch, 0).assign(log.logEndOffset(), Math.max(0, log.lastEpoch()));
        log.append(batch);
        if (log.activeSegmentOffset() != segment) {
            keepProducers(log);
        }
    }

    /** Fetches from anywhere in the youngest part, which is as long in both logs and lies in memory. */
    private long readTurn(SegmentedLog log) throws IOException {
        long bytes = 0;
        while (bytes < TURN_BYTES) {
            long from = log.logEndOffset() - 100 - (long) (random.nextDouble() * (youngest - 100));
            try (LogSlice slice = log.read(from, FETCH_BYTES, Long.MAX_VALUE)) {
                bytes += slice.toBuffer().remaining();
            }
        }
        return bytes;
    }
}
