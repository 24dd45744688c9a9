package io.sampo.streams.progress;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How far the records of one partition are done while several are worked on at a time: up to the last one below which nothing
 * is open. That one may be committed; what was done above it is repeated after a crash. A record that is dropped is never done, and
 * the mark stays below it.
 *
 * @param <T> what stands for a record, for example its offset to commit
 */
public final class LowWaterMark<T> {
    private static final class Open<T> {
        private final long offset;
        private final T item;
        private boolean isDone;

        private Open(long offset, T item) {
            this.offset = offset;
            this.item = item;
        }
    }

    private final Deque<Open<T>> inOrder = new ArrayDeque<>();
    private final Map<Long, Open<T>> byOffset = new HashMap<>();
    private long newest = Long.MIN_VALUE;
    private long passedEnd;

    /**
     * Work on that record has begun, or it waits for it.
     *
     * @throws IllegalArgumentException if a later one has come before
     */
    public void begin(long offset, T item) {
        if (offset <= newest) {
            throw new IllegalArgumentException("offset " + offset + " comes after " + newest);
        }
        newest = offset;
        Open<T> open = new Open<>(offset, item);
        inOrder.add(open);
        byOffset.put(offset, open);
    }

    /** That record is done: the record that the mark has reached by this, or null where it has not moved. */
    public @Nullable T done(long offset) {
        Open<T> done = byOffset.remove(offset);
        if (done == null) {
            return null;
        }
        done.isDone = true;
        T reached = null;
        for (Open<T> first = inOrder.peek(); first != null && first.isDone; first = inOrder.peek()) {
            reached = first.item;
            passedEnd = first.offset + 1;
            inOrder.remove();
        }
        return reached;
    }

    /** The offset after the last record below that one, which is open; 0 if there is none. */
    public long endBelow(long offset) {
        for (Iterator<Open<T>> open = inOrder.descendingIterator(); open.hasNext(); ) {
            long candidate = open.next().offset;
            if (candidate < offset) {
                return candidate + 1;
            }
        }
        return passedEnd;
    }

    /** Records that the mark has not passed. */
    public int open() {
        return inOrder.size();
    }
}
