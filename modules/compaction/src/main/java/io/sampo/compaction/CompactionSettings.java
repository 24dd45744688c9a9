package io.sampo.compaction;

import io.sampo.model.TopicConfig;

/**
 * What compaction needs of a topic's configuration, read once; Kafka's names and defaults.
 *
 * @param enabled cleanup.policy contains compact
 * @param minDirtyRatio min.cleanable.dirty.ratio: share of not yet cleaned bytes above which a log is cleaned
 * @param minLagMs min.compaction.lag.ms: a record stays untouched at least so long
 * @param maxLagMs max.compaction.lag.ms: a record is cleaned after so long whatever the ratio is
 * @param deleteRetentionMs delete.retention.ms: how long a tombstone stays after it was cleaned first
 * @param segmentBytes segment.bytes: small segments are merged up to this
 * @param segmentIndexBytes segment.index.bytes: and up to this many bytes of each index
 */
public record CompactionSettings(
        boolean enabled,
        double minDirtyRatio,
        long minLagMs,
        long maxLagMs,
        long deleteRetentionMs,
        int segmentBytes,
        int segmentIndexBytes) {
    /** The part of {@code config}. */
    public static CompactionSettings of(TopicConfig config) {
        return new CompactionSettings(
                config.isCompacted(),
                config.minCleanableDirtyRatio(),
                config.minCompactionLagMs(),
                config.maxCompactionLagMs(),
                config.deleteRetentionMs(),
                config.segmentBytes(),
                config.segmentIndexBytes());
    }
}
