package io.sampo.replication.pace;

/**
 * A budget that fills at a steady rate and holds what half a second brings. Batches travel whole, so everybody who
 * pushes may overdraw it by one, which is paid back before the next one. Time is an argument, ms, monotonic. Not safe for several threads.
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
            filledAtMs = Long.MIN_VALUE;
        }
    }

    @Override
    public long openAtMs(long nowMs) {
        if (bytesPerSecond == 0) {
            return nowMs;
        }
        fill(nowMs);
        return tokens >= 1 ? nowMs : nowMs + 1 + (long) ((1 - tokens) * 1_000 / bytesPerSecond);
    }

    /** What half a second brings; a byte at least, or the slowest rate would never come to one. */
    private double capacity() {
        return Math.max(1, bytesPerSecond / 2.0);
    }

    private void fill(long nowMs) {
        if (filledAtMs != Long.MIN_VALUE && nowMs > filledAtMs) {
            tokens = Math.min(capacity(), tokens + (nowMs - filledAtMs) / 1_000.0 * bytesPerSecond);
        }
        // Who shares it may come a little late with his time: that time has been credited already.
        filledAtMs = Math.max(filledAtMs, nowMs);
    }

    @Override
    public int take(int wanted, long nowMs) {
        if (bytesPerSecond == 0) {
            return wanted;
        }
        if (openAtMs(nowMs) > nowMs) {
            return 0;
        }
        int taken = (int) Math.min(wanted, tokens);
        tokens -= taken;
        return taken;
    }

    @Override
    public void spent(int bytes) {
        if (bytesPerSecond > 0) {
            tokens = Math.min(capacity(), tokens - bytes);
        }
    }
}
