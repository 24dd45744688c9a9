package io.sampo.compaction;

/**
 * Which part of a log may be cleaned now, and how urgent that is (what Kafka calls LogToClean).
 *
 * @param firstDirtyOffset everything below was cleaned before
 * @param uncleanableOffset begin of the first segment that must stay as it is: the active one, one that reaches above the
 *     stable offset (R16), one that is younger than min.compaction.lag.ms, and all behind
 * @param cleanBytes bytes of the segments that begin below {@code firstDirtyOffset}
 * @param dirtyBytes bytes of the segments from there to {@code uncleanableOffset}
 * @param overdueMs for how long a record has been dirty beyond max.compaction.lag.ms; 0 if none is
 * @param due true if the log is to be cleaned now
 */
public record CleanableRange(
        long firstDirtyOffset, long uncleanableOffset, long cleanBytes, long dirtyBytes, long overdueMs, boolean due) {
    /** Of a log that is not compacted. */
    public static final CleanableRange NOTHING = new CleanableRange(0, 0, 0, 0, 0, false);

    /**
     * Decides.
     *
     * @param stableOffset high watermark or last stable offset, whichever is lower
     */
    public static CleanableRange of(LogOutline log, CompactionSettings settings, long stableOffset, long nowMs) {
        long firstDirty = firstDirty(log);
        int from = Math.max(0, log.floor(firstDirty));
        int to = firstUncleanable(log, settings, from, stableOffset, nowMs);
        long uncleanable = to < log.sealed().size() ? log.sealed().get(to).baseOffset() : log.activeBaseOffset();
        long cleanBytes = 0;
        long dirtyBytes = 0;
        for (int i = 0; i < to; i++) {
            SegmentExtent segment = log.sealed().get(i);
            cleanBytes += segment.baseOffset() < firstDirty ? segment.sizeInBytes() : 0;
            dirtyBytes += i >= from && segment.nextOffset() > firstDirty ? segment.sizeInBytes() : 0;
        }
        long overdueMs = overdueMs(log, settings, from, nowMs);
        boolean due = settings.enabled()
                && dirtyBytes > 0
                && (overdueMs > 0 || ratio(cleanBytes, dirtyBytes) > settings.minDirtyRatio());
        return new CleanableRange(firstDirty, uncleanable, cleanBytes, dirtyBytes, overdueMs, due);
    }

    /** Share of the bytes that are not cleaned yet, 0 to 1. */
    public double dirtyRatio() {
        return ratio(cleanBytes, dirtyBytes);
    }

    /** True if there is anything to clean, urgent or not. */
    public boolean isDirty() {
        return dirtyBytes > 0;
    }

    private static double ratio(long cleanBytes, long dirtyBytes) {
        return dirtyBytes == 0 ? 0 : (double) dirtyBytes / (cleanBytes + dirtyBytes);
    }

    /** A checkpoint outside of the log is one of another log, or of one that was cut: everything is dirty then. */
    private static long firstDirty(LogOutline log) {
        long cleaned = log.cleanerOffset();
        return cleaned < log.logStartOffset() || cleaned > log.logEndOffset() ? log.logStartOffset() : cleaned;
    }

    private static int firstUncleanable(
            LogOutline log, CompactionSettings settings, int from, long stableOffset, long nowMs) {
        int end = 0;
        while (end < log.sealed().size() && log.sealed().get(end).nextOffset() <= stableOffset) {
            end++;
        }
        for (int i = from; i < end && settings.minLagMs() > 0; i++) {
            if (log.sealed().get(i).youngestMs() > nowMs - settings.minLagMs()) {
                return i;
            }
        }
        return end;
    }

    private static long overdueMs(LogOutline log, CompactionSettings settings, int from, long nowMs) {
        long earliest = Long.MAX_VALUE;
        for (SegmentExtent segment : log.sealed().subList(from, log.sealed().size())) {
            if (segment.firstMs() > 0 && segment.nextOffset() > firstDirty(log)) {
                earliest = Math.min(earliest, segment.firstMs());
            }
        }
        long cleanUntilMs = nowMs - settings.maxLagMs();
        return Math.max(0, cleanUntilMs - earliest);
    }
}
