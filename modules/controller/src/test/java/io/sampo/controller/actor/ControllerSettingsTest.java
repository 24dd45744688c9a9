package io.sampo.controller.actor;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.sampo.controller.feed.FeedLimits;
import io.sampo.controller.topic.ClusterDefaults;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The defaults, and that every key is read. */
class ControllerSettingsTest {
    @Test
    void theDefaultsAreThoseOfTheReferenceConf() {
        assertThat(ControllerSettings.of(ConfigFactory.load()))
                .isEqualTo(new ControllerSettings(
                        new ClusterDefaults(1, 1, 1),
                        1_000,
                        1_000_000,
                        Duration.ofMillis(500),
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(30),
                        FeedLimits.DEFAULTS));
    }

    @Test
    void everyKeyIsRead() {
        // given
        Config config = ConfigFactory.parseString("""
                        sampo {
                          num.partitions = 6
                          default.replication.factor = 3
                          min.insync.replicas = 2
                          leader.imbalance.check.interval.seconds = 60
                          controller {
                            snapshot.interval.events = 10
                            entry.max.bytes = 1000
                            feed.interval = 1 s
                            resign.backoff = 5 s
                          }
                        }
                        """).withFallback(ConfigFactory.load());
        // then
        assertThat(ControllerSettings.of(config))
                .isEqualTo(new ControllerSettings(
                        new ClusterDefaults(6, 3, 2),
                        10,
                        1_000,
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(60),
                        Duration.ofSeconds(5),
                        FeedLimits.DEFAULTS));
    }

    @Test
    void balancingCanBeTurnedOff() {
        Config config = ConfigFactory.parseString("sampo.auto.leader.rebalance.enable = false")
                .withFallback(ConfigFactory.load());
        assertThat(ControllerSettings.of(config).rebalanceInterval()).isZero();
    }
}
