package io.sampo.storage.flush;

import io.sampo.logfiles.DiskFullException;
import io.sampo.logfiles.DurableFiles;
import io.sampo.logfiles.segment.Segment;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Forces a log to the disk and knows how far it has come. Forces of one log run one after the other, on any thread; the
 * writer never waits for one that runs in the background. At any time a log waits in the background at most once: one force
 * serves everybody who asked before it began (group commit).
 */
public final class LogFlusher {
    /** Written bytes after which the background forces them, so that a later force never meets a mountain of them. */
    static final long WRITEBACK_BYTES = 8L * 1024 * 1024;

    /** How long a force waits that found no room for the epochs. */
    private static final long FULL_RETRY_MS = 200;

    private static final Logger LOG = LoggerFactory.getLogger(LogFlusher.class);

    /** What is to be forced; read from any thread. */
    public interface Source {
        /** Offset behind the last record that was written. */
        long logEndOffset();

        /** Ascending, the active one last. */
        Collection<Segment> segments();

        /**
         * Makes what the checkpoint says of the epochs durable.
         *
         * @throws DiskFullException if there is no room to write it; it may be tried again
         */
        void forceEpochs() throws IOException;
    }

    private final Path directory;
    private final Executor background;
    private final StorageHealth health;
    private final Object forcing = new Object();
    private final Object asking = new Object();
    private final AtomicBoolean scheduled = new AtomicBoolean();
    private List<LongConsumer> waiting = new ArrayList<>();
    private boolean stopped;
    private volatile boolean full;
    private volatile boolean directoryChanged;
    private volatile boolean epochsChanged;
    private volatile long flushedOffset;
    private int cuts;
    private long ceiling = Long.MAX_VALUE;
    private long bytesSinceWriteback;

    /**
     * @param background where forces run that nobody waits for
     * @param flushedOffset everything below was forced before
     */
    public LogFlusher(Path directory, Executor background, StorageHealth health, long flushedOffset) {
        this.directory = directory;
        this.background = background;
        this.health = health;
        this.flushedOffset = flushedOffset;
    }

    /** Everything below is on the disk. */
    public long flushedOffset() {
        return flushedOffset;
    }

    /** A file was created: its name has to reach the disk too. */
    public void directoryChanged() {
        directoryChanged = true;
    }

    /** An epoch has begun: what the checkpoint says of it has to reach the disk before any batch of it counts as forced. */
    public void epochsChanged() {
        epochsChanged = true;
    }

    /**
     * The log is about to be cut at {@code logEndOffset}: from now on, and until {@link #cutEnded}, nothing above counts as
     * forced, whatever a force that is under way covers.
     */
    public synchronized void cutBegins(long logEndOffset) {
        cuts++;
        ceiling = logEndOffset;
        flushedOffset = Math.min(flushedOffset, logEndOffset);
    }

    /** The cut is durable. */
    public synchronized void cutEnded() {
        cuts++;
        ceiling = Long.MAX_VALUE;
    }

    /** The log begins anew at {@code offset}, empty and durable. */
    public synchronized void restartedAt(long offset) {
        cutEnded();
        flushedOffset = offset;
    }

    /**
     * Forces what {@code log} holds behind the flushed offset, up to its end as it is now.
     *
     * @throws DiskFullException if there is no room for the epochs of it: nothing is forced, and the next flush tries again
     */
    public void flush(Source log) throws IOException {
        synchronized (forcing) {
            if (stopped) {
                return;
            }
            int cutsBefore = cuts();
            long target = log.logEndOffset();
            long from = flushedOffset;
            if (from >= target && !directoryChanged && !epochsChanged) {
                return;
            }
            forceEpochs(log);
            boolean forceDirectory = directoryChanged;
            directoryChanged = false;
            for (Segment segment : log.segments()) {
                if (segment.nextOffset() > from) {
                    segment.force();
                } else {
                    segment.settle();
                }
            }
            if (forceDirectory) {
                DurableFiles.forceDirectory(directory);
            }
            advance(target, cutsBefore);
        }
    }

    /** Recovery takes a batch whose epoch the checkpoint does not know for a damaged one (H48). */
    private void forceEpochs(Source log) throws IOException {
        if (epochsChanged) {
            // Before the epochs are read: one that begins meanwhile is for the next flush.
            epochsChanged = false;
            boolean done = false;
            try {
                log.forceEpochs();
                done = true;
            } finally {
                epochsChanged |= !done;
            }
        }
    }

    /**
     * Waits for a force that is under way; there is none from now on. The files are about to be closed, and their
     * directory may be renamed: a late force must not take that for a failure of the disk.
     */
    public void stop() {
        synchronized (forcing) {
            stopped = true;
        }
    }

    /** Counts written bytes. Writer only. */
    public boolean isWritebackDue(int bytes) {
        bytesSinceWriteback += bytes;
        return bytesSinceWriteback >= WRITEBACK_BYTES;
    }

    /** Flushes {@code log} in the background, unless it waits there already. Writer only. */
    public void inBackground(Source log) {
        bytesSinceWriteback = 0;
        schedule(log);
    }

    /**
     * Flushes {@code log} in the background and tells {@code flushed} how far it is forced then, on the thread of the
     * force. What was written before this call is covered. Nobody is told of a force that failed: {@link StorageHealth}
     * knows.
     *
     * @throws IOException if the background takes nothing any more: the directory is being closed
     */
    public void inBackground(Source log, LongConsumer flushed) throws IOException {
        synchronized (asking) {
            waiting.add(flushed);
        }
        if (!schedule(log)) {
            throw new IOException("log " + directory + " is being closed");
        }
    }

    private boolean schedule(Source log) {
        if (!scheduled.compareAndSet(false, true)) {
            return true;
        }
        try {
            background.execute(() -> flushScheduled(log));
            return true;
        } catch (RejectedExecutionException e) {
            scheduled.set(false);
            LOG.debug("No background force of {} any more; closing it forces it", directory, e);
            return false;
        }
    }

    private void flushScheduled(Source log) {
        List<LongConsumer> served;
        synchronized (asking) {
            // Whoever asks from here on is served by the next one.
            scheduled.set(false);
            served = waiting;
            waiting = new ArrayList<>();
        }
        try {
            health.requireUsable();
            flush(log);
            full = false;
        } catch (DiskFullException e) {
            later(log, served, e);
            return;
        } catch (IOException e) {
            if (health.failure() == null) {
                LOG.error("Forcing {} failed; its log directory is not used any more", directory, e);
            }
            health.fail(e);
            return;
        }
        for (LongConsumer one : served) {
            one.accept(flushedOffset);
        }
    }

    /** Whoever waits is served when there is room: perhaps nobody writes to this log any more who would ask again. */
    private void later(Source log, List<LongConsumer> unserved, DiskFullException why) {
        synchronized (asking) {
            waiting.addAll(0, unserved);
        }
        if (!full) {
            full = true;
            LOG.warn("Log {} is not forced until there is room: {}", directory, why.getMessage());
        }
        if (scheduled.compareAndSet(false, true)) {
            CompletableFuture.delayedExecutor(FULL_RETRY_MS, TimeUnit.MILLISECONDS, background)
                    .execute(() -> flushScheduled(log));
        }
    }

    private synchronized int cuts() {
        return cuts;
    }

    private synchronized void advance(long target, int cutsBefore) {
        if (cuts == cutsBefore) {
            flushedOffset = Math.max(flushedOffset, Math.min(target, ceiling));
        }
    }
}
