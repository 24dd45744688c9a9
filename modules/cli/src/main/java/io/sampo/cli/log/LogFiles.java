package io.sampo.cli.log;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code sampo log}: the files that a log lies in, of Sampo or of Apache Kafka. */
@Command(
        name = "log",
        mixinStandardHelpOptions = true,
        description = {
            "Print, check and adopt the files of a log, of Sampo or of Apache Kafka: they are the same.",
            "dump and verify read only; the broker may be running or not."
        },
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {DumpLog.class, VerifyLog.class, ImportLog.class},
        footerHeading = "%nExamples:%n",
        footer = {"  sampo log dump sampo-data/book-0", "  sampo log verify sampo-data"})
public final class LogFiles implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Missing command: dump, verify or import");
    }
}
