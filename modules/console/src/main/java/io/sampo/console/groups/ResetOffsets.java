package io.sampo.console.groups;

import io.sampo.client.Admin;
import io.sampo.client.OffsetAndMetadata;
import io.sampo.console.ClusterOptions;
import io.sampo.console.Connection;
import io.sampo.model.TopicPartition;
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
            OffsetPlan.requireInactive(admin, groupId);
            Map<TopicPartition, OffsetAndMetadata> committed =
                    Connection.await(admin.groups().offsets(groupId));
            Set<TopicPartition> partitions =
                    scope.allTopics ? new TreeSet<>(committed.keySet()) : OffsetPlan.named(connection, scope.topics);
            Map<TopicPartition, Long> offsets = OffsetPlan.of(admin, partitions, committed, target, timestampMs);
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
}
