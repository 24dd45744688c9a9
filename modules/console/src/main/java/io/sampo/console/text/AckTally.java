package io.sampo.console.text;

import java.util.Locale;

/**
 * Counts what became of the lines that were sent, and the longest time without an acknowledgement. Time is an argument.
 * Not thread-safe: the command gives it to one thread, or guards it.
 */
public final class AckTally {
    private final long gapsOverMs;
    private long acknowledged;
    private long failed;
    private boolean anySent;
    private long firstSentMs;
    private long lastAckMs;
    private long longestGapMs;
    private String firstFailure = "";

    /** {@code gapsOverMs}: {@link #acknowledged} tells of gaps longer than this. */
    public AckTally(long gapsOverMs) {
        this.gapsOverMs = gapsOverMs;
    }

    /** A line goes out; only the first call counts. */
    public void sent(long nowMs) {
        if (!anySent) {
            anySent = true;
            firstSentMs = nowMs;
        }
    }

    /** A line was acknowledged. Returns the gap before it in ms if that was longer than asked to tell of, else 0. */
    public long acknowledged(long nowMs) {
        long gapMs = acknowledged == 0 ? 0 : Math.max(0, nowMs - lastAckMs);
        longestGapMs = Math.max(longestGapMs, gapMs);
        lastAckMs = acknowledged == 0 ? nowMs : Math.max(lastAckMs, nowMs);
        acknowledged++;
        return gapMs > gapsOverMs ? gapMs : 0;
    }

    /** A line was given up; {@code why} of the first one is kept. */
    public void failed(String why) {
        if (failed == 0) {
            firstFailure = why;
        }
        failed++;
    }

    public boolean allAcknowledged() {
        return failed == 0;
    }

    public long acknowledged() {
        return acknowledged;
    }

    /** Why the first line failed, or empty. */
    public String firstFailure() {
        return firstFailure;
    }

    /** {@code acknowledged=N failed=N longest-gap-ms=N seconds=N.NN}, from the first send to the last acknowledgement. */
    public String summary() {
        double seconds = acknowledged == 0 ? 0 : (lastAckMs - firstSentMs) / 1000.0;
        return String.format(
                Locale.ROOT,
                "acknowledged=%d failed=%d longest-gap-ms=%d seconds=%.2f",
                acknowledged,
                failed,
                longestGapMs,
                seconds);
    }
}
