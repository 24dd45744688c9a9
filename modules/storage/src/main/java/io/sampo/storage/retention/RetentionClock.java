package io.sampo.storage.retention;

/**
 * The wall clock as retention may see it (R21, H92): a clock that jumps ten years ahead must not delete everything. Between
 * two looks the wall clock and the monotonic clock have to advance by about the same; if they differ by more than the
 * limit, the time is {@link #UNKNOWN}, and nothing expires, until the wall clock is back where it has to be or somebody
 * {@linkplain #confirm confirms} it. Any thread.
 */
public final class RetentionClock {
    /** Stands for a time that is not to be trusted: nothing is old then. */
    public static final long UNKNOWN = Long.MIN_VALUE;

    private final long jumpMaxMs;
    private long trustedWallMs;
    private long trustedMonotonicMs;
    private boolean paused;

    /**
     * A clock that believes what it is told first.
     *
     * @param jumpMaxMs difference that is let pass as a correction of the clock
     * @param wallMs ms since 1970
     * @param monotonicMs any origin
     */
    public RetentionClock(long jumpMaxMs, long wallMs, long monotonicMs) {
        this.jumpMaxMs = jumpMaxMs;
        this.trustedWallMs = wallMs;
        this.trustedMonotonicMs = monotonicMs;
    }

    /** {@code wallMs}, or {@link #UNKNOWN} while it cannot be right. */
    public synchronized long nowMs(long wallMs, long monotonicMs) {
        long expectedMs = trustedWallMs + (monotonicMs - trustedMonotonicMs);
        paused = Math.abs(wallMs - expectedMs) > jumpMaxMs;
        if (paused) {
            // The anchor stays: a clock that goes on from the wrong time is still wrong.
            return UNKNOWN;
        }
        trustedWallMs = wallMs;
        trustedMonotonicMs = monotonicMs;
        return wallMs;
    }

    /** The wall clock is right, whatever it said before. */
    public synchronized void confirm(long wallMs, long monotonicMs) {
        trustedWallMs = wallMs;
        trustedMonotonicMs = monotonicMs;
        paused = false;
    }

    /** True if the last look found a jump. */
    public synchronized boolean isPaused() {
        return paused;
    }
}
