package io.sampo.cli.topics;

import io.sampo.console.ClusterOptions;
import io.sampo.console.Connection;
import io.sampo.model.TopicConfig;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code sampo topics alter}: more partitions, other configuration. */
@Command(
        name = "alter",
        mixinStandardHelpOptions = true,
        description = "Raise the number of partitions of a topic, or change its configuration.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  sampo topics alter --topic book --partitions 6",
            "  sampo topics alter --topic book --config retention.ms=3600000 --delete-config segment.bytes"
        })
final class AlterTopic implements Runnable {
    @Mixin
    private ClusterOptions cluster;

    @Option(names = "--topic", required = true, paramLabel = "NAME", description = "Its name.")
    private String topic;

    @Option(names = "--partitions", paramLabel = "N", description = "How many it shall have; never fewer than now.")
    private @Nullable Integer partitions;

    @Option(names = "--config", paramLabel = "K=V", description = "Set a configuration; repeatable.")
    private Map<String, String> config = new TreeMap<>();

    @Option(names = "--delete-config", paramLabel = "K", description = "Back to the default; repeatable.")
    private List<String> deleted = List.of();

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        if (partitions == null && config.isEmpty() && deleted.isEmpty()) {
            throw new ParameterException(
                    spec.commandLine(), "Nothing to alter: give --partitions, --config or --delete-config");
        }
        TopicConfig.of(config);
        try (Connection connection = cluster.connect()) {
            // A mistyped name is told at once.
            Connection.await(connection.admin().describeTopics(List.of(topic)));
            if (!config.isEmpty() || !deleted.isEmpty()) {
                Connection.await(connection.admin().alterTopicConfig(topic, config, deleted));
            }
            if (partitions != null) {
                Connection.await(connection.admin().createPartitions(topic, partitions));
            }
            spec.commandLine().getOut().println("Altered topic " + topic + ".");
        }
    }
}
