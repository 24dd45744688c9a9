package io.sampo.client.fetch;

/**
 * What to ask the leader of a partition next.
 *
 * @param lookup true to look an offset up by {@code timestampMs}, false to fetch from {@code offset}
 */
public record FetchRequest(int leader, int leaderEpoch, boolean lookup, long offset, long timestampMs) {}
