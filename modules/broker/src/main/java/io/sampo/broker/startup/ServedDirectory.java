package io.sampo.broker.startup;

import io.sampo.broker.BrokerSettings;
import io.sampo.broker.reserve.DiskReserve;
import io.sampo.logfiles.DiskFullException;
import io.sampo.logfiles.segment.OpenFiles;
import io.sampo.messages.face.LogDirectoryView;
import io.sampo.model.TopicPartition;
import io.sampo.replication.actor.write.DirectoryWriter;
import io.sampo.storage.LogEnvironment;
import io.sampo.storage.SegmentedLog;
import io.sampo.storage.directory.CrashProof;
import io.sampo.storage.directory.LogDirectory;
import io.sampo.storage.directory.TimedFlush;
import io.sampo.storage.flush.StorageHealth;
import io.sampo.storage.recovery.CorruptLogException;
import io.sampo.storage.scrubbing.LogScrubber;
import io.sampo.storage.scrubbing.ScrubSettings;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One log directory and the threads that look after it: they force its logs, checkpoint them and remove expired files. Each
 * directory has its own, so that a disk that stalls holds up nobody else's. Safe from any thread.
 */
final class ServedDirectory implements AutoCloseable {
    /**
     * Forces that run side by side. The file system commits them together: 100 files of 1 KB took 97 ms one after the other,
     * 90 ms by two threads, 10 ms by four, 14 ms by eight (ext4; the same bytes in one file: 4 ms).
     */
    private static final int FORCES_AT_ONCE = 4;

    /** Threads that this directory's disk holds up when it begins to stall, at most (decision 0066). */
    private static final int CALLERS_MAX =
            Math.max(1, Math.min(8, Runtime.getRuntime().availableProcessors() / 2));

    private static final Logger LOG = LoggerFactory.getLogger(ServedDirectory.class);
    private static final long THREAD_IDLE_S = 10;
    private static final long EXPIRY_CHECK_MS = 1_000;
    private static final long CARE_ENDS_S = 10;
    private static final long FLUSH_CHECK_MS = 100;
    private static final long ROOM_CHECK_MS = 1_000;
    private static final long SEGMENT_CHECK_MS = 1_000;

    private final AtomicInteger logs = new AtomicInteger();
    private final TimedFlush flushes = new TimedFlush();
    private final ThreadPoolExecutor background;
    private final DirectoryWriter writer;
    private final ScheduledExecutorService care;
    private final StorageHealth health;
    private final LogDirectory directory;
    private final DiskReserve reserve;
    private final ScrubSettings scrubs;
    private final int number;
    private volatile @Nullable LogScrubber scrubber;

    private ServedDirectory(Path path, int number, BrokerSettings settings, BiConsumer<Path, IOException> onFailure)
            throws IOException {
        this.number = number;
        scrubs = settings.scrub();
        // Bounded by what puts tasks in: each log waits here once at most.
        background = new ThreadPoolExecutor(
                FORCES_AT_ONCE,
                FORCES_AT_ONCE,
                THREAD_IDLE_S,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                task -> daemon(task, "sampo-flush-" + number));
        background.allowCoreThreadTimeOut(true);
        writer = new DirectoryWriter("sampo-write-" + number, CALLERS_MAX, background, System::nanoTime);
        care = Executors.newSingleThreadScheduledExecutor(task -> daemon(task, "sampo-log-care-" + number));
        health = new StorageHealth(failure -> onFailure.accept(path, failure));
        OpenFiles files = FileHandles.forDirectory(settings, background, health);
        reserve = new DiskReserve(
                path, settings.dirMinFreeBytes(), settings.dirBallastBytes(), DiskReserve.Space.of(path));
        reserve.makeRoomForStart();
        directory = LogDirectory.open(
                path,
                settings.brokerId(),
                null,
                new LogEnvironment(System::currentTimeMillis, background, files, health));
    }

    /**
     * Locks the directory and reads whose it is.
     *
     * @param number of this directory, for the names of its threads
     * @param onFailure told once, by any thread, when the directory cannot be used any more
     */
    static ServedDirectory open(Path path, int number, BrokerSettings settings, BiConsumer<Path, IOException> onFailure)
            throws IOException {
        return new ServedDirectory(path, number, settings, onFailure);
    }

    private static Thread daemon(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }

    /** Logs that are at home here, open or not. */
    int logs() {
        return logs.get();
    }

    /** So many logs more are at home here. */
    void settled(int more) {
        logs.addAndGet(more);
    }

    /** Writes to the logs here. */
    DirectoryWriter writer() {
        return writer;
    }

    LogDirectory directory() {
        return directory;
    }

    /**
     * What lies in it. Asks the disk: blocks.
     *
     * @param coming bytes copied so far of the logs that are on their way into it
     */
    LogDirectoryView view(ToLongFunction<TopicPartition> highWatermark, Map<TopicPartition, Long> coming) {
        Path path = directory.path().toAbsolutePath();
        if (!isUsable()) {
            return new LogDirectoryView(path.toString(), true, -1, -1, Map.of());
        }
        Map<TopicPartition, LogDirectoryView.Replica> replicas = new HashMap<>();
        directory.openLogs().forEach((partition, log) -> {
            long lag = Math.max(0, highWatermark.applyAsLong(partition) - log.logEndOffset());
            replicas.put(partition, new LogDirectoryView.Replica(log.sizeInBytes(), lag, false));
        });
        coming.forEach(
                (partition, bytes) -> replicas.putIfAbsent(partition, new LogDirectoryView.Replica(bytes, 0, true)));
        try {
            FileStore disk = Files.getFileStore(path);
            return new LogDirectoryView(path.toString(), false, disk.getTotalSpace(), disk.getUsableSpace(), replicas);
        } catch (IOException e) {
            // Its logs find out by themselves whether they can go on.
            return new LogDirectoryView(path.toString(), false, -1, -1, replicas);
        }
    }

