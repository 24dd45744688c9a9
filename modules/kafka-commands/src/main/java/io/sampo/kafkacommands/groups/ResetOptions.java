package io.sampo.kafkacommands.groups;

import io.sampo.client.Admin;
import io.sampo.client.Admin.OffsetAndTimestamp;
import io.sampo.client.OffsetAndMetadata;
import io.sampo.client.StartAt;
import io.sampo.console.Connection;
import io.sampo.console.groups.OffsetPlan;
import io.sampo.console.groups.OffsetTarget;
import io.sampo.model.TopicPartition;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** What {@code --reset-offsets} shall do. */
final class ResetOptions {
    @ArgGroup
    private @Nullable OffsetTarget target;

    @Option(names = "--to-current", description = "What is committed; behind the last record where nothing is.")
    private boolean toCurrent;

    @Option(names = "--from-file", paramLabel = "CSV", description = "What --export has printed.")
    private @Nullable Path fromFile;

    @Option(names = "--topic", paramLabel = "T[:N,…]", description = "All partitions, or these; repeatable.")
    List<String> topics = List.of();

    @Option(names = "--all-topics", description = "Everything that the group has committed.")
    private boolean allTopics;

    @Option(names = "--dry-run", description = "Show what would be done; the default.")
    private boolean dryRun;

    @Option(names = "--execute", description = "Do it.")
    private boolean execute;

    @Option(names = "--export", description = "Print CSV, for --from-file.")
    private boolean export;

    boolean executes() {
        return execute && !dryRun;
    }

    boolean exports() {
        return export;
    }

    /** @throws IllegalArgumentException in one line, where these do not go together */
    void check() {
        if (execute && dryRun) {
            throw new IllegalArgumentException("Option \"[execute]\" can't be used with option \"[dry-run]\"");
        }
        long targets = Stream.of(target != null, toCurrent, fromFile != null)
                .filter(given -> given)
                .count();
        if (targets != 1) {
            throw new IllegalArgumentException("Option '[reset-offsets]' requires one of the following scenarios:"
                    + " [[to-offset], [shift-by], [from-file], [to-datetime], [by-duration], [to-latest], [to-current],"
                    + " [to-earliest]]");
        }
        if (topics.isEmpty() != allTopics && fromFile == null) {
            throw new IllegalArgumentException("One of the reset scopes should be defined: --all-topics, --topic.");
        }
    }

    /** True where nothing will be done and nobody has said that this is meant. */
    boolean leavesItOpen() {
        return !execute && !dryRun;
    }

    /** Where the group shall go on. */
    Map<TopicPartition, Long> plan(Connection connection, String groupId) {
        Admin admin = connection.admin();
        if (fromFile != null) {
            return OffsetsFile.read(fromFile, groupId);
        }
        Map<TopicPartition, OffsetAndMetadata> committed =
                Connection.await(admin.groups().offsets(groupId));
        Set<TopicPartition> partitions =
                allTopics ? new TreeSet<>(committed.keySet()) : OffsetPlan.named(connection, topics);
        if (target != null) {
            Long timestampMs = target.timestampMs(System.currentTimeMillis());
            return OffsetPlan.of(admin, partitions, committed, target, timestampMs);
        }
        Map<TopicPartition, OffsetAndTimestamp> ends = Connection.await(admin.offsets(partitions, StartAt.END));
        Map<TopicPartition, Long> current = new TreeMap<>();
        for (TopicPartition partition : partitions) {
            OffsetAndMetadata now = committed.get(partition);
            current.put(partition, now == null ? ends.get(partition).offset() : now.offset());
        }
        return current;
    }
}
