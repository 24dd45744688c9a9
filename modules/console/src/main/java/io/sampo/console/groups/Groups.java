package io.sampo.console.groups;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code sampo groups}: who reads what, and how far they are. */
@Command(
        name = "groups",
        mixinStandardHelpOptions = true,
        description = "List, describe, reset and delete consumer groups, or some of their offsets.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            ListGroups.class,
            DescribeGroup.class,
            ResetOffsets.class,
            DeleteOffsets.class,
            DeleteGroups.class
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  sampo groups list",
            "  sampo groups describe --group readers --watch",
            "  sampo groups reset-offsets --group readers --topic book --to-earliest --execute",
            "  sampo groups delete-offsets --group readers --topic book",
            "  sampo groups delete --group readers"
        })
public final class Groups implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(), "Missing command: list, describe, reset-offsets, delete-offsets or delete");
    }
}
