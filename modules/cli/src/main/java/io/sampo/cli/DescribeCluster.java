package io.sampo.cli;

import io.sampo.cli.cluster.DrainBroker;
import io.sampo.cli.cluster.RemoveBroker;
import io.sampo.cli.cluster.Voters;
import io.sampo.cli.output.ClusterDescription;
import io.sampo.console.ClusterOptions;
import io.sampo.console.Connection;
import io.sampo.console.Json;
import io.sampo.messages.ClusterView;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code sampo cluster describe}: brokers, controller, epochs, and the partitions that somebody should look at. */
@Command(
        name = "describe",
        mixinStandardHelpOptions = true,
        description = "Show brokers, controller, epochs, under-replicated and leaderless partitions.",
        footerHeading = "%nExamples:%n",
        footer = {"  sampo cluster describe", "  sampo cluster describe --bootstrap 127.0.0.1:25521 --json"})
final class DescribeCluster implements Runnable {
    @Mixin
    private ClusterOptions cluster;

    @Option(names = "--json", description = "One object.")
    private boolean json;

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        try (Connection connection = cluster.connect()) {
            ClusterView view = Connection.await(connection.admin().describeCluster());
            String text = json ? Json.text(ClusterDescription.json(view)) : ClusterDescription.text(view);
            spec.commandLine().getOut().println(text);
        }
    }

    /** {@code sampo cluster}. */
    @Command(
            name = "cluster",
            mixinStandardHelpOptions = true,
            description = "Look at the cluster, and let brokers leave it.",
            synopsisSubcommandLabel = "COMMAND",
            subcommands = {DescribeCluster.class, DrainBroker.class, RemoveBroker.class, Voters.class},
            footerHeading = "%nExamples:%n",
            footer = {"  sampo cluster describe", "  sampo cluster drain --broker 4", "  sampo cluster voters"})
    static final class Parent implements Runnable {
        @Spec
        private CommandSpec spec;

        @Override
        public void run() {
            throw new ParameterException(spec.commandLine(), "Missing command: describe, drain, remove or voters");
        }
    }
}
