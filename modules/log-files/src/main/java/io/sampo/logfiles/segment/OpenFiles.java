package io.sampo.logfiles.segment;

import io.sampo.logfiles.ChannelOpener;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens files that hold a file handle only while they are used: above the limit those go that were not touched for longest,
 * and are opened again when somebody needs them. So ten thousand logs need no ten thousand handles.
 *
 * <p>A file of batches that was written is closed only after a force through the same handle succeeded, because the system
 * reports a failed writeback once per open file (STORAGE §4.1). Files in use stay open, so the limit may be passed for a
 * while. Any thread.
 */
public final class OpenFiles implements ChannelOpener {
    private static final Logger LOG = LoggerFactory.getLogger(OpenFiles.class);
    /** Files looked at for one to close when another one is opened: the rest is for the background. */
    private static final int LOOKS = 32;

    private final int openMax;
    private final ChannelOpener files;
    private final Executor background;
    private final Consumer<IOException> onFailure;
    private final AtomicBoolean forcing = new AtomicBoolean();
    /** Those that are open, in the order in which they are looked at next. */
    private final Deque<LentChannel> open = new ArrayDeque<>();

    /**
     * Lends handles.
     *
     * @param openMax handles that may stay open unused
     * @param files how a file is really opened
     * @param background where files are forced that have to be closed
     * @param onFailure told of a force or close that failed: the end of the directory (STORAGE §4.5)
     */
    public OpenFiles(int openMax, ChannelOpener files, Executor background, Consumer<IOException> onFailure) {
        if (openMax <= 0) {
            throw new IllegalArgumentException("no file may be open");
        }
        this.openMax = openMax;
        this.files = files;
        this.background = background;
        this.onFailure = onFailure;
    }

    /** Lends what is opened for reading and writing; what is opened for one of them is opened for a moment. */
    @Override
    public FileChannel open(Path path, OpenOption... options) throws IOException {
        List<OpenOption> wanted = List.of(options);
        if (!wanted.contains(StandardOpenOption.READ) || !wanted.contains(StandardOpenOption.WRITE)) {
            return files.open(path, options);
        }
        LentChannel lent = new LentChannel(this, path, files.open(path, options));
        opened(lent);
        return lent;
    }

    /** Handles that are open now. */
    public int openCount() {
        synchronized (open) {
            return open.size();
        }
    }

    FileChannel openAgain(Path path) throws IOException {
        // Not created: a file that is gone is a failure, not an empty file.
        return files.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
    }

    /** {@code lent} holds a handle now. */
    void opened(LentChannel lent) {
        boolean tooMany;
        synchronized (open) {
            open.add(lent);
            tooMany = open.size() > openMax && !closeOne(lent);
        }
        if (tooMany && forcing.compareAndSet(false, true)) {
            try {
                background.execute(this::forceAndClose);
            } catch (RejectedExecutionException e) {
                forcing.set(false);
                LOG.debug("No file is closed any more: the directory is being closed", e);
            }
        }
    }

    /** {@code lent} was closed by its user. */
    void closed(LentChannel lent) {
        synchronized (open) {
            open.remove(lent);
        }
    }

    /** Second chance: who was touched since the last look goes to the end of the line. */
    private boolean closeOne(LentChannel newest) {
        for (int looks = Math.min(LOOKS, 2 * open.size()); looks > 0; looks--) {
            LentChannel next = open.remove();
            try {
                if (next != newest && !next.wasTouched() && next.closeIfIdle()) {
                    return true;
                }
            } catch (IOException e) {
                onFailure.accept(e);
                return true;
            }
            open.add(next);
        }
        return false;
    }

    private void forceAndClose() {
        try {
            for (int looks = openCount(); looks > 0; looks--) {
                LentChannel next;
                synchronized (open) {
                    if (open.size() <= openMax) {
                        return;
                    }
                    next = open.remove();
                }
                boolean closed = false;
                try {
                    closed = next.forceAndCloseIfIdle();
                } finally {
                    if (!closed) {
                        putBack(next);
                    }
                }
            }
        } catch (IOException e) {
            onFailure.accept(e);
        } finally {
            forcing.set(false);
        }
    }

    private void putBack(LentChannel lent) {
        synchronized (open) {
            if (lent.holdsHandle()) {
                open.add(lent);
            }
        }
    }
}
