package io.sampo.storage;

import io.sampo.storage.file.DurableFiles;
import io.sampo.storage.segment.Segment;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Forces a log to the disk and knows how far it has come. Forces run one after the other, on any thread; the writer never
 * waits for one that runs in the background.
 */
final class LogFlusher {
    /** Written bytes after which the background forces them, so that a later force never meets a mountain of them. */
    static final long WRITEBACK_BYTES = 8L * 1024 * 1024;

    private static final Logger LOG = LoggerFactory.getLogger(LogFlusher.class);

    private final Path directory;
    private final LogEnvironment environment;
    private final Object forcing = new Object();
    private final AtomicBoolean scheduled = new AtomicBoolean();
    private boolean stopped;
    private volatile boolean directoryChanged;
    private volatile long flushedOffset;
    private int cuts;
    private long ceiling = Long.MAX_VALUE;
    private long bytesSinceWriteback;

    LogFlusher(Path directory, LogEnvironment environment, long flushedOffset) {
        this.directory = directory;
        this.environment = environment;
        this.flushedOffset = flushedOffset;
    }

    long flushedOffset() {
        return flushedOffset;
    }

    /** A file was created: its name has to reach the disk too. */
    void directoryChanged() {
        directoryChanged = true;
    }

    /**
     * The log is about to be cut at {@code logEndOffset}: from now on, and until {@link #cutEnded}, nothing above counts as
     * forced, whatever a force that is under way covers.
     */
    synchronized void cutBegins(long logEndOffset) {
        cuts++;
        ceiling = logEndOffset;
        flushedOffset = Math.min(flushedOffset, logEndOffset);
    }

    /** The cut is durable. */
    synchronized void cutEnded() {
        cuts++;
        ceiling = Long.MAX_VALUE;
    }

    /** The log begins anew at {@code offset}, empty and durable. */
    synchronized void restartedAt(long offset) {
        cutEnded();
        flushedOffset = offset;
    }

    /** Forces what {@code log} holds behind the flushed offset, up to its end as it is now. */
    void flush(LogState log) throws IOException {
        synchronized (forcing) {
            if (stopped) {
                return;
            }
            int cutsBefore = cuts();
            long target = log.logEndOffset;
            long from = flushedOffset;
            if (from >= target && !directoryChanged) {
                return;
            }
            boolean forceDirectory = directoryChanged;
            directoryChanged = false;
            for (Segment segment : log.segments.values()) {
                if (segment.nextOffset() > from) {
                    segment.force();
                }
            }
            if (forceDirectory) {
                DurableFiles.forceDirectory(directory);
            }
            advance(target, cutsBefore);
        }
    }

    /**
     * Waits for a force that is under way; there is none from now on. The files are about to be closed, and their
     * directory may be renamed: a late force must not take that for a failure of the disk.
     */
    void stop() {
        synchronized (forcing) {
            stopped = true;
        }
    }

    /** Counts written bytes. Writer only. */
    boolean isWritebackDue(int bytes) {
        bytesSinceWriteback += bytes;
        return bytesSinceWriteback >= WRITEBACK_BYTES;
    }

    /** Flushes {@code log} in the background, unless it waits there already. Writer only. */
    void inBackground(LogState log) {
        bytesSinceWriteback = 0;
        if (!scheduled.compareAndSet(false, true)) {
            return;
        }
        try {
            environment.background().execute(() -> {
                scheduled.set(false);
                try {
                    flush(log);
                } catch (IOException e) {
                    environment.health().fail(e);
                    LOG.error("Forcing {} failed; its log directory is not used any more", directory, e);
                }
            });
        } catch (RejectedExecutionException e) {
            scheduled.set(false);
            LOG.debug("No background force of {} any more; closing it forces it", directory, e);
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
