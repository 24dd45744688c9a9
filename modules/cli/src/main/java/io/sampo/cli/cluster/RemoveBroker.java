package io.sampo.cli.cluster;

import io.sampo.console.ClusterOptions;
import io.sampo.console.Connection;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code sampo cluster remove}: a drained and stopped broker is forgotten. */
@Command(
        name = "remove",
        mixinStandardHelpOptions = true,
        description = {
            "Forget a broker.",
            "Refused while it holds replicas (drain it), votes in the metadata log (voters remove), or "
                    + "runs (stop it)."
        },
        footerHeading = "%nExamples:%n",
        footer = "  sampo cluster remove --broker 4")
public final class RemoveBroker implements Runnable {
    @Mixin
    private ClusterOptions cluster;

    @Option(names = "--broker", required = true, paramLabel = "ID", description = "The broker to forget.")
    private int broker;

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        try (Connection connection = cluster.connect()) {
            Connection.await(connection.admin().unregisterBroker(broker));
            spec.commandLine().getOut().println("Removed broker " + broker + ".");
        }
    }
}
