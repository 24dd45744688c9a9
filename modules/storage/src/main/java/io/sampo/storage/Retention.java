package io.sampo.storage;

import java.util.List;

/**
 * Which segments may go: pure arithmetic over their offsets, sizes and ages (R16: nothing at or above the high watermark,
 * and only from the oldest on).
 *
 * @param retentionMs age of the youngest record, ms, above which a segment may go; −1 = never
 * @param retentionBytes size that the log keeps at least when segments go for its sake; −1 = no limit
 */
record Retention(long retentionMs, long retentionBytes) {
    static final Retention FOREVER = new Retention(-1, -1);

    /** One segment. {@code youngestMs} is the timestamp of its youngest record, ms since 1970. */
    record Stretch(long baseOffset, long nextOffset, long sizeInBytes, long youngestMs) {}

    /** True if the youngest record of {@code stretch} has expired and all of it is committed. */
    boolean isExpired(Stretch stretch, long highWatermark, long nowMs) {
        return stretch.nextOffset() <= highWatermark && retentionMs >= 0 && nowMs - stretch.youngestMs() > retentionMs;
    }

    /**
     * How many of the oldest segments may go.
     *
     * @param sealed ascending, without the active segment
     * @param activeBytes size of the active segment
     */
    int countOfDeletable(List<Stretch> sealed, long activeBytes, long highWatermark, long nowMs) {
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
