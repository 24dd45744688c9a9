package io.sampo.gateway.connection;

import org.jspecify.annotations.Nullable;

/**
 * When a connection is read from, and when it is closed. Whoever owns the socket tells what happened, asks
 * {@link #mayRead()} before reading and {@link #due} when {@link #nextDeadlineMs()} has come.
 */
public final class ConnectionFlow {
    private static final long NEVER = Long.MAX_VALUE;

    private final ConnectionLimits limits;
    private final long openedMs;

    private boolean isFirst = true;
    private int requests;
    private long bytes;
    private long activeMs;

    /** Bytes of a request that is not complete, and from when and from how many on its speed is measured. */
    private long unfinished;

    private long measuredFrom;
    private long measuredSinceMs;

    private boolean held;
    private long unsent;
    private long stalledSinceMs;

    public ConnectionFlow(ConnectionLimits limits, long nowMs) {
        this.limits = limits;
        this.openedMs = nowMs;
        this.activeMs = nowMs;
    }

    /** Whether there is room for another request. If not, the client's bytes wait where they are. */
    public boolean mayRead() {
        return !held && requests < limits.requestsInFlightMax() && bytes < limits.bytesInFlightMax();
    }

    /** For a reason of the broker's own nothing is read from now on, or it is again. */
    public void hold(boolean isHeld, long nowMs) {
        boolean mayRead = mayRead();
        held = isHeld;
        if (!mayRead && mayRead()) {
            measure(unfinished, nowMs);
        }
    }

    /** Bytes have arrived; those of the last request, which is not complete yet, are {@code unfinishedBytes} by now. */
    public void received(long unfinishedBytes, long nowMs) {
        activeMs = nowMs;
        if (unfinished == 0) {
            measure(0, nowMs);
        }
        unfinished = unfinishedBytes;
    }

    /** A whole request of that many bytes is handed to its handler; told before {@link #received} tells of the rest. */
    public void admitted(int requestBytes, long nowMs) {
        unfinished = 0;
        isFirst = false;
        requests++;
        bytes += requestBytes;
        activeMs = nowMs;
    }

    /** The response of such a request is on its way, or there is none. */
    public void answered(int requestBytes, long nowMs) {
        if (requests == 0 || bytes < requestBytes) {
            throw new IllegalStateException("more is answered than was asked");
        }
        boolean mayRead = mayRead();
        requests--;
        bytes -= requestBytes;
        activeMs = nowMs;
        if (!mayRead && mayRead()) {
            // It was us who did not read; the client's time begins again.
            measure(unfinished, nowMs);
        }
    }

    /** So many bytes of responses wait for the client to take them. */
    public void waiting(long unsentBytes, long nowMs) {
        if (unsent == 0 || unsentBytes < unsent) {
            stalledSinceMs = nowMs;
            activeMs = nowMs;
        }
        unsent = unsentBytes;
    }

    /** Why the connection has to be closed at {@code nowMs}; null if it may stay. */
    public @Nullable CloseReason due(long nowMs) {
        if (nowMs >= firstRequestDeadlineMs()) {
            return CloseReason.NO_REQUEST;
        }
        if (nowMs >= frameDeadlineMs()) {
            return CloseReason.SLOW_FRAME;
        }
        if (nowMs >= stallDeadlineMs()) {
            return CloseReason.NOT_READING;
        }
        return nowMs >= idleDeadlineMs() ? CloseReason.IDLE : null;
    }

    /** When {@link #due} has to be asked again, if nothing happens before; {@link Long#MAX_VALUE} for never. */
    public long nextDeadlineMs() {
        return Math.min(
                Math.min(firstRequestDeadlineMs(), frameDeadlineMs()), Math.min(stallDeadlineMs(), idleDeadlineMs()));
    }

    private void measure(long from, long nowMs) {
        measuredFrom = from;
        measuredSinceMs = nowMs;
    }

    private long firstRequestDeadlineMs() {
        return isFirst ? openedMs + limits.firstRequestMs() : NEVER;
    }

    /** With each byte that has come, the deadline of the rest moves on. */
    private long frameDeadlineMs() {
        if (unfinished == 0 || !mayRead()) {
            return NEVER;
        }
        long earnedMs = (unfinished - measuredFrom) * 1_000 / limits.frameBytesPerSecondMin();
        return measuredSinceMs + limits.frameGraceMs() + earnedMs;
    }

    private long stallDeadlineMs() {
        return unsent == 0 ? NEVER : stalledSinceMs + limits.writeStallMs();
    }

    private long idleDeadlineMs() {
        return requests == 0 && unsent == 0 ? activeMs + limits.idleMs() : NEVER;
    }
}