    /** Binds the directory to the cluster and notes the broker epoch, durably; at need in the room of the ballast. */
    void registered(String clusterId, long brokerEpoch) throws IOException {
        reserve.run(() -> {
            directory.assignClusterId(clusterId);
            directory.writeRunningMarker(brokerEpoch);
        });
        if (!isUsable()) {
            // It failed in between: what was just written is no proof.
            distrust(directory.path());
        }
    }

    /** A directory has failed: whoever starts on it next must not count on its page cache. */
    static void distrust(Path path) {
        try {
            CrashProof.revoke(path);
        } catch (IOException e) {
            LOG.error(
                    "Log directory {} takes no word of that: do not start a broker on it before it was checked",
                    path,
                    e);
        }
    }

    /** The policy flush.ms of one log; {@link Long#MAX_VALUE} means never. */
    void flushEach(SegmentedLog log, long intervalMs) {
        flushes.plan(log, intervalMs, monotonicMs());
    }

    private static long monotonicMs() {
        return System.nanoTime() / 1_000_000;
    }

    boolean isUsable() {
        return health.failure() == null;
    }

    /**
     * From now on.
     *
     * @param highWatermarks of the logs in a directory, for its checkpoint
     * @param onDamage told of the log that is damaged, and why; true if its replica puts it into quarantine, once nobody uses it
     */
    void takeCare(
            long checkpointMs,
            Function<LogDirectory, Map<TopicPartition, Long>> highWatermarks,
            BiPredicate<TopicPartition, String> onDamage) {
        scrubber = LogScrubber.start("sampo-scrub-" + number, scrubs, directory::openLogs, (partition, damage) -> {
            // One of the two: the other would find it gone, and take that for a failure of the disk.
            if (!onDamage.test(partition, String.valueOf(damage.getMessage()))) {
                quarantine(partition, damage);
            }
        });
        Runnable checkpoint = () -> checkpoint(highWatermarks.apply(directory));
        repeat(checkpoint, checkpointMs);
        repeat(() -> checkpointIfBehind(checkpoint), SEGMENT_CHECK_MS);
        repeat(this::deleteExpired, EXPIRY_CHECK_MS);
        repeat(this::checkRoom, ROOM_CHECK_MS);
        repeat(() -> flushes.tick(monotonicMs()), FLUSH_CHECK_MS);
    }

    /** A task that throws would silently never run again. */
    private void repeat(Runnable task, long intervalMs) {
        Runnable guarded = () -> {
            try {
                if (isUsable()) {
                    task.run();
                }
            } catch (RuntimeException e) {
                LOG.error("The care of {} has failed; it is tried again", directory.path(), e);
            }
        };
        care.scheduleWithFixedDelay(guarded, intervalMs, intervalMs, TimeUnit.MILLISECONDS);
    }

    private void checkRoom() {
        reserve.check();
        writer.nearlyFull(reserve.isLow());
    }

    private void checkpoint(Map<TopicPartition, Long> highWatermarks) {
        try {
            reserve.run(() -> directory.checkpoint(highWatermarks));
        } catch (DiskFullException e) {
            LOG.warn("Log directory {} is not checkpointed: {}; it is tried again", directory.path(), e.getMessage());
        } catch (IOException e) {
            LOG.error("Log directory {} cannot be checkpointed", directory.path(), e);
        }
    }

    /**
     * A segment that was rolled and forced is not read after a crash, once the checkpoint says so: with the interval alone all that
     * was written in it is read, which at a few hundred MB/s are 10 GB.
     */
    private void checkpointIfBehind(Runnable checkpoint) {
        if (directory.isCheckpointBehind()) {
            checkpoint.run();
        }
    }

    private void quarantine(TopicPartition partition, CorruptLogException damage) {
        try {
            directory.quarantineLog(partition, String.valueOf(damage.getMessage()));
        } catch (IOException e) {
            LOG.error("The damaged log {} could not be put into quarantine", partition, e);
        }
    }

    /** Corrupt replicas in quarantine here; none where that cannot be read. */
    int quarantined() {
        try {
            return directory.quarantined();
        } catch (IOException e) {
            LOG.warn("The quarantine of {} cannot be read", directory.path(), e);
            return 0;
        }
    }

    /** What the scrubber has done so far. */
    LogScrubber.Figures scrubbed() {
        LogScrubber running = scrubber;
        return running == null ? LogScrubber.Figures.NONE : running.figures();
    }

    private void deleteExpired() {
        try {
            directory.deleteExpiredFiles(System.currentTimeMillis());
        } catch (IOException e) {
            LOG.warn("Expired files in {} cannot be removed", directory.path(), e);
        }
    }

    /** Never by interruption: that closes the file it writes, which counts as a failed disk and costs the clean mark. */
    private void endCare() {
        LogScrubber running = scrubber;
        if (running != null) {
            running.close();
        }
        care.shutdown();
        try {
            if (!care.awaitTermination(CARE_ENDS_S, TimeUnit.SECONDS)) {
                LOG.warn("A checkpoint or flush still runs after {} s; closing without it", CARE_ENDS_S);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Flushes and closes every log; marks the stop as clean where nothing failed. */
    void close(Map<TopicPartition, Long> highWatermarks) {
        writer.close();
        endCare();
        if (isUsable()) {
            checkpoint(highWatermarks);
        }
        try {
            directory.close();
        } catch (IOException e) {
            LOG.error("Log directory {} did not close cleanly", directory.path(), e);
        }
        background.shutdown();
    }

    @Override
    public void close() {
        close(Map.of());
    }
}
