package io.sampo.cli.reassign;

import io.sampo.console.ClusterOptions;
import io.sampo.console.Connection;
import io.sampo.controller.reassignment.BalancedPlan;
import io.sampo.messages.ClusterView;
import io.sampo.model.TopicPartition;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeSet;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code sampo reassign plan}: where replicas ought to be so that brokers carry the same, moving as little as possible. */
@Command(
        name = "plan",
        mixinStandardHelpOptions = true,
        description = {
            "Plan where replicas go so that these brokers hold the same number of them and of leaders, "
                    + "moving as few replicas as possible.",
            "Writes Kafka's reassignment format; changes nothing."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  sampo reassign plan --brokers 1,2,3,4",
            "  sampo reassign plan --brokers 1,2,3,4 --topic book --file book.json"
        })
final class PlanReassignment implements Runnable {
    @Mixin
    private ClusterOptions cluster;

    @Option(
            names = "--brokers",
            required = true,
            split = ",",
            paramLabel = "ID[,…]",
            description = "Brokers that shall hold replicas; whoever is not named keeps none.")
    private List<Integer> brokers = List.of();

    @Option(names = "--topic", paramLabel = "NAME", description = "Repeatable. Default: all topics.")
    private List<String> topics = List.of();

    @Option(
            names = "--file",
            paramLabel = "FILE",
            defaultValue = "reassignment.json",
            description = "Where the plan goes (default: ${DEFAULT-VALUE}).")
    private Path file = Path.of("reassignment.json");

    @Option(names = "--json", description = "Print the plan instead of writing a file.")
    private boolean json;

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        try (Connection connection = cluster.connect()) {
            if (!topics.isEmpty()) {
                // A mistyped name is told at once.
                Connection.await(connection.admin().describeTopics(topics));
            }
            ClusterView view = Connection.await(connection.admin().describeCluster());
            ClusterReplicas.live(view, brokers);
            SortedMap<TopicPartition, List<Integer>> current = ClusterReplicas.of(view, topics);
            SortedMap<TopicPartition, List<Integer>> changes =
                    ClusterReplicas.changes(current, BalancedPlan.over(current, new TreeSet<>(brokers)));
            PrintWriter out = spec.commandLine().getOut();
            if (json) {
                out.println(ReassignmentFile.text(changes));
                return;
            }
            ReassignmentFile.write(file, changes);
            out.println(changes.size() + " of " + current.size() + " partitions change, "
                    + ClusterReplicas.copies(current, changes) + " replicas are to be copied; the plan is in " + file
                    + ".");
        }
    }
}
