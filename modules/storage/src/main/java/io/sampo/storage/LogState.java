package io.sampo.storage;

import io.sampo.logfiles.DiskFullException;
import io.sampo.logfiles.DurableFiles;
import io.sampo.logfiles.checkpoint.EpochEntry;
import io.sampo.logfiles.checkpoint.LeaderEpochCheckpoint;
import io.sampo.logfiles.segment.BatchMark;
import io.sampo.logfiles.segment.Segment;
import io.sampo.logfiles.segment.SegmentNames;
import io.sampo.model.Offsets;
import io.sampo.storage.flush.LogFlusher;
import io.sampo.storage.producer.OpenTransactions;
import io.sampo.storage.producer.ProducerSnapshots;
import io.sampo.storage.recovery.RecoveredLog;
import io.sampo.storage.recovery.TransactionRecovery;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Consumer;

/**
 * What the writer, the readers and the trimmer of a {@link SegmentedLog} share. Changed by the log's one writing thread
 * only, except that compaction replaces segments; every field may be read from any thread. Who takes bytes away holds the write lock of {@link #cuts}, who follows
 * positions into files its read lock; appends take neither.
 */
final class LogState implements LogFlusher.Source {
    final Path directory;
    /** Name of the directory, {@code <topic>-<partition>}. */
    final String name;

    final LogEnvironment environment;
    final LogCheckpoints checkpoints;
    final LogFlusher flusher;
    final ProducerSnapshots producers;
    final ReentrantReadWriteLock cuts = new ReentrantReadWriteLock();
    /** Held by who cuts, trims or replaces segments, and before {@link #cuts}: one of them at a time. */
    final ReentrantLock trims = new ReentrantLock();

    volatile LogLimits limits;
    /** By base offset; never empty, never changed in place: readers keep the map they saw. */
    volatile NavigableMap<Long, Segment> segments;

    /** How often bytes were taken from the end, or all; what was read before is worth nothing then. */
    final AtomicInteger cutCount = new AtomicInteger();

    volatile long logStartOffset;
    volatile long logEndOffset;
    /** Epoch of the last batch; {@link #epochs} may know of a later one that has not written yet. */
    volatile int lastEpoch;

    /** The files are closed: who waited for {@link #cuts} looks here before it reads. Changed under its write lock. */
    volatile boolean closed;

    /** Which are open at the log end. Replaced where a cut goes deeper than it remembers. */
    volatile OpenTransactions transactions;

    private final LeaderEpochCheckpoint epochFile;
    private volatile EpochHistory epochs;
    private volatile boolean epochsUnwritten;
    private volatile Segment active;

    LogState(
            Path directory,
            LogLimits limits,
            LogCheckpoints checkpoints,
            LogEnvironment environment,
            RecoveredLog recovered) {
        this.directory = directory;
        this.name = String.valueOf(directory.getFileName());
        this.limits = limits;
        this.checkpoints = checkpoints;
        this.environment = environment;
        this.producers = new ProducerSnapshots(directory, environment.channels());
        this.epochFile = new LeaderEpochCheckpoint(directory);
        this.flusher =
                new LogFlusher(directory, environment.background(), environment.health(), recovered.recoveryPoint());
        this.segments = Collections.unmodifiableNavigableMap(recovered.segments());
        this.active = recovered.segments().lastEntry().getValue();
        this.epochs = recovered.epochs();
        this.transactions = recovered.transactions();
        this.logStartOffset = recovered.logStartOffset();
        this.logEndOffset = active.nextOffset();
        this.lastEpoch = epochs.epochAt(logEndOffset - 1);
        if (recovered.recoveryPoint() < logEndOffset) {
            // What an earlier process had left to the page cache is still owed to the disk.
            flusher.directoryChanged();
            flusher.epochsChanged();
        }
    }

    @Override
    public long logEndOffset() {
        return logEndOffset;
    }

    @Override
    public Collection<Segment> segments() {
        return segments.values();
    }

    /** The segment that is appended to. */
    Segment active() {
        return active;
    }

    /** Changes the map of segments; one roll and one swap may come at the same time. */
    synchronized void change(Consumer<NavigableMap<Long, Segment>> change) {
        NavigableMap<Long, Segment> changed = new TreeMap<>(segments);
        change.accept(changed);
        publish(changed);
    }

    synchronized void publish(NavigableMap<Long, Segment> changed) {
        active = changed.lastEntry().getValue();
        segments = Collections.unmodifiableNavigableMap(changed);
    }

    /** The segments from the one that may hold {@code offset} on. */
    Collection<Segment> segmentsFrom(long offset) {
        NavigableMap<Long, Segment> all = segments;
        Long first = all.floorKey(offset);
        return first == null ? all.values() : all.tailMap(first, true).values();
    }

