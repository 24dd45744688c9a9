package io.sampo.console.groups;

import io.sampo.console.ClusterOptions;
import io.sampo.console.Connection;
import io.sampo.console.Json;
import io.sampo.messages.GroupReply;
import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code sampo groups list}: the ids of all groups, one a line. */
@Command(
        name = "list",
        mixinStandardHelpOptions = true,
        description = "List the ids of all groups.",
        footerHeading = "%nExamples:%n",
        footer = {"  sampo groups list", "  sampo groups list --state", "  sampo groups list --json"})
final class ListGroups implements Runnable {
    @Mixin
    private ClusterOptions cluster;

    @Option(names = "--state", description = "With type, protocol and state.")
    private boolean state;

    @Option(names = "--json", description = "An array of objects.")
    private boolean json;

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        try (Connection connection = cluster.connect()) {
            List<GroupReply.Listing> groups =
                    Connection.await(connection.admin().groups().list());
            PrintWriter out = spec.commandLine().getOut();
            if (json) {
                out.println(Json.text(GroupLines.json(groups)));
            } else if (state) {
                GroupLines.list(groups).forEach(out::println);
            } else {
                groups.forEach(group -> out.println(group.groupId()));
            }
        }
    }
}
