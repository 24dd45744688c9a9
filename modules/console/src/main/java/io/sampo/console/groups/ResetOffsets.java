package io.sampo.console.groups;

import io.sampo.client.Admin;
import io.sampo.client.OffsetAndMetadata;
import io.sampo.client.OffsetAndTimestamp;
import io.sampo.client.StartAt;
import io.sampo.console.ClusterOptions;
import io.sampo.console.Connection;
import io.sampo.messages.GroupReply;
import io.sampo.model.ErrorCode;
import io.sampo.model.SampoException;
import io.sampo.model.TopicPartition;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code sampo groups reset-offsets}: where a group without members goes on. */
@Command(
        name = "reset-offsets",
        mixinStandardHelpOptions = true,
        description = {
            "Set where a group goes on. The group must have no members.",
            "Shows what it would do; does it with --execute."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  sampo groups reset-offsets --group readers --topic book --to-earliest",
            "  sampo groups reset-offsets --group readers --topic book:0,2 --shift-by -10 --execute",
            "  sampo groups reset-offsets --group readers --all-topics --to-datetime 2026-11-29T00:00:00.000 --execute",
            "  sampo groups reset-offsets --group readers --all-topics --by-duration PT30M --execute"
        })
final class ResetOffsets implements Runnable {
    @Mixin
    private ClusterOptions cluster;

    @Option(names = "--group", required = true, paramLabel = "G", description = "The id of the group.")
    private String groupId;

    @ArgGroup(multiplicity = "1")
    private Scope scope;

    @ArgGroup(multiplicity = "1")
    private OffsetTarget target;

    @ArgGroup
    private Mode mode = new Mode();

    @Spec
    private CommandSpec spec;

    /** Of which partitions. */
    static final class Scope {
        @Option(names = "--topic", required = true, paramLabel = "T[:N,…]", description = "All partitions, or these.")
        private List<String> topics = List.of();

        @Option(names = "--all-topics", required = true, description = "Everything that the group has committed.")
        private boolean allTopics;
    }

    /** Whether to do it. */
    static final class Mode {
        @Option(names = "--dry-run", required = true, description = "Show what would be done; the default.")
        private boolean dryRun;

        @Option(names = "--execute", required = true, description = "Do it.")
        private boolean execute;
    }

    @Override
    public void run() {
        Long timestampMs = target.timestampMs(System.currentTimeMillis());
        try (Connection connection = cluster.connect()) {
            Admin admin = connection.admin();
            requireInactive(admin);
            Map<TopicPartition, OffsetAndMetadata> committed =
                    Connection.await(admin.groups().offsets(groupId));
            Set<TopicPartition> partitions =
                    scope.allTopics ? new TreeSet<>(committed.keySet()) : named(connection, scope.topics);
            Map<TopicPartition, Long> offsets = newOffsets(admin, partitions, committed, timestampMs);
            if (mode.execute && !mode.dryRun && !offsets.isEmpty()) {
                Map<TopicPartition, OffsetAndMetadata> positions = new TreeMap<>();
                offsets.forEach((partition, offset) -> positions.put(partition, new OffsetAndMetadata(offset)));
                Connection.await(admin.groups().alterOffsets(groupId, positions));
            }
            GroupLines.newOffsets(groupId, offsets).forEach(spec.commandLine().getOut()::println);
            if (!mode.execute) {
                spec.commandLine().getErr().println("Nothing was changed: --execute does it.");
            }
        }
    }

    private void requireInactive(Admin admin) {
        try {
            GroupReply.Described group = Connection.await(admin.groups().describe(groupId));
            if (!group.members().isEmpty()) {
                throw new SampoException(
                        ErrorCode.NON_EMPTY_GROUP,
                        "Assignments can only be reset if the group '" + groupId
                                + "' is inactive, but the current state is " + group.state() + ".");
            }
        } catch (SampoException e) {
            // A group may be given offsets before it is there.
            if (e.error() != ErrorCode.GROUP_ID_NOT_FOUND) {
                throw e;
            }
        }
    }

    private static Set<TopicPartition> named(Connection connection, List<String> topics) {
        Set<TopicPartition> partitions = new TreeSet<>();
        for (String text : topics) {
            int colon = text.lastIndexOf(':');
            String topic = colon < 0 ? text : text.substring(0, colon);
            if (colon < 0) {
                int count = connection.partitionsOf(topic, null);
                for (int number = 0; number < count; number++) {
                    partitions.add(new TopicPartition(topic, number));
                }
            } else {
                for (String number : text.substring(colon + 1).split(",", -1)) {
                    int partition = number(text, number);
                    connection.partitionsOf(topic, partition);
                    partitions.add(new TopicPartition(topic, partition));
                }
            }
        }
        return partitions;
    }

    private static int number(String text, String number) {
        try {
            return Integer.parseInt(number.strip());
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("--topic " + text + ": expected T or T:N,N,… as book:0,2", e);
        }
    }

    private Map<TopicPartition, Long> newOffsets(
            Admin admin,
            Set<TopicPartition> partitions,
            Map<TopicPartition, OffsetAndMetadata> committed,
            Long timestampMs) {
        Map<TopicPartition, OffsetAndTimestamp> earliest =
                Connection.await(admin.offsets(partitions, StartAt.BEGINNING));
        Map<TopicPartition, OffsetAndTimestamp> latest = Connection.await(admin.offsets(partitions, StartAt.END));
        Map<TopicPartition, OffsetAndTimestamp> found = timestampMs == null
                ? Map.of()
                : Connection.await(admin.offsets(partitions, StartAt.timestamp(Math.max(0, timestampMs))));
        Map<TopicPartition, Long> offsets = new HashMap<>();
        for (TopicPartition partition : partitions) {
            OffsetAndMetadata now = committed.get(partition);
            OffsetAndTimestamp first = found.get(partition);
            offsets.put(
                    partition,
                    target.of(
                            partition.toString(),
                            now == null ? null : Long.valueOf(now.offset()),
                            earliest.get(partition).offset(),
                            latest.get(partition).offset(),
                            first == null ? -1 : first.offset()));
        }
        return offsets;
    }
}
