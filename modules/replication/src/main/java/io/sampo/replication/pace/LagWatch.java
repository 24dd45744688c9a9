package io.sampo.replication.pace;

/**
 * Since when a follower lags. It is in time if it has acknowledged, not long ago, everything that was there then; while
 * nothing is unacknowledged it is caught up by definition (H28), however long the partition is idle.
 */
public final class LagWatch {
    private static final long GIVEN_UP = Long.MAX_VALUE;
    private static final int DOUBLINGS_MAX = 6;
    private static final long GOOD_CONDUCT_FACTOR = 10;

    private boolean behind;
    private long caughtUpMs;
    private long target;
    private long targetMs;
    private long heardMs;
    private long rejoinAtMs = Long.MIN_VALUE;
    private long droppedMs;
    private int drops;

    /** There is something to reach: {@code end}. */
    public void expect(long end, long nowMs) {
        if (!behind) {
            behind = true;
            caughtUpMs = nowMs;
            target = end;
            targetMs = nowMs;
        }
    }

    /** It has reached {@code offset} of a log that ends at {@code end}. */
    public void reached(long offset, long end, long nowMs) {
        heardMs = nowMs;
        if (offset >= end) {
            behind = false;
        } else if (!behind) {
            expect(end, nowMs);
        } else if (offset >= target) {
            caughtUpMs = targetMs;
            target = end;
            targetMs = nowMs;
        }
    }

    /** It said something. */
    public void heard(long nowMs) {
        heardMs = nowMs;
    }

    /** When it last said anything. */
    public long heardMs() {
        return heardMs;
    }

    public boolean isLagging(long nowMs, long lagTimeMaxMs) {
        return behind && nowMs - caughtUpMs > lagTimeMaxMs;
    }

    /** When it will be lagging, if it says nothing. */
    public long lagsAtMs(long lagTimeMaxMs) {
        return behind ? caughtUpMs + lagTimeMaxMs + 1 : Long.MAX_VALUE;
    }

    /** Its disk failed: it lags from now on, whatever the clock says. */
    public void giveUp(long nowMs, long lagTimeMaxMs) {
        behind = true;
        caughtUpMs = nowMs - lagTimeMaxMs - 1;
        target = GIVEN_UP;
    }

    /** It is served again after it was given up: it is in time once it has reached {@code end}. */
    public void returned(long end, long nowMs) {
        if (behind && target == GIVEN_UP) {
            target = end;
            targetMs = nowMs;
        }
    }

    /** It was proposed to leave the ISR; it stays out the longer the more often that happens (H31). */
    public void dropped(long nowMs, long rejoinDelayMs) {
        drops = nowMs - droppedMs > GOOD_CONDUCT_FACTOR * (rejoinDelayMs << DOUBLINGS_MAX) ? 0 : drops + 1;
        droppedMs = nowMs;
        rejoinAtMs = nowMs + (rejoinDelayMs << Math.min(drops, DOUBLINGS_MAX));
    }

    /** From when on it may be proposed to join again. */
    public long rejoinAtMs() {
        return rejoinAtMs;
    }
}
