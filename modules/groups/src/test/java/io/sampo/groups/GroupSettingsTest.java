package io.sampo.groups;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sampo.groups.GroupSettings.MigrationPolicy;
import java.util.List;
import java.util.Map;
import org.apache.kafka.coordinator.group.GroupCoordinatorConfig;
import org.junit.jupiter.api.Test;

/** Kafka's names mean Kafka's defaults. */
class GroupSettingsTest {
    @Test
    void theDefaultsAreKafkas() {
        GroupCoordinatorConfig kafka = GroupCoordinatorConfig.fromProps(Map.of());
        GroupSettings ours = GroupSettings.DEFAULT;

        assertThat(ours.minSessionTimeoutMs()).isEqualTo(kafka.classicGroupMinSessionTimeoutMs());
        assertThat(ours.maxSessionTimeoutMs()).isEqualTo(kafka.classicGroupMaxSessionTimeoutMs());
        assertThat(ours.maxSize()).isEqualTo(kafka.classicGroupMaxSize());
        assertThat(ours.initialRebalanceDelayMs()).isEqualTo(kafka.classicGroupInitialRebalanceDelayMs());
        assertThat(ours.newMemberJoinTimeoutMs()).isEqualTo(kafka.classicGroupNewMemberJoinTimeoutMs());
        assertThat(ours.consumerSessionTimeoutMs()).isEqualTo(kafka.consumerGroupSessionTimeoutMs());
        assertThat(ours.consumerHeartbeatIntervalMs()).isEqualTo(kafka.consumerGroupHeartbeatIntervalMs());
        assertThat(ours.consumerMaxSize()).isEqualTo(kafka.consumerGroupMaxSize());
        assertThat(ours.consumerAssignors()).containsExactly("uniform", "range");
        assertThat(ours.migrationPolicy().toString())
                .isEqualTo(kafka.consumerGroupMigrationPolicy().name());
        assertThat(ours.offsetMetadataMaxBytes()).isEqualTo(kafka.offsetMetadataMaxSize());
        assertThat(ours.offsetsRetentionMs()).isEqualTo(kafka.offsetsRetentionMs());
    }

    @Test
    void whatCannotWorkIsRefusedByItsKey() {
        assertThatThrownBy(() -> settings(6_000, 5_000, 45_000))
                .hasMessage("group.max.session.timeout.ms is 5000, below group.min.session.timeout.ms 6000");
        assertThatThrownBy(() -> settings(6_000, 60_000, 5_000))
                .hasMessage("group.consumer.heartbeat.interval.ms is 5000, expected less than"
                        + " group.consumer.session.timeout.ms 5000");
        assertThatThrownBy(() -> settings(0, 60_000, 45_000))
                .hasMessage("group.min.session.timeout.ms is 0, expected 1 or more");
    }

    private static GroupSettings settings(int minSessionMs, int maxSessionMs, int consumerSessionMs) {
        return new GroupSettings(
                minSessionMs,
                maxSessionMs,
                10,
                0,
                300_000,
                consumerSessionMs,
                5_000,
                200,
                10,
                List.of("uniform"),
                MigrationPolicy.DISABLED,
                4_096,
                1);
    }
}
