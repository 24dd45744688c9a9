package io.sampo.storage.directory;

import io.sampo.logfiles.DiskFullException;
import io.sampo.logfiles.DurableFiles;
import io.sampo.logfiles.checkpoint.PartitionMetadataFile;
import io.sampo.model.TopicConfig;
import io.sampo.model.TopicId;
import io.sampo.model.TopicPartition;
import io.sampo.storage.DeletedFiles;
import io.sampo.storage.LogEnvironment;
import io.sampo.storage.SegmentedLog;
import io.sampo.storage.UseGate;
import io.sampo.storage.directory.LogDirectoryException.Reason;
import io.sampo.storage.recovery.CorruptLogException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One entry of {@code log.dirs}, locked for this broker while it is open, and the logs in it. Everything blocks; logs may
 * be opened in parallel, one partition by one thread.
 */
public final class LogDirectory implements AutoCloseable {
    private final Path path;
    private final LogEnvironment environment;
    private final DirectoryLock lock;
    private final DirectoryIdentity identity;
    private final DirectoryCheckpoints checkpoints;
    private final Quarantine quarantine;
    private final DeletedFiles deletedFiles = new DeletedFiles();
    private final Map<TopicPartition, SegmentedLog> logs = new ConcurrentHashMap<>();
    /** Whoever opens, moves or removes something here stands in it; the lock is given up when nobody does any more. */
    private final UseGate gate;

    private LogDirectory(
            Path path,
            LogEnvironment environment,
            DirectoryLock lock,
            DirectoryIdentity identity,
            DirectoryCheckpoints checkpoints) {
        this.path = path;
        this.environment = environment;
        this.lock = lock;
        this.identity = identity;
        this.checkpoints = checkpoints;
        this.quarantine = new Quarantine(path);
        this.gate = new UseGate("log directory " + path);
    }

