package io.sampo.cli.topics;

import io.sampo.console.ClusterOptions;
import io.sampo.console.Connection;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code sampo topics delete}: the topic and its records are gone. */
@Command(
        name = "delete",
        mixinStandardHelpOptions = true,
        description = "Delete a topic and all its records.",
        footerHeading = "%nExamples:%n",
        footer = {"  sampo topics delete --topic book"})
final class DeleteTopic implements Runnable {
    @Mixin
    private ClusterOptions cluster;

    @Option(names = "--topic", required = true, paramLabel = "NAME", description = "Its name.")
    private String topic;

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        try (Connection connection = cluster.connect()) {
            // A mistyped name is told at once.
            Connection.await(connection.admin().describeTopics(List.of(topic)));
            Connection.await(connection.admin().deleteTopic(topic));
            spec.commandLine().getOut().println("Deleted topic " + topic + ".");
        }
    }
}
