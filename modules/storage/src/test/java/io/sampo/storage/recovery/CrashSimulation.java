package io.sampo.storage.recovery;

import io.sampo.model.Offsets;
import io.sampo.model.TopicConfig;
import io.sampo.model.TopicId;
import io.sampo.model.TopicPartition;
import io.sampo.records.LogSlice;
import io.sampo.records.RecordBatch;
import io.sampo.storage.LogEnvironment;
import io.sampo.storage.SegmentedLog;
import io.sampo.storage.directory.LogDirectory;
import io.sampo.storage.disk.CrashDisk;
import io.sampo.storage.flush.StorageHealth;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One log on a disk that loses power again and again, driven by a seed. After each cut the log has to open, to hold
 * everything that was flushed, and to hold nothing that was never written. The same seed does the same.
 */
final class CrashSimulation {
    private static final TopicPartition PARTITION = new TopicPartition("book", 0);
    private static final TopicConfig CONFIG =
            TopicConfig.of(Map.of("segment.bytes", "3000", "index.interval.bytes", "300", "file.delete.delay.ms", "0"));
    private static final int LIVES = 4;

    private final Random random;
    private final TopicId topic;
    private final Deque<Runnable> background = new ArrayDeque<>();
    private final Set<ByteBuffer> everWritten = new HashSet<>();
    /** Batches of the log as it should be, by base offset. */
    private final TreeMap<Long, ByteBuffer> present = new TreeMap<>();

    private CrashDisk disk = new CrashDisk();
    private StorageHealth health = new StorageHealth(failure -> {});
    private long brokerEpoch;
    private int epoch;
    /** Everything below must be there after a cut. */
    private long flushed;

    private long logStartMin;
    private long logStartMax;
    private int images;

    private CrashSimulation(long seed) {
        this.random = new Random(seed);
        this.topic = new TopicId(new java.util.UUID(seed, 1));
    }

    /** How many crash images a seed made, and what was wrong with the last one, or null. */
    record Result(int images, @Nullable String wrong) {}

    static Result run(long seed) {
        CrashSimulation simulation = new CrashSimulation(seed);
        try {
            String wrong = simulation.live();
            return new Result(simulation.images, wrong);
        } catch (IOException | RuntimeException e) {
            return new Result(
                    simulation.images, "after " + simulation.images + " cuts: " + e + " " + List.of(e.getStackTrace()));
        }
    }

    private @Nullable String live() throws IOException {
        for (int life = 0; life < LIVES; life++) {
            disk.cutPowerAfter(5L + random.nextInt(random.nextBoolean() ? 60 : 600));
            try {
                work();
            } catch (IOException e) {
                if (disk.operationsLeft() > 0) {
                    return "failed without a power cut: " + e;
                }
            }
            background.clear();
            crash();
            String wrong = check();
            if (wrong != null) {
                return "after " + images + " cuts: " + wrong;
            }
        }
        return null;
    }

    private void crash() {
        images++;
        disk = disk.afterPowerCut(random);
        // Another boot: what was in the page cache is gone, and the marker says so.
        disk.forget("/data/.sampo-running");
    }

    private LogDirectory openDirectory() throws IOException {
        health = new StorageHealth(failure -> background.clear());
        LogEnvironment environment = LogEnvironment.of(() -> 0L, this::later, health);
        LogDirectory directory = LogDirectory.open(disk.path("/data"), 1, null, environment);
        directory.writeRunningMarker(++brokerEpoch);
        return directory;
    }

    private void later(Runnable task) {
        background.add(task);
    }

    private void work() throws IOException {
        LogDirectory directory = openDirectory();
        SegmentedLog log = directory.openLog(PARTITION, topic, CONFIG);
        for (int step = random.nextInt(200); step > 0; step--) {
            step(directory, log);
            flushed = Math.max(0, log.flushedOffset());
            directory.deleteExpiredFiles(0);
        }
        if (random.nextBoolean()) {
            background.clear();
            directory.close();
            // Where the power went during a force in the background, nobody was told, and closing flushes nothing.
            if (health.failure() == null) {
                flushed = log.logEndOffset();
            }
        }
    }

    private void step(LogDirectory directory, SegmentedLog log) throws IOException {
        int choice = random.nextInt(100);
        if (choice < 60) {
            append(log);
        } else if (choice < 70) {
            runOneInBackground();
        } else if (choice < 77) {
            log.flush();
        } else if (choice < 82) {
            log.roll();
        } else if (choice < 88) {
            directory.checkpoint(Map.of(PARTITION, log.logEndOffset()));
        } else if (choice < 92) {
            log.beginEpoch(++epoch);
        } else if (choice < 96) {
            truncate(log);
        } else if (choice < 99) {
            deleteBefore(log);
        } else {
            restart(log);
        }
    }

    private void runOneInBackground() {
        Runnable task = background.poll();
        if (task != null) {
            task.run();
        }
    }

