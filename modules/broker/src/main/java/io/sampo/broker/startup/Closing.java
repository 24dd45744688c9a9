package io.sampo.broker.startup;

import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What was opened and is to be closed in reverse order. Each thing is closed once, whatever the others do. */
public final class Closing {
    private static final Logger LOG = LoggerFactory.getLogger(Closing.class);

    private record Part(String name, AutoCloseable closeable) {}

    private final Deque<Part> parts = new java.util.concurrent.ConcurrentLinkedDeque<>();

    /** Remembers {@code closeable}; it is closed before everything added earlier. */
    public <T extends AutoCloseable> T add(String name, T closeable) {
        parts.addFirst(new Part(name, closeable));
        return closeable;
    }

    /** Puts {@code closeable} in the place of the part of that name. */
    public void replace(String name, AutoCloseable closeable) {
        Deque<Part> replaced = new ArrayDeque<>();
        for (Part part : parts) {
            replaced.addLast(part.name().equals(name) ? new Part(name, closeable) : part);
        }
        parts.clear();
        parts.addAll(replaced);
    }

    /** Closes everything, the last one first. A failure is logged and does not stop the others. */
    public void closeAll() {
        Part part = parts.pollFirst();
        while (part != null) {
            try {
                part.closeable().close();
            } catch (Exception e) {
                LOG.warn("Closing the {} failed", part.name(), e);
            }
            part = parts.pollFirst();
        }
    }
}