    EpochHistory epochs() {
        return epochs;
    }

    /** An epoch begins. Written on return, and durable with the first flush that covers a batch of it. */
    void beginEpoch(EpochHistory changed) throws IOException {
        synchronized (epochFile) {
            epochFile.writeUnforced(changed.entries());
            epochs = changed;
            epochsUnwritten = false;
        }
        flusher.epochsChanged();
    }

    /** What a full disk has kept from the checkpoint comes before batches of epochs that it does not know (H48). */
    void writeOwedEpochs() throws IOException {
        if (epochsUnwritten) {
            beginEpoch(epochs);
        }
    }

    @Override
    public void forceEpochs() throws IOException {
        try {
            synchronized (epochFile) {
                // Written anew: what the system failed to write back before is not lost with its error.
                epochFile.writeUnforced(epochs.entries());
                epochsUnwritten = false;
            }
        } catch (IOException e) {
            throw DiskFullException.isMeantBy(e) ? new DiskFullException(e) : e;
        }
        // Outside: who begins an epoch does not wait for the disk. What it has written meanwhile is forced too.
        epochFile.force();
    }

    /** A change is durable on return, before anything is written in the place of what was cut (KAFKA-16541). */
    private void changeEpochs(EpochHistory changed) throws IOException {
        List<EpochEntry> entries = changed.entries();
        synchronized (epochFile) {
            if (!entries.equals(epochs.entries()) || epochsUnwritten) {
                epochFile.write(entries);
                epochs = changed;
                epochsUnwritten = false;
            }
        }
    }

    /** Of batches that are gone already. Where there is no room the file may say more than the log holds: a start compares. */
    void trimEpochs(EpochHistory trimmed) throws IOException {
        try {
            changeEpochs(trimmed);
        } catch (IOException e) {
            if (!DiskFullException.isMeantBy(e)) {
                throw e;
            }
            // Else a flush that is writing the untrimmed ones would take the debt for paid.
            synchronized (epochFile) {
                epochs = trimmed;
                epochsUnwritten = true;
            }
            flusher.epochsChanged();
        }
    }

    /** What was open when the log ended at {@code offset}, by producer id; asks the batches where that is not remembered. */
    Map<Long, Long> openTransactionsAt(long offset) throws IOException {
        Map<Long, Long> remembered = transactions.openAt(offset);
        return remembered != null
                ? remembered
                : Objects.requireNonNull(transactionsRead(offset).openAt(offset));
    }

    /** See {@link PartitionLog#lastStableOffset}. */
    long lastStableOffset(long highWatermark) throws IOException {
        long upTo = Math.min(highWatermark, logEndOffset);
        return OpenTransactions.lastStableOffset(upTo, logStartOffset, openTransactionsAt(upTo));
    }

    private OpenTransactions transactionsRead(long offset) throws IOException {
        TransactionRecovery reading = new TransactionRecovery(producers, epochs::epochAt, logStartOffset);
        for (Segment below : segments.headMap(offset).values()) {
            reading.opened(below);
        }
        return reading.finish(offset);
    }

    /** The log was cut at {@code end}. */
    void cutTransactions(long end) throws IOException {
        if (!transactions.cutTo(end)) {
            transactions = transactionsRead(end);
        }
    }

    /** A new empty segment; its name is durable with the next flush. */
    Segment newSegment(long baseOffset) throws IOException {
        flusher.directoryChanged();
        try {
            return Segment.create(directory, baseOffset, environment.channels(), nowMs());
        } catch (IOException e) {
            if (DiskFullException.isMeantBy(e)) {
                discardSegment(baseOffset);
            }
            throw e;
        }
    }

    /** Removes what there is of a segment that was created and never used: the log may grow past its name. Durable on return. */
    void discardSegment(long baseOffset) throws IOException {
        Files.deleteIfExists(SegmentNames.log(directory, baseOffset));
        for (String suffix : SegmentNames.ALL) {
            Files.deleteIfExists(SegmentNames.file(directory, baseOffset, suffix));
        }
        DurableFiles.forceDirectory(directory);
    }

    long nowMs() {
        return environment.nowMs().getAsLong();
    }

    /** What the next start finds of a log that was closed without trouble. */
    LogCheckpoints.CleanEnd cleanEnd() throws IOException {
        BatchMark last = BatchMark.last(active());
        return last == null
                ? new LogCheckpoints.CleanEnd(logEndOffset, Offsets.NO_EPOCH, 0)
                : new LogCheckpoints.CleanEnd(logEndOffset, last.epoch(), last.crc());
    }
}
