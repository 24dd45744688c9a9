package io.sampo.cli;

import io.sampo.cli.leaders.Leaders;
import io.sampo.cli.log.LogFiles;
import io.sampo.cli.reassign.Reassign;
import io.sampo.cli.topics.Topics;
import io.sampo.console.groups.Groups;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine;
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
    /** In the order of the help. */
    private static final Map<String, Class<?>> SUBCOMMANDS = new LinkedHashMap<>();

    static {
        SUBCOMMANDS.put("quickstart", Quickstart.class);
        SUBCOMMANDS.put("broker", RunBroker.class);
        SUBCOMMANDS.put("kafka-server-start", KafkaServerStart.class);
        SUBCOMMANDS.put("topics", Topics.class);
        SUBCOMMANDS.put("leaders", Leaders.class);
        SUBCOMMANDS.put("cluster", DescribeCluster.Parent.class);
        SUBCOMMANDS.put("reassign", Reassign.class);
        SUBCOMMANDS.put("produce", Produce.class);
        SUBCOMMANDS.put("consume", Consume.class);
        SUBCOMMANDS.put("groups", Groups.class);
        SUBCOMMANDS.put("log", LogFiles.class);
    }

    @Spec
    private CommandSpec spec;

    /** The command line for {@code args}. To read the options of every command takes a third of a second: it has the one named. */
    static CommandLine commandLine(String[] args) {
        CommandLine root = new CommandLine(new SampoCommand());
        Class<?> named = args.length > 0 ? SUBCOMMANDS.get(args[0]) : null;
        if (named != null) {
            root.addSubcommand(args[0], named);
        } else {
            SUBCOMMANDS.forEach(root::addSubcommand);
        }
        return root;
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Missing command: quickstart, broker, topics, …");
    }
}
