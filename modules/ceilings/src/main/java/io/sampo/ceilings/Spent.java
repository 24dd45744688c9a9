package io.sampo.ceilings;

import java.util.Locale;

/**
 * What moving some bytes took.
 *
 * @param bytes moved
 * @param nanos from the first to the last
 * @param cpuNanos of whoever the ceiling is for: see {@link Ceiling}
 */
public record Spent(long bytes, long nanos, long cpuNanos) {
    private static final double MIB = 1 << 20;

    /** As the rows count: 1,048,576 bytes. */
    public double mebibytesPerSecond() {
        return bytes / MIB / (nanos / 1e9);
    }

    /** Seconds for 10⁹ bytes, which is nanoseconds for one. */
    public double cpuSecondsPerGigabyte() {
        return (double) cpuNanos / bytes;
    }

    /** As a line of the comparison's ledger has it: {@code mb_s=1234.500 cpu_s_gb=0.812}. */
    @Override
    public String toString() {
        return String.format(Locale.ROOT, "mb_s=%.3f cpu_s_gb=%.3f", mebibytesPerSecond(), cpuSecondsPerGigabyte());
    }
}
