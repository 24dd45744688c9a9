package io.sampo.storage.compaction;

/** A transaction that was taken back, from its first record to its marker. */
record AbortedTransaction(long producerId, long firstOffset, long lastOffset) {}
