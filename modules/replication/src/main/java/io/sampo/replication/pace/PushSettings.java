package io.sampo.replication.pace;

/**
 * How a leader pushes to one follower.
 *
 * @param windowBytes most bytes that may be pushed and not yet acknowledged (R17); catch-up gets a quarter of it
 * @param pushBytesMax most bytes of one push read from the log; a single larger batch still travels whole
 * @param probeRetryMs first wait before a probe is sent again; it doubles up to eight times that. A failover does not wait for it: who is
 *     ready last speaks first. Shorter than answers take where thousands of leaders change at once, it only makes them more
 * @param resendMs how long a push may stay unanswered before everything behind the last acknowledgement is sent again
 * @param trailingMs how long after its last advance the high watermark waits for a push to ride on (H28)
 */
public record PushSettings(int windowBytes, int pushBytesMax, long probeRetryMs, long resendMs, long trailingMs) {
    /** 4 MiB window, 1 MiB pushes, 250 ms, 500 ms, 300 ms. */
    public static final PushSettings DEFAULTS = new PushSettings(4 * 1024 * 1024, 1024 * 1024, 250, 500, 300);

    public PushSettings {
        if (windowBytes <= 0 || pushBytesMax <= 0 || probeRetryMs <= 0 || resendMs <= 0 || trailingMs <= 0) {
            throw new IllegalArgumentException("push settings must be positive");
        }
    }

    /** Credit of a follower that is served from the log (ARCHITECTURE §3.4). */
    public int catchUpBytes() {
        return Math.max(1, windowBytes / 4);
    }
}
