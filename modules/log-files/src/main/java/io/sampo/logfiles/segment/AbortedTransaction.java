package io.sampo.logfiles.segment;

/**
 * A transaction that was taken back, as Kafka's index of aborted transactions has it (KIP-98): a consumer that reads committed
 * records skips the producer's batches from the first offset to the last.
 *
 * @param firstOffset of its first record
 * @param lastOffset of the marker that ended it
 * @param lastStableOffset of the log behind that marker: everything below it is decided
 */
public record AbortedTransaction(long producerId, long firstOffset, long lastOffset, long lastStableOffset) {}