    private void append(SegmentedLog log) throws IOException {
        if (random.nextInt(10) == 0) {
            epoch++;
        }
        ByteBuffer batch = DamageSweep.batch(random, log.logEndOffset(), 1 + random.nextInt(3), epoch);
        everWritten.add(batch.duplicate());
        log.append(batch.duplicate());
        present.put(RecordBatch.at(batch, 0).baseOffset(), batch);
    }

    private void truncate(SegmentedLog log) throws IOException {
        long offset = log.logStartOffset() + random.nextLong(log.logEndOffset() - log.logStartOffset() + 1);
        // Batches go as a whole, also the one that holds the offset.
        Map.Entry<Long, ByteBuffer> holder = present.floorEntry(offset);
        long end =
                holder != null && RecordBatch.at(holder.getValue(), 0).nextOffset() > offset ? holder.getKey() : offset;
        flushed = Math.min(flushed, end);
        logStartMin = Math.min(logStartMin, log.logStartOffset());
        log.truncateTo(offset);
        present.tailMap(end, true).clear();
    }

    private void deleteBefore(SegmentedLog log) throws IOException {
        long offset = log.logStartOffset() + random.nextLong(log.logEndOffset() - log.logStartOffset() + 1);
        logStartMax = Math.max(logStartMax, offset);
        log.deleteBefore(offset);
        logStartMin = offset;
    }

    private void restart(SegmentedLog log) throws IOException {
        long offset = Math.max(0, log.logEndOffset() + random.nextInt(40) - 20);
        flushed = 0;
        logStartMax = Math.max(logStartMax, offset);
        logStartMin = Math.min(logStartMin, offset);
        log.restartAt(offset);
        present.clear();
        logStartMin = offset;
        logStartMax = offset;
    }

    /** Opens what is left; sometimes the power goes once more while it is opened. */
    private @Nullable String check() throws IOException {
        if (random.nextInt(3) == 0) {
            disk.cutPowerAfter(random.nextInt(40));
            try {
                openDirectory().openLog(PARTITION, topic, CONFIG);
            } catch (IOException e) {
                if (disk.operationsLeft() > 0) {
                    return "cannot be opened: " + e;
                }
            }
            background.clear();
            crash();
        }
        disk.cutPowerAfter(Long.MAX_VALUE);
        LogDirectory directory = openDirectory();
        SegmentedLog log = directory.openLog(PARTITION, topic, CONFIG);
        String wrong = compare(log);
        flushed = log.flushedOffset();
        logStartMin = log.logStartOffset();
        logStartMax = log.logStartOffset();
        epoch = Math.max(epoch, log.lastEpoch());
        directory.checkpoint(Map.of());
        return wrong;
    }

    private @Nullable String compare(SegmentedLog log) throws IOException {
        long start = log.logStartOffset();
        long end = log.logEndOffset();
        if (start < logStartMin || start > logStartMax) {
            return "the log starts at " + start + ", not within [" + logStartMin + ", " + logStartMax + "]";
        }
        if (end < flushed) {
            return "the log ends at " + end + " and everything below " + flushed + " was flushed";
        }
        NavigableMap<Long, ByteBuffer> found = read(log);
        long next = found.isEmpty() ? end : Math.min(start, found.firstKey());
        int last = Offsets.NO_EPOCH;
        for (Map.Entry<Long, ByteBuffer> entry : found.entrySet()) {
            RecordBatch batch = RecordBatch.at(entry.getValue(), 0);
            if (!everWritten.contains(entry.getValue())) {
                return "batch " + batch + " was never written";
            }
            if (batch.nextOffset() <= flushed && !entry.getValue().equals(present.get(entry.getKey()))) {
                return "batch " + batch + " had been replaced before the flush";
            }
            if (entry.getKey() > next) {
                return "offsets " + next + " to " + entry.getKey() + " are missing";
            }
            next = batch.nextOffset();
            last = batch.leaderEpoch();
            if (log.endOffsetFor(last).endOffset() < next) {
                return "epoch " + last + " ends at " + log.endOffsetFor(last) + " before " + next;
            }
        }
        if (next != end || (last != Offsets.NO_EPOCH && last != log.lastEpoch())) {
            return "batches end at " + next + " in epoch " + last + ", the log at " + end + " in " + log.lastEpoch();
        }
        present.clear();
        present.putAll(found);
        return null;
    }

    private static NavigableMap<Long, ByteBuffer> read(SegmentedLog log) throws IOException {
        TreeMap<Long, ByteBuffer> found = new TreeMap<>();
        long next = log.logStartOffset();
        while (next < log.logEndOffset()) {
            try (LogSlice slice = log.read(next, 1, log.logEndOffset())) {
                byte[] bytes = new byte[slice.sizeInBytes()];
                slice.toBuffer().get(bytes);
                RecordBatch batch = RecordBatch.at(ByteBuffer.wrap(bytes), 0);
                found.put(batch.baseOffset(), ByteBuffer.wrap(bytes));
                next = batch.nextOffset();
            }
        }
        return found;
    }
}
