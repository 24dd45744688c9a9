package io.sampo.groups;

import java.util.List;

/**
 * The limits of a group, under Kafka's names and with Kafka's defaults. Times are ms, sizes members or bytes.
 *
 * @param minSessionTimeoutMs {@code group.min.session.timeout.ms}: the least a classic member may ask for
 * @param maxSessionTimeoutMs {@code group.max.session.timeout.ms}: the most a classic member may ask for
 * @param maxSize {@code group.max.size}: members of a classic group
 * @param initialRebalanceDelayMs {@code group.initial.rebalance.delay.ms}: how long an empty classic group waits for more
 * @param newMemberJoinTimeoutMs how long a new classic member's join may wait (Kafka: five minutes, not configurable)
 * @param consumerSessionTimeoutMs {@code group.consumer.session.timeout.ms}
 * @param consumerHeartbeatIntervalMs {@code group.consumer.heartbeat.interval.ms}: what members are told
 * @param consumerRebalanceIntervalMs {@code group.consumer.rebalance.heartbeat.interval.ms}: what members are told while
 *     partitions move, at the least; Sampo's own, see {@link io.sampo.groups.consumer.MemberHeartbeats}
 * @param consumerMaxSize {@code group.consumer.max.size}
 * @param consumerAssignors {@code group.consumer.assignors}: names, the first is the default
 * @param migrationPolicy {@code group.consumer.migration.policy}
 * @param offsetMetadataMaxBytes {@code offset.metadata.max.bytes}, in characters as Kafka counts them
 * @param offsetsRetentionMs {@code offsets.retention.minutes}
 */
public record GroupSettings(
        int minSessionTimeoutMs,
        int maxSessionTimeoutMs,
        int maxSize,
        int initialRebalanceDelayMs,
        int newMemberJoinTimeoutMs,
        int consumerSessionTimeoutMs,
        int consumerHeartbeatIntervalMs,
        int consumerRebalanceIntervalMs,
        int consumerMaxSize,
        List<String> consumerAssignors,
        MigrationPolicy migrationPolicy,
        int offsetMetadataMaxBytes,
        long offsetsRetentionMs) {

    /** Which way a group may change its protocol while it has members (KIP-848). */
    public enum MigrationPolicy {
        DISABLED(false, false),
        UPGRADE(true, false),
        DOWNGRADE(false, true),
        BIDIRECTIONAL(true, true);

        private final boolean upgrade;
        private final boolean downgrade;

        MigrationPolicy(boolean upgrade, boolean downgrade) {
            this.upgrade = upgrade;
            this.downgrade = downgrade;
        }

        /** A member of the consumer protocol may join a classic group and turns it into a consumer group. */
        public boolean allowsUpgrade() {
            return upgrade;
        }

        /** When the last member of the consumer protocol leaves, the group becomes classic. */
        public boolean allowsDowngrade() {
            return downgrade;
        }
    }

    /** Kafka 4.3's defaults, and ours for what Kafka has not. */
    public static final GroupSettings DEFAULT = new GroupSettings(
            6_000,
            1_800_000,
            Integer.MAX_VALUE,
            3_000,
            300_000,
            45_000,
            5_000,
            200,
            Integer.MAX_VALUE,
            List.of("uniform", "range"),
            MigrationPolicy.BIDIRECTIONAL,
            4_096,
            7L * 24 * 60 * 60 * 1_000);

    public GroupSettings {
        consumerAssignors = List.copyOf(consumerAssignors);
        positive("group.min.session.timeout.ms", minSessionTimeoutMs);
        positive("group.max.size", maxSize);
        positive("group.consumer.session.timeout.ms", consumerSessionTimeoutMs);
        positive("group.consumer.heartbeat.interval.ms", consumerHeartbeatIntervalMs);
        positive("group.consumer.rebalance.heartbeat.interval.ms", consumerRebalanceIntervalMs);
        positive("group.consumer.max.size", consumerMaxSize);
        if (maxSessionTimeoutMs < minSessionTimeoutMs) {
            throw new IllegalArgumentException("group.max.session.timeout.ms is " + maxSessionTimeoutMs
                    + ", below group.min.session.timeout.ms " + minSessionTimeoutMs);
        }
        if (consumerHeartbeatIntervalMs >= consumerSessionTimeoutMs) {
            throw new IllegalArgumentException("group.consumer.heartbeat.interval.ms is " + consumerHeartbeatIntervalMs
                    + ", expected less than group.consumer.session.timeout.ms " + consumerSessionTimeoutMs);
        }
        if (consumerAssignors.isEmpty()) {
            throw new IllegalArgumentException("group.consumer.assignors is empty, expected at least one name");
        }
    }

    private static void positive(String key, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(key + " is " + value + ", expected 1 or more");
        }
    }
}
