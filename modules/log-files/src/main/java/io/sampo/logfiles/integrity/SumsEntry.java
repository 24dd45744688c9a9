package io.sampo.logfiles.integrity;

/**
 * The sums over the first {@code end} bytes of a segment.
 *
 * @param end a byte where a batch ends
 * @param batches so many end there or before
 * @param headers over what no CRC covers, and the CRCs
 * @param contents over the CRCs alone: differs where other batches lie, and not where a header was damaged
 */
record SumsEntry(int end, int batches, long headers, long contents) {
    static final SumsEntry NONE = new SumsEntry(0, 0, 0, 0);
}
