package io.sampo.storage;

import io.sampo.model.Offsets;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * What a log directory remembers of one log between two runs, and what the log tells it to remember at once. All of it
 * can be derived from the log, save the log start offset within a segment.
 */
public interface LogCheckpoints {
    /** Everything below this offset had been forced to the disk; 0 if nothing is known. */
    long recoveryPoint();

    /** The log start offset that was persisted last; 0 if none was. */
    long logStartOffset();

    /** How the log ended at a clean stop, or null if the last stop was none. */
    @Nullable
    CleanEnd cleanEnd();

    /**
     * True if everything that was written before the last stop is still there, forced or not: it was clean, or only the
     * process ended (R11b). False after a power cut, and where nobody knows.
     */
    boolean pageCacheKept();

    /** Remembers {@code logStartOffset}, be it higher or lower than before. Durable on return. */
    void persistLogStart(long logStartOffset) throws IOException;

    /**
     * From now on only what lies below {@code offset} counts as forced: the log is about to be cut there. Durable on
     * return; never raises anything.
     */
    void lowerRecoveryPoint(long offset) throws IOException;

    /** Everything below this offset was compacted; {@link Offsets#UNKNOWN} if nothing was, or nothing is known. */
    long cleanerOffset();

    /** Everything below {@code offset} is compacted. Durable on return. */
    void persistCleanerOffset(long offset) throws IOException;

    /**
     * Nothing at {@code offset} or above is compacted: the log is about to be cut there, and other records may follow (H91).
     * Durable on return; never raises anything.
     */
    void lowerCleanerOffset(long offset) throws IOException;

    /** The log was forced and closed, and ends like this. Need not be durable on return. */
    void closedCleanly(CleanEnd end);

    /**
     * The end of a log that was forced and closed (H44): enough to tell whether it is still the same.
     *
     * @param lastEpoch leader epoch of the last batch; {@link Offsets#NO_EPOCH} for a log without one
     * @param lastCrc CRC of the last batch; 0 for a log without one
     */
    record CleanEnd(long logEndOffset, int lastEpoch, int lastCrc) {}

    /** Remembers within this object only, beginning with nothing known: for logs without a directory around them. */
    static LogCheckpoints inMemory() {
        return new LogCheckpoints() {
            private volatile long logStartOffset;
            private volatile long cleanerOffset = Offsets.UNKNOWN;

            @Override
            public long recoveryPoint() {
                return 0;
            }

            @Override
            public long logStartOffset() {
                return logStartOffset;
            }

            @Override
            public boolean pageCacheKept() {
                return false;
            }

            @Override
            public @Nullable CleanEnd cleanEnd() {
                return null;
            }

            @Override
            public void persistLogStart(long newLogStartOffset) {
                logStartOffset = newLogStartOffset;
            }

            @Override
            public void lowerRecoveryPoint(long offset) {
                // It never rises above 0 here.
            }

            @Override
            public long cleanerOffset() {
                return cleanerOffset;
            }

            @Override
            public void persistCleanerOffset(long offset) {
                cleanerOffset = offset;
            }

            @Override
            public void lowerCleanerOffset(long offset) {
                cleanerOffset = Math.min(cleanerOffset, offset);
            }

            @Override
            public void closedCleanly(CleanEnd end) {
                // Whoever opens the log again knows nothing of this object.
            }
        };
    }
}
