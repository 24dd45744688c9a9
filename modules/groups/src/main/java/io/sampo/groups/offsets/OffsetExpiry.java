package io.sampo.groups.offsets;

import java.util.function.Predicate;

/**
 * From when on the offsets of a group age (KIP-211): while a group has members, those of topics that it does not read, from
 * their commit; without members, all of them, from the moment when the last one left.
 *
 * @param emptySinceMs since 1970; -1 = the commit counts
 * @param subscribed topics whose offsets do not age
 */
public record OffsetExpiry(long emptySinceMs, Predicate<String> subscribed) {
    boolean isExpired(String topic, CommittedOffset offset, long wallMs, long retentionMs) {
        if (subscribed.test(topic)) {
            return false;
        }
        if (offset.expiresAtMs() != -1) {
            return wallMs >= offset.expiresAtMs();
        }
        long since = emptySinceMs == -1 ? offset.committedAtMs() : emptySinceMs;
        return wallMs - since >= retentionMs;
    }
}
