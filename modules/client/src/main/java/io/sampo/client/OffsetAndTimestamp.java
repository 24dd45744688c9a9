package io.sampo.client;

/** An offset that was asked for, and the time of its record in ms since 1970; both -1 where there is no such record. */
public record OffsetAndTimestamp(long offset, long timestampMs) {}
