package io.sampo.logfiles.integrity;

import io.sampo.model.Offsets;

/**
 * What a sealed segment held when it was sealed. Replicas with the same batches in a segment have the same footer.
 *
 * @param sizeInBytes of its file of batches
 * @param batches number of batches
 * @param headers sum over all headers, CRCs included
 * @param firstOffset first offset of its first batch
 * @param nextOffset offset behind its last batch
 * @param firstEpoch leader epoch of its first batch
 * @param lastEpoch leader epoch of its last batch
 */
public record SegmentFooter(
        int sizeInBytes, int batches, long headers, long firstOffset, long nextOffset, int firstEpoch, int lastEpoch) {
    /** Of a segment that holds nothing. */
    static SegmentFooter empty(long baseOffset) {
        return new SegmentFooter(0, 0, 0, baseOffset, baseOffset, Offsets.NO_EPOCH, Offsets.NO_EPOCH);
    }
}
