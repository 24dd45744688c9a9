package io.sampo.client;

import io.sampo.model.Offsets;

/**
 * Where reading of a partition begins.
 *
 * @param offset the offset, or -1 if {@code timestampMs} decides
 * @param timestampMs the first record that is not older, or one of the special values of {@link Offsets}
 */
public record StartAt(long offset, long timestampMs) {
    /** The first record that the partition still holds. */
    public static final StartAt BEGINNING = new StartAt(Offsets.UNKNOWN, Offsets.EARLIEST_TIMESTAMP);
    /** The next record that will be committed. */
    public static final StartAt END = new StartAt(Offsets.UNKNOWN, Offsets.LATEST_TIMESTAMP);

    /**
     * That offset.
     *
     * @throws IllegalArgumentException for a negative offset
     */
    public static StartAt offset(long offset) {
        if (offset < 0) {
            throw new IllegalArgumentException("offset " + offset + " is negative");
        }
        return new StartAt(offset, Offsets.UNKNOWN);
    }

    /**
     * The first record whose timestamp is not smaller; the end where there is none.
     *
     * @throws IllegalArgumentException for a negative time
     */
    public static StartAt timestamp(long ms) {
        if (ms < 0) {
            throw new IllegalArgumentException("timestamp " + ms + " is negative");
        }
        return new StartAt(Offsets.UNKNOWN, ms);
    }

    public boolean isOffset() {
        return offset >= 0;
    }
}
