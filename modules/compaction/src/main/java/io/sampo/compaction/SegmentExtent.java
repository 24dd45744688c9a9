package io.sampo.compaction;

/**
 * One sealed segment, as far as a decision over it goes.
 *
 * @param nextOffset offset behind its last record
 * @param sizeInBytes of its batches
 * @param indexBytes of the larger one of its indexes
 * @param firstMs timestamp of its first batch, ms since 1970; −1 if it has none
 * @param youngestMs timestamp of its youngest record, or of the file where records carry none, ms since 1970
 */
public record SegmentExtent(
        long baseOffset, long nextOffset, int sizeInBytes, int indexBytes, long firstMs, long youngestMs) {}
