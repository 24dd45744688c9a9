package io.sampo.broker.startup;

import io.sampo.storage.retention.RetentionClock;
import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The system's clocks behind a {@link RetentionClock}; says in the log when it stops believing them. One for each process:
 * only a restart takes a jumped clock for right. Any thread.
 */
public final class RetentionTime {
    private static final Logger LOG = LoggerFactory.getLogger(RetentionTime.class);

    private final RetentionClock clock;

    /** @param jumpMax difference between wall clock and monotonic clock that is no jump yet */
    public RetentionTime(Duration jumpMax) {
        this.clock = new RetentionClock(jumpMax.toMillis(), System.currentTimeMillis(), monotonicMs());
    }

    /** Wall clock, ms since 1970, or {@link RetentionClock#UNKNOWN}. */
    public long nowMs() {
        boolean pausedBefore = clock.isPaused();
        long wallMs = System.currentTimeMillis();
        long nowMs = clock.nowMs(wallMs, monotonicMs());
        boolean paused = clock.isPaused();
        if (paused && !pausedBefore) {
            LOG.error(
                    "The wall clock has jumped, to {}: nothing is deleted for its age until it is back; a restart of this"
                            + " broker takes the new time for right",
                    Instant.ofEpochMilli(wallMs));
        } else if (pausedBefore && !paused) {
            LOG.warn("The wall clock is back: retention by age goes on");
        }
        return nowMs;
    }

    /** True while nothing is deleted for its age, as of the last look. */
    public boolean isPaused() {
        return clock.isPaused();
    }

    private static long monotonicMs() {
        return System.nanoTime() / 1_000_000;
    }
}
