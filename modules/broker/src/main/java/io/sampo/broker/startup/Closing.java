package io.sampo.broker.startup;

import java.util.Deque;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What was opened and is to be closed in reverse order. Each thing is closed once, whatever the others do. Safe from any
 * thread.
 */
public final class Closing {
    private static final Logger LOG = LoggerFactory.getLogger(Closing.class);

    /** Empty once it is being closed: a replacement that comes later has to know. */
    private record Part(String name, AtomicReference<@Nullable AutoCloseable> closeable) {}

    private final Deque<Part> parts = new ConcurrentLinkedDeque<>();
    private final AtomicBoolean begun = new AtomicBoolean();
    private final CompletableFuture<Void> allClosed = new CompletableFuture<>();

    /**
     * Remembers {@code closeable}; it is closed before everything added earlier.
     *
     * @throws CancellationException where everything is being closed already; {@code closeable} is closed then too
     */
    public <T extends AutoCloseable> T add(String name, T closeable) {
        Part part = new Part(name, new AtomicReference<>(closeable));
        parts.addFirst(part);
        if (begun.get()) {
            close(part);
            parts.remove(part);
            throw new CancellationException("Everything is being closed, and so is what came last: the " + name);
        }
        return closeable;
    }

    /**
     * Puts {@code closeable} in the place of the part of that name, which is not closed.
     *
     * @return false if that part is closed already or was never there: then the caller closes {@code closeable}
     */
    public boolean replace(String name, AutoCloseable closeable) {
        for (Part part : parts) {
            if (part.name().equals(name)) {
                AutoCloseable present = part.closeable().get();
                while (present != null) {
                    if (part.closeable().compareAndSet(present, closeable)) {
                        return true;
                    }
                    present = part.closeable().get();
                }
            }
        }
        return false;
    }

    /** True from the moment on at which {@link #closeAll} was called. */
    public boolean hasBegun() {
        return begun.get();
    }

    /**
     * Closes everything, the last one first. A failure is logged and does not stop the others. Whoever calls while another
     * thread closes returns when all is closed; so nothing that is closed may call it.
     */
    public void closeAll() {
        if (!begun.compareAndSet(false, true)) {
            allClosed.join();
            return;
        }
        Part part = parts.peekFirst();
        while (part != null) {
            close(part);
            parts.remove(part);
            part = parts.peekFirst();
        }
        allClosed.complete(null);
    }

    private static void close(Part part) {
        AutoCloseable closeable = part.closeable().getAndSet(null);
        if (closeable == null) {
            return;
        }
        try {
            closeable.close();
        } catch (Exception e) {
            LOG.warn("Closing the {} failed", part.name(), e);
        }
    }
}
