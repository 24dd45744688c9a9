package io.sampo.console.groups;

import io.sampo.console.ClusterOptions;
import io.sampo.console.Connection;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code sampo groups delete}: a group without members, and its offsets. */
@Command(
        name = "delete",
        mixinStandardHelpOptions = true,
        description = "Delete groups that have no members, and what they have committed.",
        footerHeading = "%nExamples:%n",
        footer = {"  sampo groups delete --group readers"})
final class DeleteGroups implements Runnable {
    @Mixin
    private ClusterOptions cluster;

    @Option(names = "--group", required = true, paramLabel = "G", description = "The id of a group. Repeatable.")
    private List<String> groupIds;

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        try (Connection connection = cluster.connect()) {
            for (String groupId : groupIds) {
                Connection.await(connection.admin().groups().delete(groupId));
            }
            spec.commandLine()
                    .getOut()
                    .println("Deletion of requested consumer groups ("
                            + groupIds.stream().map(id -> "'" + id + "'").collect(Collectors.joining(", "))
                            + ") was successful.");
        }
    }
}
