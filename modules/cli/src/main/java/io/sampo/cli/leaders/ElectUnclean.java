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

/** {@code sampo leaders elect-unclean}: the last resort where everybody who held everything is gone for good. */
@Command(
        name = "elect-unclean",
        mixinStandardHelpOptions = true,
        description = {
            "Let any live replica lead a partition without a leader. Acknowledged records may be lost.",
            "Partitions that have a leader stay as they are. The metadata log says for ever what was done."
        },
        footerHeading = "%nExamples:%n",
        footer = {"  sampo leaders elect-unclean --topic book --partition 3 --accept-loss"})
final class ElectUnclean implements Runnable {
    @Mixin
    private ClusterOptions cluster;

    @Option(names = "--topic", required = true, paramLabel = "NAME", description = "Whose partitions.")
    private String topic;

    @Option(names = "--partition", paramLabel = "N", required = true, description = "Repeatable.")
    private List<Integer> partitions;

    @Option(names = "--accept-loss", description = "Says that acknowledged records may be lost.")
    private boolean acceptLoss;

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        if (!acceptLoss) {
            throw new ParameterException(
                    spec.commandLine(),
                    "Acknowledged records may be lost: give --accept-loss if that is what you want");
        }
        try (Connection connection = cluster.connect()) {
            spec.commandLine()
                    .getOut()
                    .println(Connection.await(
                            connection.admin().electLeaders(Admin.ElectionType.UNCLEAN, topic, partitions)));
        }
    }
}
