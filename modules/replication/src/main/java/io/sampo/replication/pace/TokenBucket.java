package io.sampo.replication.pace;

/**
 * A budget that fills at a steady rate and holds what half a second brings. It may be overdrawn by one push, which is paid
 * back before the next one. Time is an argument, ms, monotonic. Not safe for several threads.
 */
public final class TokenBucket implements CatchUpBudget {
    private long bytesPerSecond;
    private double tokens;
    private long filledAtMs = Long.MIN_VALUE;

    /** As full as this one, and independent of it. */
    public TokenBucket copy() {
        TokenBucket copy = new TokenBucket();
        copy.bytesPerSecond = bytesPerSecond;
        copy.tokens = tokens;
        copy.filledAtMs = filledAtMs;
        return copy;
    }

    /** False without a rate. */
    public boolean isLimited() {
        return bytesPerSecond > 0;
    }

    /** Another rate from now on; 0 = no limit. */
    public void rate(long changed) {
        if (changed != bytesPerSecond) {
            bytesPerSecond = changed;
            tokens = 0;
        }
    }

    @Override
    public long openAtMs(long nowMs) {
        if (bytesPerSecond == 0) {
            return nowMs;
        }
        fill(nowMs);
        return tokens > 0 ? nowMs : nowMs + 1 + (long) (-tokens * 1_000 / bytesPerSecond);
    }

    private void fill(long nowMs) {
        if (filledAtMs != Long.MIN_VALUE && nowMs > filledAtMs) {
            tokens = Math.min(bytesPerSecond / 2.0, tokens + (nowMs - filledAtMs) / 1_000.0 * bytesPerSecond);
        }
        // Who shares it may come a little late with his time: that time has been credited already.
        filledAtMs = Math.max(filledAtMs, nowMs);
    }

    @Override
    public int allowance(int wanted) {
        return bytesPerSecond == 0 ? wanted : (int) Math.max(1, Math.min(wanted, tokens));
    }

    @Override
    public void spent(int bytes) {
        if (bytesPerSecond > 0) {
            tokens -= bytes;
        }
    }
}
