package io.sampo.console.groups;

import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where to set the offsets of a group: one of these. What they mean is Kafka's. */
public final class OffsetTarget {
    @Option(names = "--to-earliest", required = true, description = "The first record there is.")
    private boolean toEarliest;

    @Option(names = "--to-latest", required = true, description = "Behind the last record.")
    private boolean toLatest;

    @Option(
            names = "--to-datetime",
            required = true,
            paramLabel = "YYYY-MM-DDTHH:mm:SS.sss",
            description = "The first record from then on; UTC unless it says otherwise.")
    private @Nullable String toDatetime;

    @Option(
            names = "--by-duration",
            required = true,
            paramLabel = "PnDTnHnMnS",
            description = "The first record of so long ago.")
    private @Nullable String byDuration;

    @Option(names = "--shift-by", required = true, paramLabel = "N", description = "So many records on; below 0: back.")
    private @Nullable Long shiftBy;

    @Option(names = "--to-offset", required = true, paramLabel = "N", description = "That offset.")
    private @Nullable Long toOffset;

    /**
     * The time whose first record is meant; null where none is.
     *
     * @throws IllegalArgumentException with what would be right
     */
    public @Nullable Long timestampMs(long nowMs) {
        if (toDatetime != null) {
            return parse(toDatetime).toEpochMilli();
        }
        if (byDuration != null) {
            try {
                return nowMs - Duration.parse(byDuration).toMillis();
            } catch (DateTimeParseException e) {
                throw new IllegalArgumentException(
                        "--by-duration " + byDuration + ": expected ISO 8601, as P1DT12H or PT30M", e);
            }
        }
        return null;
    }

    private static Instant parse(String text) {
        try {
            boolean zoned = text.matches(".*T.*(Z|[+-]\\d\\d:?\\d\\d)$");
            return zoned
                    ? OffsetDateTime.parse(text).toInstant()
                    : java.time.LocalDateTime.parse(text).toInstant(ZoneOffset.UTC);
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException(
                    "--to-datetime " + text + ": expected YYYY-MM-DDTHH:mm:SS.sss, as 2026-11-29T20:15:00.000", e);
        }
    }

    /**
     * The new offset of one partition, within what the log holds.
     *
     * @param committed what the group has committed; null = nothing
     * @param found the first record of {@link #timestampMs}; below 0 = none is that young
     * @throws IllegalArgumentException where there is nothing to shift
     */
    public long of(String partition, @Nullable Long committed, long earliest, long latest, long found) {
        if (toEarliest) {
            return earliest;
        }
        if (toLatest) {
            return latest;
        }
        long wanted;
        if (shiftBy != null) {
            if (committed == null) {
                throw new IllegalArgumentException("--shift-by: the group has committed nothing of " + partition
                        + ", so there is nothing to shift");
            }
            wanted = committed + shiftBy;
        } else {
            wanted = toOffset != null ? toOffset : found < 0 ? latest : found;
        }
        return Math.max(earliest, Math.min(latest, wanted));
    }
}
