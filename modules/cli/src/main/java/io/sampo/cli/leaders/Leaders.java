package io.sampo.cli.leaders;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code sampo leaders}: who leads, chosen by hand. */
@Command(
        name = "leaders",
        mixinStandardHelpOptions = true,
        description = "Elect leaders of partitions.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {ElectPreferred.class, ElectUnclean.class},
        footerHeading = "%nExamples:%n",
        footer = {"  sampo leaders elect-preferred", "  sampo leaders elect-preferred --topic book --partition 3"})
public final class Leaders implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Missing command: elect-preferred or elect-unclean");
    }
}
