package io.sampo.cli.leaders;

import io.sampo.client.Admin;
import io.sampo.console.ClusterOptions;
import io.sampo.console.Connection;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code sampo leaders elect-preferred}: leadership goes back to where it is preferred, now. */
@Command(
        name = "elect-preferred",
        mixinStandardHelpOptions = true,
        description = {
            "Let the first replica of each partition lead, where it is in sync and alive. Loses nothing.",
            "The cluster does the same by itself: auto.leader.rebalance.enable, leader.imbalance.check.interval.seconds."
        },
        footerHeading = "%nExamples:%n",
        footer = {"  sampo leaders elect-preferred", "  sampo leaders elect-preferred --topic book --partition 3"})
final class ElectPreferred implements Runnable {
    @Mixin
    private ClusterOptions cluster;

    @Option(names = "--topic", paramLabel = "NAME", defaultValue = "", description = "Default: every topic.")
    private String topic;

    @Option(names = "--partition", paramLabel = "N", description = "Repeatable. Default: every partition of the topic.")
    private List<Integer> partitions = List.of();

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        if (topic.isEmpty() && !partitions.isEmpty()) {
            throw new ParameterException(
                    spec.commandLine(), "--partition needs --topic: say whose partitions they are");
        }
        try (Connection connection = cluster.connect()) {
            spec.commandLine()
                    .getOut()
                    .println(Connection.await(
                            connection.admin().electLeaders(Admin.ElectionType.PREFERRED, topic, partitions)));
        }
    }
}
