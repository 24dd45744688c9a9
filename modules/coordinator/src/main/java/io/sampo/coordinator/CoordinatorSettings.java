package io.sampo.coordinator;

import com.typesafe.config.Config;
import io.sampo.assignors.RangeAssignor;
import io.sampo.assignors.RoundRobinAssignor;
import io.sampo.assignors.ServerAssignor;
import io.sampo.assignors.UniformAssignor;
import io.sampo.groups.GroupSettings;
import io.sampo.groups.GroupSettings.MigrationPolicy;
import io.sampo.groups.consumer.TargetAssignor;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Settings of the coordinators of one broker, see {@code reference.conf}.
 *
 * @param group the limits of each group
 * @param assignors {@code group.consumer.assignors}: who may divide, the default first
 * @param topicPartitions {@code offsets.topic.num.partitions}; counts when the topic is made
 * @param topicReplicas {@code offsets.topic.replication.factor}, at most the number of voters
 * @param topicSegmentBytes {@code offsets.topic.segment.bytes}
 * @param retentionCheck {@code offsets.retention.check.interval.ms}
 * @param commitTimeout {@code offsets.commit.timeout.ms}: how long an answer may wait for the log
 * @param loadBytes {@code offsets.load.buffer.size}: bytes of one read while a partition is loaded
 * @param batchBytesMax how much of several decisions goes into one append
 */
public record CoordinatorSettings(
        GroupSettings group,
        List<ServerAssignor> assignors,
        int topicPartitions,
        int topicReplicas,
        int topicSegmentBytes,
        Duration retentionCheck,
        Duration commitTimeout,
        int loadBytes,
        int batchBytesMax) {
    private static final List<ServerAssignor> ASSIGNORS =
            List.of(new UniformAssignor(), new RangeAssignor(), new RoundRobinAssignor(), UniformAssignor.sticky());
    private static final int BATCH_BYTES_MAX = 512 * 1024;

    public CoordinatorSettings {
        assignors = List.copyOf(assignors);
        positive("offsets.topic.num.partitions", topicPartitions);
        positive("offsets.topic.replication.factor", topicReplicas);
        positive("offsets.topic.segment.bytes", topicSegmentBytes);
        positive("offsets.retention.check.interval.ms", retentionCheck.toMillis());
        positive("offsets.commit.timeout.ms", commitTimeout.toMillis());
        positive("offsets.load.buffer.size", loadBytes);
    }

    /**
     * Reads {@code sampo.*} of the whole configuration.
     *
     * @param voters brokers of {@code controller.voters}: internal topics have no more replicas, so that a cluster can make
     *     them as soon as its voters are there
     * @throws IllegalArgumentException one line that names the key, the value and what would be right
     */
    public static CoordinatorSettings of(Config config, int voters) {
        Config sampo = config.getConfig("sampo");
        List<ServerAssignor> assignors = assignors(sampo);
        GroupSettings group = new GroupSettings(
                sampo.getInt("group.min.session.timeout.ms"),
                sampo.getInt("group.max.session.timeout.ms"),
                sampo.getInt("group.max.size"),
                sampo.getInt("group.initial.rebalance.delay.ms"),
                GroupSettings.DEFAULT.newMemberJoinTimeoutMs(),
                sampo.getInt("group.consumer.session.timeout.ms"),
                sampo.getInt("group.consumer.heartbeat.interval.ms"),
                sampo.getInt("group.consumer.rebalance.heartbeat.interval.ms"),
                sampo.getInt("group.consumer.max.size"),
                assignors.stream().map(ServerAssignor::name).toList(),
                policy(sampo.getString("group.consumer.migration.policy")),
                sampo.getInt("offset.metadata.max.bytes"),
                Duration.ofMinutes(sampo.getInt("offsets.retention.minutes")).toMillis());
        return new CoordinatorSettings(
                group,
                assignors,
                sampo.getInt("offsets.topic.num.partitions"),
                Math.min(sampo.getInt("offsets.topic.replication.factor"), voters),
                sampo.getInt("offsets.topic.segment.bytes"),
                Duration.ofMillis(sampo.getLong("offsets.retention.check.interval.ms")),
                Duration.ofMillis(sampo.getLong("offsets.commit.timeout.ms")),
                sampo.getInt("offsets.load.buffer.size"),
                BATCH_BYTES_MAX);
    }

    private static List<ServerAssignor> assignors(Config sampo) {
        return Arrays.stream(sampo.getString("group.consumer.assignors").split(",", -1))
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .map(CoordinatorSettings::assignor)
                .toList();
    }

    /** One of ours by its name, or one of somebody else's by its class, as in Kafka. */
    private static ServerAssignor assignor(String name) {
        return ASSIGNORS.stream()
                .filter(known -> known.name().equals(name))
                .findFirst()
                .orElseGet(() -> {
                    if (name.contains(".")) {
                        return loaded(name);
                    }
                    throw refused(name, null);
                });
    }

    private static ServerAssignor loaded(String className) {
        try {
            return Class.forName(className)
                    .asSubclass(ServerAssignor.class)
                    .getDeclaredConstructor()
                    .newInstance();
        } catch (ReflectiveOperationException | ClassCastException e) {
            throw refused(className, e);
        }
    }

    private static IllegalArgumentException refused(String name, @Nullable Exception why) {
        return new IllegalArgumentException(
                "sampo.group.consumer.assignors names '" + name + "': expected some of "
                        + ASSIGNORS.stream().map(ServerAssignor::name).sorted().collect(Collectors.joining(", "))
                        + ", or a class that implements ServerAssignor and has a constructor without parameters"
                        + (why == null ? "" : " (" + why + ")"),
                why);
    }

    private static MigrationPolicy policy(String name) {
        try {
            return MigrationPolicy.valueOf(name.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "sampo.group.consumer.migration.policy = '" + name
                            + "': expected disabled, upgrade, downgrade or bidirectional",
                    e);
        }
    }

    private static void positive(String key, long value) {
        if (value < 1) {
            throw new IllegalArgumentException("sampo." + key + " = " + value + ": expected a whole number above 0");
        }
    }

    TargetAssignor assignor() {
        return new TargetAssignor(assignors);
    }
}
