package io.sampo.console.groups;

import io.sampo.client.Admin;
import io.sampo.console.ClusterOptions;
import io.sampo.console.Connection;
import io.sampo.console.Json;
import io.sampo.messages.GroupReply;
import java.io.PrintWriter;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code sampo groups describe}: how far a group is, and who reads what. */
@Command(
        name = "describe",
        mixinStandardHelpOptions = true,
        description = {
            "Show committed offset, log end offset and lag of each partition, and who reads it.",
            "With --members the members; with --watch again and again, until Ctrl-C."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  sampo groups describe --group readers",
            "  sampo groups describe --group readers --members --verbose",
            "  sampo groups describe --group readers --watch",
            "  sampo groups describe --group readers --json"
        })
final class DescribeGroup implements Runnable {
    @Mixin
    private ClusterOptions cluster;

    @Option(names = "--group", required = true, paramLabel = "G", description = "The id of the group.")
    private String groupId;

    @Option(names = "--members", description = "The members instead of the partitions.")
    private boolean members;

    @Option(names = "--verbose", description = "With --members: epochs and partitions.")
    private boolean verbose;

    @Option(names = "--json", description = "State, members and partitions as an object; with --watch one a line.")
    private boolean json;

    @Option(names = "--watch", description = "Show it again each --interval-ms.")
    private boolean watch;

    @Option(names = "--interval-ms", paramLabel = "MS", description = "Default: ${DEFAULT-VALUE}.")
    private long intervalMs = 1_000;

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        if (intervalMs < 1) {
            throw new IllegalArgumentException("--interval-ms " + intervalMs + ": expected 1 or more");
        }
        try (Connection connection = cluster.connect()) {
            PrintWriter out = spec.commandLine().getOut();
            show(connection.admin(), out);
            while (watch && !out.checkError()) {
                pause();
                if (!json) {
                    out.println();
                    out.println(LocalTime.now(ZoneId.systemDefault()).truncatedTo(ChronoUnit.SECONDS));
                }
                show(connection.admin(), out);
            }
        }
    }

    private void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(intervalMs);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            watch = false;
        }
    }

    private void show(Admin admin, PrintWriter out) {
        GroupReply.Described group = Connection.await(admin.groups().describe(groupId));
        if (members && !json) {
            GroupLines.members(groupId, group, verbose).forEach(out::println);
        } else {
            List<GroupLines.Row> rows = GroupProgress.rows(admin, groupId, group);
            if (json) {
                Object value = GroupLines.json(groupId, group, rows);
                out.println(watch ? Json.line(value) : Json.text(value));
            } else {
                GroupLines.offsets(groupId, rows).forEach(out::println);
            }
        }
        if (group.members().isEmpty()) {
            spec.commandLine().getErr().println("Consumer group '" + groupId + "' has no active members.");
        }
        out.flush();
    }
}
