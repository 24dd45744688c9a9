package io.sampo.storage.scrubbing;

/**
 * How the sealed segments of a log directory are read again.
 *
 * @param intervalMs a pass over all of them begins so often, or later, when one takes longer; 0 for never
 * @param bytesPerSecond a pass reads no more than that, of one directory
 */
public record ScrubSettings(long intervalMs, long bytesPerSecond) {
    /** Refuses what would be no limit. */
    public ScrubSettings {
        if (intervalMs < 0 || bytesPerSecond < 1) {
            throw new IllegalArgumentException("log.scrub.interval.ms = " + intervalMs + ", log.scrub.bytes.per.sec = "
                    + bytesPerSecond + ": expected an interval of at least 0 (never) and a rate of at least 1");
        }
    }
}
