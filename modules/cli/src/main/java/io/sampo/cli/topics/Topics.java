package io.sampo.cli.topics;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code sampo topics}: what topics there are, and how they change. */
@Command(
        name = "topics",
        mixinStandardHelpOptions = true,
        description = "Create, list, describe, alter and delete topics, or the beginning of them.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            CreateTopics.class,
            ListTopics.class,
            DescribeTopics.class,
            AlterTopic.class,
            DeleteRecords.class,
            DeleteTopic.class
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  sampo topics create --topic book --partitions 3 --replication-factor 3 --config min.insync.replicas=2",
            "  sampo topics list",
            "  sampo topics describe --topic book",
            "  sampo topics alter --topic book --partitions 6",
            "  sampo topics delete-records --topic book --before 1000",
            "  sampo topics delete --topic book"
        })
public final class Topics implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(), "Missing command: create, list, describe, alter, delete-records or delete");
    }
}
