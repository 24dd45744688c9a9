package io.sampo.client.fetch;

/**
 * How many bytes a partition is asked for: about as many as its reader uses up in a tenth of a second, so that a slow one has no more
 * read from a disk than it needs, and a fast one is asked seldom. It begins with the least, one batch of the default size, and at
 * most doubles from one answer to the next.
 *
 * <p>Pure: time is an argument. Not for threads.
 */
final class FetchSize {
    static final int LEAST = 16 * 1024;
    private static final long AHEAD_MS = 100;

    private int bytes = LEAST;
    private int came;
    private long cameMs;

    /** What to ask for now, if there were no limits. */
    int bytes() {
        return bytes;
    }

    /** An answer has come. */
    void came(int answered, long nowMs) {
        came = answered;
        cameMs = nowMs;
    }

    /** All that has come is used up, and somebody waits for more. */
    void usedUp(long nowMs) {
        if (came > 0) {
            long inTime = came * AHEAD_MS / Math.max(1, nowMs - cameMs);
            // Who waits for records that are not written yet is no faster for it.
            long most = came < bytes ? bytes : 2L * bytes;
            bytes = (int) Math.max(LEAST, Math.min(Math.min(inTime, most), Integer.MAX_VALUE / 2));
            came = 0;
        }
    }
}
