package io.sampo.logfiles.checkpoint;

/** Leader epoch {@code epoch} begins at {@code startOffset} in this log (KIP-101). */
public record EpochEntry(int epoch, long startOffset) {}
