package io.sampo.chaos.model;

/** A value says who sent it and as the how manieth: {@code process << 40 | counter}. Each is sent once. */
public final class Values {
    private static final int COUNTER_BITS = 40;
    private static final long COUNTER_MASK = (1L << COUNTER_BITS) - 1;

    private Values() {}

    /** Counter from 0 up. */
    public static long of(int process, long counter) {
        return ((long) process << COUNTER_BITS) | counter;
    }

    public static int process(long value) {
        return (int) (value >>> COUNTER_BITS);
    }

    public static long counter(long value) {
        return value & COUNTER_MASK;
    }

    /** For a person: {@code process/counter}. */
    public static String text(long value) {
        return value < 0 ? "unreadable" : process(value) + "/" + counter(value);
    }
}
