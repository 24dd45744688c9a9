package io.sampo.console.groups;

import io.sampo.console.ClusterOptions;
import io.sampo.console.Connection;
import io.sampo.model.ErrorCode;
import io.sampo.model.SampoException;
import io.sampo.model.TopicPartition;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code sampo groups delete-offsets}: what a group has committed of topics that it does not read. */
@Command(
        name = "delete-offsets",
        mixinStandardHelpOptions = true,
        description = {
            "Forget what a group has committed of topics.",
            "The group may have members, but none that reads such a topic."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  sampo groups delete-offsets --group readers --topic book",
            "  sampo groups delete-offsets --group readers --topic book:0,2 --topic letters"
        })
final class DeleteOffsets implements Runnable {
    @Mixin
    private ClusterOptions cluster;

    @Option(names = "--group", required = true, paramLabel = "G", description = "The id of the group.")
    private String groupId;

    @Option(
            names = "--topic",
            required = true,
            paramLabel = "T[:N,…]",
            description = "All partitions, or these. Repeatable.")
    private List<String> topics;

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        try (Connection connection = cluster.connect()) {
            SortedMap<String, List<TopicPartition>> byTopic = new TreeMap<>();
            OffsetPlan.named(connection, topics)
                    .forEach(partition -> byTopic.computeIfAbsent(partition.topic(), any -> new ArrayList<>())
                            .add(partition));
            Map<TopicPartition, String> outcomes = new TreeMap<>();
            SampoException refused = null;
            for (List<TopicPartition> partitions : byTopic.values()) {
                // A group reads a topic or does not: one refusal is that of all its partitions, and of no other topic.
                SampoException refusal = deleted(connection, partitions);
                refused = refused == null ? refusal : refused;
                String outcome = refusal == null
                        ? "Deleted"
                        : (refusal.error() == ErrorCode.GROUP_SUBSCRIBED_TO_TOPIC ? "Refused: " : "Failed: ")
                                + refusal.error();
                partitions.forEach(partition -> outcomes.put(partition, outcome));
            }
            GroupLines.outcomes(groupId, outcomes).forEach(spec.commandLine().getOut()::println);
            if (refused != null) {
                throw refused;
            }
        }
    }

    /** Null, or why they are still there; what became of the topics before is said in any case. */
    private @Nullable SampoException deleted(Connection connection, List<TopicPartition> partitions) {
        try {
            Connection.await(connection.admin().groups().deleteOffsets(groupId, partitions));
            return null;
        } catch (SampoException e) {
            if (e.error() == ErrorCode.GROUP_ID_NOT_FOUND) {
                throw e;
            }
            return e;
        }
    }
}
