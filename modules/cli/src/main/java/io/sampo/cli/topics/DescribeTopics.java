package io.sampo.cli.topics;

import io.sampo.console.ClusterOptions;
import io.sampo.console.Connection;
import io.sampo.console.Json;
import io.sampo.console.TopicDescription;
import io.sampo.messages.ClusterView.TopicView;
import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code sampo topics describe}: leaders, replicas and in-sync replicas, in the lines of Kafka 4.3.1. */
@Command(
        name = "describe",
        mixinStandardHelpOptions = true,
        description = "Show the partitions of topics: leader, replicas, in-sync replicas.",
        footerHeading = "%nExamples:%n",
        footer = {"  sampo topics describe --topic book", "  sampo topics describe --json"})
final class DescribeTopics implements Runnable {
    @Mixin
    private ClusterOptions cluster;

    @Option(names = "--topic", paramLabel = "NAME", description = "Repeatable. Default: all topics.")
    private List<String> topics = List.of();

    @Option(names = "--json", description = "An array with one object for each topic.")
    private boolean json;

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        try (Connection connection = cluster.connect()) {
            List<TopicView> views = Connection.await(connection.admin().describeTopics(topics));
            PrintWriter out = spec.commandLine().getOut();
            if (json) {
                out.println(Json.text(views.stream().map(TopicDescription::json).toList()));
            } else {
                views.stream().map(TopicDescription::text).forEach(out::println);
            }
        }
    }
}
