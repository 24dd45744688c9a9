package io.sampo.compaction;

/**
 * What one round did.
 *
 * @param startOffset begin of the dirty part
 * @param endOffset end of what is clean now
 * @param segmentsBefore segments that were read and replaced
 * @param segmentsAfter those that took their place
 * @param bytes of batches
 * @param records of the replaced segments
 */
public record CompactionResult(
        Outcome outcome,
        long startOffset,
        long endOffset,
        int segmentsBefore,
        int segmentsAfter,
        Bytes bytes,
        Records records) {
    /** How it ended. */
    public enum Outcome {
        /** Up to {@link #endOffset}. */
        CLEANED,
        /** There was nothing to clean. */
        NOTHING_DIRTY,
        /** The log was cut, trimmed or closed meanwhile; what was replaced before that is whole, the rest is for next time. */
        GIVEN_UP
    }

    /** Bytes of batches. */
    public record Bytes(long read, long written) {}

    /** Records of the replaced segments. */
    public record Records(long seen, long kept) {}

    static CompactionResult without(Outcome outcome, CleanableRange range) {
        return new CompactionResult(
                outcome, range.firstDirtyOffset(), range.firstDirtyOffset(), 0, 0, new Bytes(0, 0), new Records(0, 0));
    }
}
