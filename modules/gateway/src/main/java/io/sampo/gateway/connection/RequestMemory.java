package io.sampo.gateway.connection;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Memory for requests that arrive and for those that are worked on, over many connections (Kafka's
 * {@code queued.max.request.bytes}). Whoever finds none waits, and is not read from meanwhile. The request that has been
 * arriving the longest waits only while those that are worked on hold more than half of it: so one always becomes complete,
 * and the limit is passed by half and one request at most.
 */
public final class RequestMemory {
    private final long limitBytes;
    private final Set<Share> arriving = new LinkedHashSet<>();
    private final Deque<Share> waiting = new ArrayDeque<>();
    private long usedBytes;
    /** Of requests that have arrived and are not answered. */
    private long inFlightBytes;

    public RequestMemory(long limitBytes) {
        if (limitBytes < 1) {
            throw new IllegalArgumentException("queued.max.request.bytes is " + limitBytes + "; expected 1 or more");
        }
        this.limitBytes = limitBytes;
    }

    /** The part of one connection. */
    public Share open() {
        return new Share();
    }

    /** Bytes that are taken. */
    public long usedBytes() {
        return usedBytes;
    }

    /** One that has waited and may go on now; null if there is none. Ask again until it is. */
    public @Nullable Share next() {
        Share first = waiting.peekFirst();
        if (first == null) {
            return null;
        }
        if (usedBytes + first.wanted <= limitBytes) {
            waiting.removeFirst();
            first.waits = false;
            return first;
        }
        Share oldest = oldest();
        if (oldest == null || !oldest.waits || inFlightBytes > limitBytes / 2) {
            return null;
        }
        waiting.remove(oldest);
        oldest.waits = false;
        return oldest;
    }

    private @Nullable Share oldest() {
        return arriving.isEmpty() ? null : arriving.iterator().next();
    }

    /** What one connection has taken. */
    public final class Share {
        private long held;
        private long inFlight;
        private int wanted;
        private boolean waits;
        private @Nullable Runnable resume;

        private Share() {}

        /** What goes on when {@link RequestMemory#next} returns this. */
        public void onResume(Runnable action) {
            resume = action;
        }

        /** Goes on. */
        public void resume() {
            if (resume != null) {
                resume.run();
            }
        }

        /** Takes {@code bytes} for the request that arrives; false if it has to wait. */
        public boolean grow(int bytes) {
            // From now on it has its place among those that arrive.
            arriving.add(this);
            boolean mayPass = oldest() == this && inFlightBytes <= limitBytes / 2;
            if (usedBytes + bytes > limitBytes && !mayPass) {
                wanted = bytes;
                if (!waits) {
                    waits = true;
                    waiting.addLast(this);
                }
                return false;
            }
            if (waits) {
                waiting.remove(this);
                waits = false;
            }
            usedBytes += bytes;
            held += bytes;
            return true;
        }

        /** The request has arrived whole; its memory stays taken. */
        public void finished(int bytes) {
            arriving.remove(this);
            inFlight += bytes;
            inFlightBytes += bytes;
        }

        /** A request of that many bytes is answered. */
        public void release(int bytes) {
            usedBytes -= bytes;
            held -= bytes;
            inFlight -= bytes;
            inFlightBytes -= bytes;
        }

        /** The connection is gone. */
        public void close() {
            arriving.remove(this);
            waiting.remove(this);
            waits = false;
            usedBytes -= held;
            inFlightBytes -= inFlight;
            held = 0;
            inFlight = 0;
        }
    }
}
