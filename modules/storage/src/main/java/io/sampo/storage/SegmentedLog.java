package io.sampo.storage;

import io.sampo.compaction.CleanableRange;
import io.sampo.compaction.CompactionRequest;
import io.sampo.compaction.CompactionResult;
import io.sampo.logfiles.DiskFullException;
import io.sampo.logfiles.segment.Segment;
import io.sampo.logfiles.segment.SegmentScrub;
import io.sampo.logfiles.segment.TransactionIndex.AbortedTransaction;
import io.sampo.model.TopicConfig;
import io.sampo.records.LogSlice;
import io.sampo.records.RecordBatch;
import io.sampo.storage.flush.StorageHealth;
import io.sampo.storage.producer.ProducerSnapshot;
import io.sampo.storage.recovery.CorruptLogException;
import io.sampo.storage.recovery.LogRecovery;
import io.sampo.storage.recovery.RecoveredLog;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.Lock;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The log of one partition replica in files of Kafka's layout: the face of {@link LogWriter}, {@link LogReader} and
 * {@link LogTrimmer}, and the guard that nothing is done in a directory that failed. Appends, truncations, rolls and
 * deletions come from one thread at a time; reads and {@link #flush()} from any. A read never waits for an append; it
 * waits for a truncation or deletion, which waits for the reads under way.
 */
public final class SegmentedLog implements PartitionLog {
    private final LogState log;
    private final LogWriter writer;
    private final LogReader reader;
    private final LogTrimmer trimmer;
    private final LogCompactor compactor;
    private final LogScrub scrub;
    private final StorageHealth health;
    private final LongAdder bytesRead = new LongAdder();
    /** What writes goes through it; reads have the lock of cuts, compaction and forces have stops of their own. */
    private final ChangeGuard guard;

    private SegmentedLog(LogState log, DeletedFiles deletedFiles) {
        this.log = log;
        this.writer = new LogWriter(log);
        this.reader = new LogReader(log);
        this.trimmer = new LogTrimmer(log, writer, deletedFiles);
        this.compactor = new LogCompactor(log, deletedFiles);
        this.scrub = new LogScrub(log);
        this.health = log.environment.health();
        this.guard = new ChangeGuard(health, "log " + log.directory);
    }

    /**
     * Opens the log in {@code directory}, which exists; recovers it where the last stop was not clean. Blocks while it
     * reads what has to be checked.
     *
     * @param deletedFiles where the files of dropped segments wait for their end
     * @throws CorruptLogException if more than the last write is damaged
     */
    public static SegmentedLog open(
            Path directory,
            TopicConfig config,
            LogCheckpoints checkpoints,
            LogEnvironment environment,
            DeletedFiles deletedFiles)
            throws IOException {
        environment.health().requireUsable();
        RecoveredLog recovered = new LogRecovery(directory, config, checkpoints, environment).run();
        return open(directory, config, checkpoints, environment, deletedFiles, recovered);
    }

    /** Goes on with a log whose files were sorted out already. */
    public static SegmentedLog open(
            Path directory,
            TopicConfig config,
            LogCheckpoints checkpoints,
            LogEnvironment environment,
            DeletedFiles deletedFiles,
            RecoveredLog recovered)
            throws IOException {
        LogState log = new LogState(directory, new LogLimits(config), checkpoints, environment, recovered);
        // Recovery may have cut the log; what is appended next was never cleaned.
        checkpoints.lowerCleanerOffset(log.logEndOffset);
        // Of batches that a crash took (R18).
        log.producers.dropBeyond(log.logEndOffset);
        return new SegmentedLog(log, deletedFiles);
    }

    /** The configuration from now on. Any thread. */
    public void configure(TopicConfig config) {
        log.limits = new LogLimits(config);
    }

    @Override
    public void append(ByteBuffer batches) throws IOException {
        long endBefore = log.logEndOffset;
        guard.run(
                () -> {
                    writer.check(batches);
                    writer.append(batches);
                },
                () -> isCutBackTo(endBefore));
    }

    /** A roll may have come between two parts of an append: the first part goes again, the caller sends all of it later. */
    private boolean isCutBackTo(long logEndOffset) {
        try {
            trim(() -> trimmer.truncateTo(logEndOffset));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public LogSlice read(long fromOffset, int maxBytes, long upToOffset) throws IOException {
        guard.requireUsable();
        LogSlice slice = reader.read(fromOffset, maxBytes, upToOffset);
        bytesRead.add(slice.sizeInBytes());
        return slice;
    }

    /** Bytes handed out by {@link #read} since it was opened, to clients and followers. Any thread. */
    public long bytesRead() {
        return bytesRead.sum();
    }

    @Override
    public void truncateTo(long offset) throws IOException {
        trim(() -> trimmer.truncateTo(offset));
    }

    @Override
    public void deleteBefore(long offset) throws IOException {
        guard.requireUsable();
        if (offset > log.logStartOffset) {
            LogReader.requireWithin(log, offset);
            trim(() -> trimmer.deleteBefore(offset));
        }
    }

    @Override
    public void restartAt(long offset) throws IOException {
        trim(() -> trimmer.restartAt(offset));
    }

    @Override
    public void flush() throws IOException {
        // A full disk can only keep the epochs from being written, before anything is forced; a force that fails is
        // another failure.
        guard.run(() -> log.flusher.flush(log), () -> true);
    }

    @Override
    public void flushLater(LongConsumer flushed) throws IOException {
        guard.requireUsable();
        log.flusher.inBackground(log, flushed);
    }

    @Override
    public long flushedOffset() {
        return log.flusher.flushedOffset();
    }

    @Override
    public boolean isBeingCut() {
        return log.cuts.isWriteLocked() || log.cuts.hasQueuedThreads();
    }

    @Override
    public long logStartOffset() {
        return log.logStartOffset;
    }

    @Override
    public long logEndOffset() {
        return log.logEndOffset;
    }

    @Override
    public int lastEpoch() {
        return log.lastEpoch;
    }

    @Override
    public EpochEnd endOffsetFor(int epoch) {
        return log.epochs().endOffsetFor(epoch, log.logEndOffset);
    }

    @Override
    public void beginEpoch(int epoch) throws IOException {
        if (epoch > log.epochs().latestEpoch()) {
            guard.run(() -> log.beginEpoch(log.epochs().assign(epoch, log.logEndOffset)), () -> true);
        }
    }

    @Override
    public @Nullable OffsetAndTimestamp offsetForTimestamp(long timestampMs) throws IOException {
        guard.requireUsable();
        return reader.offsetForTimestamp(timestampMs);
    }

    @Override
    public @Nullable OffsetAndTimestamp youngestRecord() throws IOException {
        guard.requireUsable();
        return reader.youngestRecord();
    }

    @Override
    public void forEachBatch(long fromOffset, Consumer<RecordBatch> visitor) throws IOException {
        guard.requireUsable();
        reader.forEachBatch(fromOffset, visitor);
    }

    @Override
    public void roll() throws IOException {
        if (!log.active().isEmpty()) {
            guard.run(writer::roll, () -> true);
        }
    }

    @Override
    public long applyRetention(long highWatermark, long nowMs) throws IOException {
        trim(() -> trimmer.applyRetention(highWatermark, nowMs));
        return log.logStartOffset;
    }

    @Override
    public CleanableRange cleanable(long stableOffset, long nowMs) throws IOException {
        guard.requireUsable();
        return compactor.cleanable(stableOffset, nowMs);
    }

    @Override
    public CompactionResult compact(CompactionRequest request) throws IOException {
        guard.requireUsable();
        return compactor.compact(request);
    }

    @Override
    public long lastStableOffset(long highWatermark) throws IOException {
        guard.requireUsable();
        return log.lastStableOffset(highWatermark);
    }

    @Override
    public List<AbortedTransaction> abortedTransactions(long fromOffset, long upToOffset) throws IOException {
        guard.requireUsable();
        return reader.abortedTransactions(fromOffset, upToOffset);
    }

    /** Base offsets of the segments that {@link #scrub} can look at now, oldest first. */
    public List<Long> scrubbable() throws IOException {
        guard.requireUsable();
        return scrub.segments();
    }

    /**
     * Reads a sealed segment again and compares it with everything that is known of it; makes the sums of one that has none.
     * Blocks for as long as {@code pace} has it; any thread, while others use the log.
     *
     * @return the damage, to be dealt with as one that is met at a start; null if there is none
     */
    public @Nullable CorruptLogException scrub(long baseOffset, SegmentScrub.Pace pace) throws IOException {
        guard.requireUsable();
        return scrub.check(baseOffset, pace);
    }

    @Override
    public long activeSegmentOffset() {
        return log.active().baseOffset();
    }

    @Override
    public void keepProducers(ProducerSnapshot snapshot) throws IOException {
        guard.run(
                () -> {
                    if (snapshot.offset() <= log.logEndOffset) {
                        log.producers.write(snapshot.withOpenTransactions(log.openTransactionsAt(snapshot.offset())));
                    }
                },
                () -> true);
    }

    @Override
    public @Nullable ProducerSnapshot newestProducers() throws IOException {
        guard.requireUsable();
        return log.producers.newest(log.logStartOffset, log.logEndOffset, log.epochs()::epochAt);
    }

    @Override
    public long sizeInBytes() {
        long size = 0;
        for (Segment segment : log.segments.values()) {
            size += segment.sizeInBytes();
        }
        return size;
    }

    @Override
    public synchronized void close() throws IOException {
        if (guard.isClosed()) {
            return;
        }
        boolean usable = health.failure() == null;
        LogCheckpoints.CleanEnd end = null;
        boolean allSealed;
        try {
            if (usable) {
                end = flushed();
            }
        } finally {
            allSealed = closeFiles(usable);
        }
        if (allSealed && end != null && health.failure() == null) {
            log.checkpoints.closedCleanly(end);
        }
    }

    /** Where the log ends, all of it forced; null if there is no room to say so: the next start reads it. */
    private LogCheckpoints.@Nullable CleanEnd flushed() throws IOException {
        try {
            flush();
            return log.cleanEnd();
        } catch (DiskFullException e) {
            return null;
        }
    }

    /** True after {@link #close()} or {@link #abandon()}. */
    public boolean isClosed() {
        return guard.isClosed();
    }

    /** Closes the files and flushes nothing: the log is about to be deleted, or moved aside. Idempotent. */
    public synchronized void abandon() throws IOException {
        if (!guard.isClosed()) {
            closeFiles(false);
        }
    }

    /** How long files of this log are kept when they were renamed to go, ms. */
    public long fileDeleteDelayMs() {
        return log.limits.fileDeleteDelayMs;
    }

    /** The directory of this log, {@code <topic>-<partition>}. */
    public Path directory() {
        return log.directory;
    }

    /** Behind it nothing writes or creates a file here any more: the directory may be renamed, or be somebody else's. */
    private boolean closeFiles(boolean sealActive) throws IOException {
        // The round first: whoever waits for its swap stands in the gate.
        compactor.stop();
        guard.close();
        log.flusher.stop();
        Lock cutting = log.cuts.writeLock();
        cutting.lock();
        try {
            log.closed = true;
            boolean sealed = sealActive && sealActive();
            for (Segment segment : log.segments.values()) {
                if (!sealed || segment != log.active()) {
                    segment.abandon();
                }
            }
            return sealed;
        } finally {
            cutting.unlock();
        }
    }

    /** False if there is no room for its indexes: the next start builds them. */
    private boolean sealActive() throws IOException {
        try {
            log.active().close();
            return true;
        } catch (IOException e) {
            if (DiskFullException.isMeantBy(e)) {
                return false;
            }
            throw e;
        }
    }

    /** For what takes bytes away; waits while compaction replaces segments. */
    private void trim(ChangeGuard.Change change) throws IOException {
        log.trims.lock();
        try {
            guard.run(change, () -> !trimmer.hasChanged());
        } finally {
            log.trims.unlock();
        }
    }
}
