package io.sampo.cli;

import io.sampo.cli.leaders.Leaders;
import io.sampo.cli.log.LogFiles;
import io.sampo.cli.reassign.Reassign;
import io.sampo.cli.topics.Topics;
import io.sampo.console.groups.Groups;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code sampo}: the root of all commands. */
@Command(
        name = "sampo",
        mixinStandardHelpOptions = true,
        version = "sampo 0.1.0",
        description = "A replicated, partitioned, append-only log built as actors.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            Quickstart.class,
            RunBroker.class,
            KafkaServerStart.class,
            Topics.class,
            Leaders.class,
            DescribeCluster.Parent.class,
            Reassign.class,
            Produce.class,
            Consume.class,
            Groups.class,
            LogFiles.class
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  sampo quickstart --once",
            "  sampo broker --config cluster-config/single.conf",
            "  sampo topics create --topic book --partitions 3",
            "  sampo produce --topic book --file README.md",
            "  sampo consume --topic book --from-beginning --timeout-ms 1000",
            "  sampo log dump --records sampo-data/book-0",
            "",
            "ops/bin/kafka-topics.sh, kafka-console-producer.sh and so on take Kafka's flags and print what Kafka prints.",
            "",
            "Exit codes: 0 done; 1 failed or not all acknowledged; 2 wrong usage or configuration."
        })
final class SampoCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Missing command: quickstart, broker, topics, …");
    }
}
