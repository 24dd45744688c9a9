package io.sampo.groups.offsets;

import io.sampo.model.TopicId;
import org.jspecify.annotations.Nullable;

/**
 * How far a group has read a partition.
 *
 * @param offset of the next record to read
 * @param leaderEpoch of the last record read, for the detection of truncation (KIP-320); -1 = unknown
 * @param metadata whatever the client keeps with it
 * @param committedAtMs since 1970
 * @param expiresAtMs since 1970, asked for by an old client; -1 = as {@code offsets.retention.minutes} says
 * @param topicId null where it was committed by name only
 */
public record CommittedOffset(
        long offset,
        int leaderEpoch,
        String metadata,
        long committedAtMs,
        long expiresAtMs,
        @Nullable TopicId topicId) {}
