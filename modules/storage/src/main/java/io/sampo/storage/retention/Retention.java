package io.sampo.storage.retention;

import io.sampo.model.TopicConfig;
import java.util.List;

/**
 * Which segments may go: pure arithmetic over their offsets, sizes and ages (R16: nothing at or above the high watermark,
 * and only from the oldest on).
 *
 * @param retentionMs age of the youngest record, ms, above which a segment may go; −1 = never
 * @param retentionBytes size that the log keeps at least when segments go for its sake; −1 = no limit
 * @param timestampAheadMaxMs how far ahead of the moment it was written a record may claim to be, ms
 */
public record Retention(long retentionMs, long retentionBytes, long timestampAheadMaxMs) {
    /** Keeps everything. */
    public static final Retention FOREVER = new Retention(-1, -1, Long.MAX_VALUE);

    /** One segment. {@code youngestMs} is the timestamp of its youngest record, ms since 1970. */
    public record Stretch(long baseOffset, long nextOffset, long sizeInBytes, long youngestMs) {}

    /** What {@code config} says. */
    public static Retention of(TopicConfig config) {
        return config.deletesOld()
                ? new Retention(config.retentionMs(), config.retentionBytes(), config.messageTimestampAfterMaxMs())
                : FOREVER;
    }

    /** True if the youngest record of {@code stretch} has expired and all of it is committed. */
    public boolean isExpired(Stretch stretch, long highWatermark, long nowMs) {
        return nowMs != RetentionClock.UNKNOWN
                && stretch.nextOffset() <= highWatermark
                && retentionMs >= 0
                && nowMs - stretch.youngestMs() > retentionMs;
    }

    /**
     * The age of a record from the future counts from when it was written, plus what {@code message.timestamp.after.max.ms}
     * allows: a batch that came by another way than a producer (or under an older configuration) must not pin its segment
     * for ever (H92). Kafka only warns of such a segment.
     *
     * @param youngestMs timestamp of the youngest record
     * @param writtenMs when the file was written last
     */
    public long creditedMs(long youngestMs, long writtenMs) {
        long latest =
                writtenMs > Long.MAX_VALUE - timestampAheadMaxMs ? Long.MAX_VALUE : writtenMs + timestampAheadMaxMs;
        return Math.min(youngestMs, latest);
    }

    /**
     * How many of the oldest segments may go.
     *
     * @param sealed ascending, without the active segment
     * @param activeBytes size of the active segment
     * @param nowMs wall clock, or {@link RetentionClock#UNKNOWN}: then none goes for its age
     */
    public int countOfDeletable(List<Stretch> sealed, long activeBytes, long highWatermark, long nowMs) {
        long sizeInBytes = activeBytes;
        for (Stretch stretch : sealed) {
            sizeInBytes += stretch.sizeInBytes();
        }
        int count = 0;
        for (Stretch stretch : sealed) {
            boolean tooMuch = retentionBytes >= 0
                    && stretch.nextOffset() <= highWatermark
                    && sizeInBytes - stretch.sizeInBytes() >= retentionBytes;
            if (!tooMuch && !isExpired(stretch, highWatermark, nowMs)) {
                break;
            }
            sizeInBytes -= stretch.sizeInBytes();
            count++;
        }
        return count;
    }
}
