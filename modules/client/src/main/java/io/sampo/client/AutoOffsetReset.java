package io.sampo.client;

import java.time.DateTimeException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Where a consumer goes when it has no position or its position lies outside of the log, with the names of Kafka (KIP-1106).
 *
 * @param policy what decides
 * @param ago how far back {@link Policy#BY_DURATION} goes; else zero
 */
public record AutoOffsetReset(Policy policy, Duration ago) {
    /** What decides where it goes. */
    public enum Policy {
        EARLIEST,
        LATEST,
        /** To the first record that is not older than so long before now. */
        BY_DURATION,
        /** Nowhere: {@code receive} fails with {@code OFFSET_OUT_OF_RANGE}. */
        NONE
    }

    public static final AutoOffsetReset EARLIEST = new AutoOffsetReset(Policy.EARLIEST, Duration.ZERO);
    public static final AutoOffsetReset LATEST = new AutoOffsetReset(Policy.LATEST, Duration.ZERO);
    public static final AutoOffsetReset NONE = new AutoOffsetReset(Policy.NONE, Duration.ZERO);

    private static final String BY_DURATION = "by_duration:";

    /** @throws IllegalArgumentException if {@code ago} is negative, or given where it means nothing */
    public AutoOffsetReset {
        if (ago.isNegative() || (policy != Policy.BY_DURATION && !ago.isZero())) {
            throw new IllegalArgumentException(
                    "a duration of " + ago + " is wrong here: expected none, or one that is not negative");
        }
    }

    /**
     * To the first record that is not older than {@code ago}.
     *
     * @throws IllegalArgumentException if that is negative
     */
    public static AutoOffsetReset byDuration(Duration ago) {
        return new AutoOffsetReset(Policy.BY_DURATION, ago);
    }

    /**
     * Reads {@code earliest}, {@code latest}, {@code none} or {@code by_duration:} with a duration of ISO 8601 behind it.
     *
     * @throws IllegalArgumentException for anything else, with what would be right
     */
    public static AutoOffsetReset parse(String text) {
        return switch (text) {
            case "earliest" -> EARLIEST;
            case "latest" -> LATEST;
            case "none" -> NONE;
            default -> {
                if (!text.startsWith(BY_DURATION)) {
                    throw new IllegalArgumentException("'" + text + "' is not one of earliest, latest, none, "
                            + BY_DURATION + "PT1H (any duration of ISO 8601)");
                }
                yield byDuration(duration(text));
            }
        };
    }

    private static Duration duration(String text) {
        try {
            return Duration.parse(text.substring(BY_DURATION.length()));
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(
                    "'" + text + "' has no duration of ISO 8601 behind it, as in " + BY_DURATION + "PT1H", e);
        }
    }

    /**
     * Where that is at this moment; null with {@link #NONE}.
     *
     * @param nowMs ms since 1970
     */
    public @Nullable StartAt start(long nowMs) {
        return switch (policy) {
            case EARLIEST -> StartAt.BEGINNING;
            case LATEST -> StartAt.END;
            case BY_DURATION -> StartAt.timestamp(nowMs - Math.min(nowMs, millis()));
            case NONE -> null;
        };
    }

    private long millis() {
        try {
            return ago.toMillis();
        } catch (ArithmeticException e) {
            // Before anything was ever written.
            return Long.MAX_VALUE;
        }
    }
}
