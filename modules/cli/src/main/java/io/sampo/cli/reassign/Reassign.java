package io.sampo.cli.reassign;

import io.sampo.console.ClusterOptions;
import io.sampo.console.Connection;
import io.sampo.model.SampoException;
import io.sampo.model.TopicPartition;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code sampo reassign}: partitions move to other brokers. */
@Command(
        name = "reassign",
        mixinStandardHelpOptions = true,
        description = "Move partitions to other brokers: plan, execute, look, cancel.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {PlanReassignment.class, ExecuteReassignment.class, ShowReassignments.class, Reassign.Cancel.class
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  sampo reassign plan --brokers 1,2,3,4 --file plan.json",
            "  sampo reassign execute --file plan.json --throttle 10000000",
            "  sampo reassign status",
            "  sampo reassign cancel"
        })
public final class Reassign implements Runnable {
    @Spec
    private CommandSpec spec;

    /** Cancels each of {@code wanted}, tells how many; fails with one line if some were refused. */
    public static void cancel(Connection connection, List<TopicPartition> wanted, CommandSpec command) {
        List<SampoException> refused = new ArrayList<>();
        for (TopicPartition partition : wanted) {
            try {
                Connection.await(connection.admin().cancelReassignments(List.of(partition)));
            } catch (SampoException e) {
                refused.add(e);
            }
        }
        command.commandLine().getOut().println("Cancelled " + (wanted.size() - refused.size()) + " reassignments.");
        if (!refused.isEmpty()) {
            SampoException first = refused.get(0);
            throw new SampoException(
                    first.error(), refused.size() + " of " + wanted.size() + " go on: " + first.getMessage(), first);
        }
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Missing command: plan, execute, status or cancel");
    }

    /** {@code sampo reassign cancel}: partitions stay where they were. */
    @Command(
            name = "cancel",
            mixinStandardHelpOptions = true,
            description = {
                "Keep partitions where they were: added replicas go again.",
                "Each partition on its own; one whose original replicas could not carry on is refused and " + "goes on."
            },
            footerHeading = "%nExamples:%n",
            footer = {"  sampo reassign cancel", "  sampo reassign cancel --topic book"})
    static final class Cancel implements Runnable {
        @Mixin
        private ClusterOptions cluster;

        @Option(names = "--topic", paramLabel = "NAME", description = "Repeatable. Default: everything under way.")
        private List<String> topics = List.of();

        @Spec
        private CommandSpec spec;

        @Override
        public void run() {
            try (Connection connection = cluster.connect()) {
                List<TopicPartition> wanted = new ArrayList<>();
                Connection.await(connection.admin().describeCluster()).reassignments().stream()
                        .filter(under -> topics.isEmpty() || topics.contains(under.topic()))
                        .forEach(under -> wanted.add(new TopicPartition(under.topic(), under.partition())));
                cancel(connection, wanted, spec);
            }
        }
    }
}
