package io.sampo.coordinator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.sampo.assignors.AssignmentSpec;
import io.sampo.assignors.ServerAssignor;
import io.sampo.groups.GroupSettings;
import io.sampo.model.TopicIdPartition;
import java.util.Map;
import java.util.SortedSet;
import org.junit.jupiter.api.Test;

class CoordinatorSettingsTest {
    static final CoordinatorSettings DEFAULTS = CoordinatorSettings.of(ConfigFactory.defaultReference(), 3);

    @Test
    void defaultsAreThoseOfKafka_butForTheWaitOfAnEmptyGroup() {
        // then
        assertThat(DEFAULTS.group())
                .usingRecursiveComparison()
                .ignoringFields("initialRebalanceDelayMs")
                .isEqualTo(GroupSettings.DEFAULT);
        assertThat(DEFAULTS.group().initialRebalanceDelayMs()).isEqualTo(100);
        assertThat(DEFAULTS.topicPartitions()).isEqualTo(50);
        assertThat(DEFAULTS.topicReplicas()).isEqualTo(3);
        assertThat(DEFAULTS.topicSegmentBytes()).isEqualTo(104_857_600);
        assertThat(DEFAULTS.retentionCheck().toMillis()).isEqualTo(600_000);
        assertThat(DEFAULTS.commitTimeout().toMillis()).isEqualTo(5_000);
    }

    @Test
    void theTopicHasNoMoreReplicasThanThereAreVoters() {
        assertThat(CoordinatorSettings.of(ConfigFactory.defaultReference(), 1).topicReplicas())
                .isEqualTo(1);
        assertThat(CoordinatorSettings.of(ConfigFactory.defaultReference(), 5).topicReplicas())
                .isEqualTo(3);
    }

    @Test
    void everyKeyIsRead() {
        // given
        Config config = ConfigFactory.parseMap(Map.ofEntries(
                        Map.entry("sampo.group.min.session.timeout.ms", 1),
                        Map.entry("sampo.group.max.session.timeout.ms", 2),
                        Map.entry("sampo.group.max.size", 3),
                        Map.entry("sampo.group.initial.rebalance.delay.ms", 4),
                        Map.entry("sampo.group.consumer.session.timeout.ms", 6),
                        Map.entry("sampo.group.consumer.heartbeat.interval.ms", 5),
                        Map.entry("sampo.group.consumer.rebalance.heartbeat.interval.ms", 15),
                        Map.entry("sampo.group.consumer.max.size", 7),
                        Map.entry("sampo.group.consumer.assignors", "range"),
                        Map.entry("sampo.group.consumer.migration.policy", "upgrade"),
                        Map.entry("sampo.offset.metadata.max.bytes", 8),
                        Map.entry("sampo.offsets.retention.minutes", 9),
                        Map.entry("sampo.offsets.topic.num.partitions", 10),
                        Map.entry("sampo.offsets.topic.replication.factor", 2),
                        Map.entry("sampo.offsets.topic.segment.bytes", 11),
                        Map.entry("sampo.offsets.retention.check.interval.ms", 12),
                        Map.entry("sampo.offsets.commit.timeout.ms", 13),
                        Map.entry("sampo.offsets.load.buffer.size", 14)))
                .withFallback(ConfigFactory.defaultReference());

        // when
        CoordinatorSettings settings = CoordinatorSettings.of(config, 3);

        // then
        assertThat(settings.group())
                .isEqualTo(new GroupSettings(
                        1,
                        2,
                        3,
                        4,
                        GroupSettings.DEFAULT.newMemberJoinTimeoutMs(),
                        6,
                        5,
                        15,
                        7,
                        java.util.List.of("range"),
                        GroupSettings.MigrationPolicy.UPGRADE,
                        8,
                        540_000));
        assertThat(settings.topicPartitions()).isEqualTo(10);
        assertThat(settings.topicReplicas()).isEqualTo(2);
        assertThat(settings.topicSegmentBytes()).isEqualTo(11);
        assertThat(settings.retentionCheck().toMillis()).isEqualTo(12);
        assertThat(settings.commitTimeout().toMillis()).isEqualTo(13);
        assertThat(settings.loadBytes()).isEqualTo(14);
    }

    @Test
    void anUnknownAssignorIsRefusedWithTheNamesThatThereAre() {
        // given
        Config config = ConfigFactory.parseMap(Map.of("sampo.group.consumer.assignors", "uniform, best"))
                .withFallback(ConfigFactory.defaultReference());

        // then
        assertThatThrownBy(() -> CoordinatorSettings.of(config, 3))
                .hasMessage(
                        "sampo.group.consumer.assignors names 'best': expected some of range, roundrobin, sticky,"
                                + " uniform, or a class that implements ServerAssignor and has a constructor without parameters");
    }

    /** Somebody's own. */
    public static final class EverythingToTheFirst implements ServerAssignor {
        @Override
        public String name() {
            return "first";
        }

        @Override
        public Map<String, SortedSet<TopicIdPartition>> assign(AssignmentSpec spec) {
            return Map.of();
        }
    }

    private static CoordinatorSettings withAssignors(String names) {
        return CoordinatorSettings.of(
                ConfigFactory.parseMap(Map.of("sampo.group.consumer.assignors", names))
                        .withFallback(ConfigFactory.defaultReference()),
                3);
    }

    @Test
    void anAssignorOfOnesOwnIsNamedByItsClass() {
        // when
        CoordinatorSettings settings =
                withAssignors("roundrobin, " + EverythingToTheFirst.class.getName() + ", sticky");

        // then
        assertThat(settings.group().consumerAssignors()).containsExactly("roundrobin", "first", "sticky");
        assertThat(settings.assignors().get(1)).isInstanceOf(EverythingToTheFirst.class);

        // then
        assertThatThrownBy(() -> withAssignors("java.lang.String")).hasMessageContaining("names 'java.lang.String'");
        assertThatThrownBy(() -> withAssignors("not.there")).hasMessageContaining("ClassNotFoundException");
    }
}
