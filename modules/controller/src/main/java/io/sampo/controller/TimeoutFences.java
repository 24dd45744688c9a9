package io.sampo.controller;

import java.util.HashMap;
import java.util.Map;

/**
 * How often silence alone may fence (ARCHITECTURE §3.3). A controller that was paused sees everybody silent, and a broker
 * that flaps would flood the log; proof of death is not held back by this.
 *
 * <p>At most one timeout fence per broker in 10 s, doubling up to 160 s while it goes on; within one second fewer than half
 * of the brokers, though always one, or in a cluster of two a stuck leader would never be replaced.
 */
public final class TimeoutFences {
    static final long FIRST_BACKOFF_MS = 10_000;
    static final long LONGEST_BACKOFF_MS = 160_000;
    static final long TICK_MS = 1_000;

    private final Map<Integer, Backoff> backoffs = new HashMap<>();
    private long tickStartMs = Long.MIN_VALUE;
    private int fencedInTick;

    private record Backoff(long untilMs, long lengthMs) {}

    /** True where this broker may be fenced for its silence now; counts as done. {@code nowMs} is monotonic. */
    public boolean admit(int brokerId, int brokerCount, long nowMs) {
        if (tickStartMs == Long.MIN_VALUE || nowMs - tickStartMs >= TICK_MS) {
            tickStartMs = nowMs;
            fencedInTick = 0;
        }
        Backoff backoff = backoffs.get(brokerId);
        boolean held = backoff != null && nowMs < backoff.untilMs;
        if (held || fencedInTick >= Math.max(1, (brokerCount - 1) / 2)) {
            return false;
        }
        fencedInTick++;
        backoffs.put(brokerId, next(backoff, nowMs));
        return true;
    }

    private static Backoff next(Backoff previous, long nowMs) {
        boolean quietSince = previous == null || nowMs - previous.untilMs >= previous.lengthMs;
        long lengthMs = quietSince ? FIRST_BACKOFF_MS : Math.min(previous.lengthMs * 2, LONGEST_BACKOFF_MS);
        return new Backoff(nowMs + lengthMs, lengthMs);
    }
}
