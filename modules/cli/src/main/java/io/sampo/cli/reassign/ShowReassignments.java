package io.sampo.cli.reassign;

import io.sampo.console.ClusterOptions;
import io.sampo.console.Connection;
import io.sampo.console.Json;
import java.io.PrintWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code sampo reassign status}: what is under way, and how far. */
@Command(
        name = "status",
        mixinStandardHelpOptions = true,
        description = "Show the partitions under way, their new replicas and how many bytes these lack.",
        footerHeading = "%nExamples:%n",
        footer = {"  sampo reassign status", "  sampo reassign status --wait", "  sampo reassign status --json"})
final class ShowReassignments implements Runnable {
    @Mixin
    private ClusterOptions cluster;

    @Option(names = "--json", description = "One object.")
    private boolean json;

    @Option(names = "--wait", description = "Again and again, until everything has arrived.")
    private boolean wait;

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        try (Connection connection = cluster.connect()) {
            PrintWriter out = spec.commandLine().getOut();
            if (wait) {
                Progress.watch(connection.admin(), out, null);
                return;
            }
            long rate = Connection.await(connection.admin().describeCluster()).reassignmentBytesPerSecond();
            var progress = Connection.await(connection.admin().listReassignments());
            out.println(json ? Json.text(Progress.json(progress, rate)) : Progress.text(progress, rate));
        }
    }
}
