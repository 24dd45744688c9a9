package io.sampo.cli.topics;

import io.sampo.console.ClusterOptions;
import io.sampo.console.Connection;
import io.sampo.console.Json;
import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code sampo topics list}: the names of all topics, one a line. */
@Command(
        name = "list",
        mixinStandardHelpOptions = true,
        description = "List the names of all topics.",
        footerHeading = "%nExamples:%n",
        footer = {"  sampo topics list", "  sampo topics list --json"})
final class ListTopics implements Runnable {
    @Mixin
    private ClusterOptions cluster;

    @Option(names = "--json", description = "An array of names.")
    private boolean json;

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        try (Connection connection = cluster.connect()) {
            List<String> names = Connection.await(connection.admin().listTopics());
            PrintWriter out = spec.commandLine().getOut();
            if (json) {
                out.println(Json.text(names));
            } else {
                names.forEach(out::println);
            }
        }
    }
}
