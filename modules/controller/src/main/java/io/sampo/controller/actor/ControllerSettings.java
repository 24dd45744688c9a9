package io.sampo.controller.actor;

import com.typesafe.config.Config;
import io.sampo.controller.feed.FeedLimits;
import io.sampo.controller.topic.ClusterDefaults;
import java.time.Duration;

/**
 * Settings of the controller, see {@code reference.conf}.
 *
 * @param snapshotIntervalEvents events between two snapshots
 * @param entryBytesMax largest entry of the metadata log, bytes
 * @param feedInterval between two signs of life to a subscriber; also the tick of the actor
 * @param rebalanceInterval between two looks at the balance of leaders; zero = never
 * @param resignBackoff how long a resignation is remembered
 */
public record ControllerSettings(
        ClusterDefaults defaults,
        int snapshotIntervalEvents,
        int entryBytesMax,
        Duration feedInterval,
        Duration rebalanceInterval,
        Duration resignBackoff,
        FeedLimits feedLimits) {

    /** Reads {@code sampo.*} of the whole configuration. */
    public static ControllerSettings of(Config config) {
        Config sampo = config.getConfig("sampo");
        Config controller = sampo.getConfig("controller");
        boolean rebalance = sampo.getBoolean("auto.leader.rebalance.enable");
        return new ControllerSettings(
                new ClusterDefaults(
                        sampo.getInt("num.partitions"),
                        sampo.getInt("default.replication.factor"),
                        sampo.getInt("min.insync.replicas")),
                controller.getInt("snapshot.interval.events"),
                controller.getInt("entry.max.bytes"),
                controller.getDuration("feed.interval"),
                rebalance
                        ? Duration.ofSeconds(sampo.getLong("leader.imbalance.check.interval.seconds"))
                        : Duration.ZERO,
                controller.getDuration("resign.backoff"),
                FeedLimits.DEFAULTS);
    }
}
