package io.sampo.controller.feed;

/**
 * Bounds of the feed.
 *
 * @param recentRecords records kept so that a subscriber catches up without a snapshot
 * @param recentBytes the same bound in bytes
 * @param inFlightRecords records sent to one subscriber and not acknowledged by it
 * @param messageBytes payload of one message, bytes; a single larger record travels alone
 * @param chunkBytes one chunk of a snapshot, bytes
 */
public record FeedLimits(int recentRecords, int recentBytes, int inFlightRecords, int messageBytes, int chunkBytes) {
    /** 4,096 recent records or 16 MiB, 1,024 in flight, messages and chunks of 256 KiB. */
    public static final FeedLimits DEFAULTS = new FeedLimits(4_096, 16 * 1024 * 1024, 1_024, 256 * 1024, 256 * 1024);
}