    /**
     * Locks the directory, creating it where it is missing, and finds out whose it is and how the last run ended. Opens no
     * log yet.
     *
     * @param clusterId the cluster's id, or null while it is not known: then see {@link #assignClusterId}
     * @throws LogDirectoryException if it cannot be used, or belongs to another cluster or broker
     */
    public static LogDirectory open(Path path, int brokerId, @Nullable String clusterId, LogEnvironment environment)
            throws IOException {
        DirectoryLock lock = DirectoryIdentity.lock(path);
        try {
            DirectoryIdentity identity = DirectoryIdentity.of(path, brokerId, clusterId);
            DirectoryCheckpoints checkpoints = new DirectoryCheckpoints(
                    path, identity.cleanEnds(), identity.crashProof().crashClean());
            CleanShutdownMarker.remove(path);
            LogDirectory directory = new LogDirectory(path, environment, lock, identity, checkpoints);
            directory.deletedFiles.add(
                    ExistingLog.leftBehind(path), environment.nowMs().getAsLong());
            return directory;
        } catch (IOException | RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    public Path path() {
        return path;
    }

    /** Identity of this directory for life. */
    public UUID directoryId() {
        return identity.directoryId();
    }

    /** The cluster that this directory belongs to; empty until {@link #assignClusterId}. */
    public Optional<String> clusterId() {
        return identity.clusterId();
    }

    /**
     * Binds the directory to a cluster. Durable on return.
     *
     * @throws LogDirectoryException if it belongs to another one
     */
    public void assignClusterId(String clusterId) throws IOException {
        identity.assignClusterId(clusterId);
    }

    /** How the last run ended, as found by {@link #open}. */
    public CrashProof crashProof() {
        return identity.crashProof();
    }

    /** Notes that the broker now writes here under {@code brokerEpoch}. Before the first append. Durable on return. */
    public void writeRunningMarker(long brokerEpoch) throws IOException {
        identity.writeRunningMarker(brokerEpoch);
    }

    /**
     * The logs that lie here, open or not, in order of topic and partition. A directory with an identity of its own is the
     * log directory of another broker, whatever its name looks like.
     */
    public List<ExistingLog> existingLogs() throws IOException {
        return ExistingLog.in(path);
    }

    /**
     * Opens the log of a partition, creating it where there is none.
     *
     * @throws LogDirectoryException with {@link Reason#OTHER_TOPIC} if the directory of that name belongs to another topic
     * @throws LogDirectoryException with {@link Reason#QUARANTINED} if it was found corrupt before, or {@link Reason#LOST} if
     *     it held records and is not here any more
     * @throws DiskFullException if there is no room for what has to be written: it may be tried again
     * @throws CorruptLogException if more than the last write of the log is damaged; it lies in quarantine then
     * @throws IllegalStateException if it is open
     */
    public SegmentedLog openLog(TopicPartition partition, TopicId topicId, TopicConfig config) throws IOException {
        return gate.within(() -> openLogWithin(partition, topicId, config));
    }

    private SegmentedLog openLogWithin(TopicPartition partition, TopicId topicId, TopicConfig config)
            throws IOException {
        SegmentedLog known = logs.get(partition);
        if (known != null && !known.isClosed()) {
            throw new IllegalStateException("log " + partition + " is open already");
        }
        Path directory = path.resolve(partition.toString());
        if (!ExistingLog.isThere(directory, topicId)) {
            quarantine.requireNotIn(partition, topicId);
            checkpoints.requireNotLost(partition, topicId);
            create(directory, partition, topicId);
        }
        SegmentedLog log = openOrQuarantine(partition, config, directory);
        checkpoints.opened(partition, topicId);
        logs.put(partition, log);
        return log;
    }

    /**
     * Opens an empty log for a partition whose corrupt one lies in quarantine, and stays there, or whose log is lost. For a
     * replica on which nobody counts any more (R22).
     *
     * @throws LogDirectoryException with {@link Reason#NOT_USABLE} if neither is known: an empty log must not take the place of
     *     one that lies elsewhere (H51)
     */
    public SegmentedLog openLogAnew(TopicPartition partition, TopicId topicId, TopicConfig config) throws IOException {
        return gate.within(() -> {
            Path directory = path.resolve(partition.toString());
            if (!ExistingLog.isThere(directory, topicId)) {
                if (!isMissing(partition, topicId)) {
                    throw new LogDirectoryException(
                            Reason.NOT_USABLE, "Replica " + partition + " has no corrupt or lost log here", null);
                }
                create(directory, partition, topicId);
            }
            return openLogWithin(partition, topicId, config);
        });
    }

    private SegmentedLog openOrQuarantine(TopicPartition partition, TopicConfig config, Path directory)
            throws IOException {
        try {
            return SegmentedLog.open(directory, config, checkpoints.of(partition), environment, deletedFiles);
        } catch (CorruptLogException e) {
            try {
                quarantine(partition, e.getMessage());
            } catch (IOException notMoved) {
                e.addSuppressed(notMoved);
            }
            throw e;
        } catch (IOException e) {
            throw DiskFullException.isMeantBy(e) ? new DiskFullException(e) : e;
        }
    }

    /**
     * Closes a log in which damage was found while it was open, and puts it into quarantine. Its replica has to be reported as
     * failed before: nothing can be read any more.
     */
    public void quarantineLog(TopicPartition partition, String why) throws IOException {
        environment.health().requireUsable();
        gate.within(() -> {
            SegmentedLog log = logs.get(partition);
            if (log != null) {
                log.abandon();
                logs.remove(partition);
                quarantine(partition, why);
            }
            return null;
        });
    }

    private void quarantine(TopicPartition partition, String why) throws IOException {
        try {
            quarantine.take(partition, why, environment.nowMs().getAsLong());
            checkpoints.forget(partition);
        } catch (IOException notMoved) {
            throw failed(notMoved);
        }
    }

    /** A full disk has changed nothing that matters; any other failure is the directory's last act. */
    private IOException failed(IOException e) {
        return DiskFullException.isMeantBy(e)
                ? new DiskFullException(e)
                : environment.health().fail(e);
    }

    /** True if a log of this partition lay here and is corrupt, in quarantine, or lost: its replica belongs nowhere else. */
    public boolean isMissing(TopicPartition partition, TopicId topicId) throws IOException {
        return quarantine.holds(partition, topicId) || checkpoints.isLost(partition, topicId);
    }

    /** Logs in quarantine. */
    public int quarantined() throws IOException {
        return quarantine.count();
    }

    private void create(Path directory, TopicPartition partition, TopicId topicId) throws IOException {
        environment.health().requireUsable();
        try {
            checkpoints.forget(partition);
            if (Files.notExists(directory)) {
                Files.createDirectory(directory);
            }
            PartitionMetadataFile.write(directory, topicId);
            DurableFiles.forceDirectory(path);
        } catch (IOException e) {
            throw failed(e);
        }
    }

    /** Takes over the log that lies in {@code copy}, with what {@code from} knows of it. Durable on return, or not at all. */
    void receive(TopicPartition partition, Path copy, LogDirectory from) throws IOException {
        from.environment.health().requireUsable();
        environment.health().requireUsable();
        gate.within(() -> {
            try {
                checkpoints.adopt(partition, from.checkpoints);
                DurableFiles.rename(copy, path.resolve(partition.toString()));
            } catch (IOException e) {
                checkpoints.forgetSoon(partition);
                throw failed(e);
            }
            return null;
        });
    }

    /** The open log of a partition. */
    public Optional<SegmentedLog> log(TopicPartition partition) {
        return Optional.ofNullable(logs.get(partition)).filter(log -> !log.isClosed());
    }

    /** Every open log. */
    public Map<TopicPartition, SegmentedLog> openLogs() {
        Map<TopicPartition, SegmentedLog> open = new HashMap<>(logs);
        open.values().removeIf(SegmentedLog::isClosed);
        return open;
    }

    /**
     * Closes the log, renames its directory to {@code <topic>-<partition>.<unique>-delete}, durably, and removes it at a
     * {@link #deleteExpiredFiles} after the log's {@code file.delete.delay.ms}. Absent is fine.
     *
     * @param defaultDelayMs for a log that was never opened here
     */
    public void deleteLog(TopicPartition partition, long defaultDelayMs) throws IOException {
        SegmentedLog known = logs.get(partition);
        long delayMs = known == null ? defaultDelayMs : known.fileDeleteDelayMs();
        Path aside = moveAside(partition, LogDirectoryNames.deleted(partition));
        if (aside != null) {
            deletedFiles.add(List.of(aside), environment.nowMs().getAsLong() + delayMs);
        }
    }

    /** Closes the log and renames its directory to {@code …-stray}, durably: nobody's log, kept for a person to look at. */
    public void strayLog(TopicPartition partition) throws IOException {
        moveAside(partition, LogDirectoryNames.stray(partition));
    }

    private @Nullable Path moveAside(TopicPartition partition, String name) throws IOException {
        environment.health().requireUsable();
        gate.enter();
        try {
            SegmentedLog log = logs.remove(partition);
            if (log != null) {
                log.abandon();
            }
            Path directory = path.resolve(partition.toString());
            Path aside = path.resolve(name);
            boolean exists = Files.exists(directory);
            if (exists) {
                DurableFiles.rename(directory, aside);
            }
            checkpoints.forgetSoon(partition);
            return exists ? aside : null;
        } catch (IOException e) {
            throw failed(e);
        } finally {
            gate.leave();
        }
    }

    /** Removes dropped segments and deleted logs whose delay has passed at {@code nowMs}. */
    public void deleteExpiredFiles(long nowMs) throws IOException {
        gate.within(() -> {
            deletedFiles.deleteExpired(nowMs);
            return null;
        });
    }

    /** The high watermark that was checkpointed last; {@link io.sampo.model.Offsets#UNKNOWN} if none was. */
    public long highWatermark(TopicPartition partition) {
        return checkpoints.highWatermark(partition);
    }

    /**
     * Writes the recovery points of the open logs, and these high watermarks. Durable on return. A missed one costs time at the next start.
     */
    public void checkpoint(Map<TopicPartition, Long> highWatermarks) throws IOException {
        environment.health().requireUsable();
        gate.within(() -> {
            writeCheckpoints(highWatermarks);
            return null;
        });
    }

    /** True if {@link #checkpoint} would spare a start after a crash a whole segment. A look, not a lock. */
    public boolean isCheckpointBehind() {
        return checkpoints.isBehind(openLogs());
    }

    private void writeCheckpoints(Map<TopicPartition, Long> highWatermarks) throws IOException {
        Map<TopicPartition, LongSupplier> recoveryPoints = new HashMap<>();
        openLogs().forEach((partition, log) -> recoveryPoints.put(partition, log::flushedOffset));
        try {
            checkpoints.write(recoveryPoints, highWatermarks);
        } catch (IOException e) {
            // The files of before are whole; a full disk only makes the next start read more.
            throw failed(e);
        }
    }

    /**
     * Closes every log, marks the stop as clean if nothing had failed, and gives up the lock. Waits for what is under way here,
     * and refuses it afterwards. Idempotent.
     *
     * @throws IOException if a log could not be closed; the stop is not clean then, and the lock is given up all the same
     */
    @Override
    public synchronized void close() throws IOException {
        if (!gate.shut()) {
            return;
        }
        try {
            closeLogs();
            if (environment.health().failure() == null) {
                writeCheckpoints(Map.of());
                new CleanShutdownMarker(identity.brokerEpoch(), checkpoints.cleanEnds()).write(path);
            }
        } finally {
            lock.close();
        }
    }

    /** Closes all of them, also behind one that fails. */
    private void closeLogs() throws IOException {
        IOException failure = null;
        for (SegmentedLog log : logs.values()) {
            try {
                log.close();
            } catch (IOException e) {
                if (failure != null) {
                    e.addSuppressed(failure);
                }
                failure = e;
            }
        }
        if (failure != null) {
            throw failure;
        }
    }
}
