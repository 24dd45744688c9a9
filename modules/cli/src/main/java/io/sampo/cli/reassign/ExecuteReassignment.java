package io.sampo.cli.reassign;

import io.sampo.console.ClusterOptions;
import io.sampo.console.Connection;
import io.sampo.model.TopicPartition;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code sampo reassign execute}: begins a plan, all of it or nothing. */
@Command(
        name = "execute",
        mixinStandardHelpOptions = true,
        description = {
            "Begin a plan, all of it or nothing. Replicas are added, copy the partition, and only then the old ones go.",
            "Executing another throttle on the same plan changes the throttle."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  sampo reassign execute --file reassignment.json",
            "  sampo reassign execute --file reassignment.json --throttle 10000000 --wait"
        })
final class ExecuteReassignment implements Runnable {
    @Mixin
    private ClusterOptions cluster;

    @Option(names = "--file", required = true, paramLabel = "FILE", description = "A plan in Kafka's JSON format.")
    private Path file;

    @Option(
            names = "--throttle",
            paramLabel = "BYTES",
            defaultValue = "-1",
            description = "Bytes per second that each broker may spend on copying; 0 = no limit. Default: as it is.")
    private long throttle = -1;

    @Option(names = "--wait", description = "Show the progress until everything has arrived.")
    private boolean wait;

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        SortedMap<TopicPartition, List<Integer>> plan = ReassignmentFile.read(file);
        if (throttle < -1) {
            throw new IllegalArgumentException("--throttle " + throttle + " is negative: expected bytes per second");
        }
        try (Connection connection = cluster.connect()) {
            if (!plan.isEmpty()) {
                Connection.await(connection.admin().reassignPartitions(plan, throttle));
            }
            spec.commandLine().getOut().println("Started the reassignment of " + plan.size() + " partitions.");
            if (wait) {
                Progress.watch(connection.admin(), spec.commandLine().getOut(), plan.keySet());
            }
        }
    }
}
