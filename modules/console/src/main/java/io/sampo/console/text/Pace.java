package io.sampo.console.text;

/**
 * How many lines a second may go out. Who was held up catches up: line n is due n / rate after the first one.
 *
 * @param linesPerSecond 0 = as fast as answers come
 */
public record Pace(double linesPerSecond) {
    public Pace {
        if (linesPerSecond < 0) {
            throw new IllegalArgumentException("a rate of " + linesPerSecond + " lines per second is negative");
        }
    }

    /** Nanoseconds after the start at which line {@code index} (from 0) may go. */
    public long dueNanos(long index) {
        return linesPerSecond == 0 ? 0 : (long) (index * 1e9 / linesPerSecond);
    }
}
