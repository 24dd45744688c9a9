package io.sampo.kafkacommands.groups;

import io.sampo.client.Admin;
import io.sampo.client.OffsetAndMetadata;
import io.sampo.console.Connection;
import io.sampo.console.groups.GroupLines;
import io.sampo.console.groups.GroupProgress;
import io.sampo.console.groups.OffsetPlan;
import io.sampo.groups.OffsetsTopic;
import io.sampo.kafkacommands.ClientProperties;
import io.sampo.kafkacommands.ServerOptions;
import io.sampo.messages.ClusterView;
import io.sampo.messages.ClusterView.TopicView;
import io.sampo.messages.GroupReply;
import io.sampo.model.PartitionState;
import io.sampo.model.SampoException;
import io.sampo.model.TopicPartition;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code kafka-consumer-groups}: lists, describes, resets and deletes groups. */
@Command(
        name = "kafka-consumer-groups",
        mixinStandardHelpOptions = true,
        version = "sampo 0.1.0",
        description =
                "List, describe, reset or delete consumer groups, as kafka-consumer-groups.sh of Apache Kafka 4.3.1 does.")
public final class KafkaConsumerGroups implements Callable<Integer> {
    @Mixin
    private ServerOptions servers;

    @Mixin
    private GroupChoice choice;

    @Mixin
    private ResetOptions reset;

    @Option(names = "--list", description = "List the ids of groups.")
    private boolean list;

    @Option(names = "--describe", description = "Show how far groups are, and who reads what.")
    private boolean describe;

    @Option(names = "--reset-offsets", description = "Set where groups without members go on.")
    private boolean resetOffsets;

    @Option(names = "--delete", description = "Delete groups without members.")
    private boolean delete;

    @Option(names = "--delete-offsets", description = "Forget what a group has committed of --topic.")
    private boolean deleteOffsets;

    @Option(names = "--offsets", description = "With --describe: partitions; the default.")
    private boolean offsets;

    @Option(names = "--members", description = "With --describe: members.")
    private boolean members;

    @Option(
            names = "--state",
            arity = "0..1",
            fallbackValue = "",
            paramLabel = "STATE,…",
            description = "With --describe: the group; with --list: states, or groups of these.")
    private @Nullable String state;

    @Option(
            names = "--type",
            arity = "0..1",
            fallbackValue = "",
            paramLabel = "TYPE,…",
            description = "With --list: types, or groups of these.")
    private @Nullable String type;

    @Option(names = "--verbose", description = "With --members: epochs and partitions.")
    private boolean verbose;

    @Option(names = "--timeout", paramLabel = "MS", description = "How long an answer may take.")
    private @Nullable String timeoutMs;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        checkWords();
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        Map<String, String> single = timeoutMs == null ? Map.of() : Map.of("default.api.timeout.ms", timeoutMs);
        try (Connection connection = servers.connect(servers.properties(ClientProperties.Of.ADMIN, single, err), err)) {
            if (list) {
                list(connection, out);
                return 0;
            }
            return describe
                    ? describeAll(connection, out, err)
                    : resetOffsets
                            ? resetAll(connection, out, err)
                            : delete ? deleteAll(connection, out) : deleteOffsets(connection, out);
        } catch (SampoException e) {
            out.println();
            out.println("Error: Executing consumer group command failed due to " + e.getMessage());
            return 1;
        }
    }

    private void checkWords() {
        if (Stream.of(list, describe, resetOffsets, delete, deleteOffsets)
                        .filter(given -> given)
                        .count()
                != 1) {
            throw new IllegalArgumentException("Command must include exactly one action: --list, --describe, --delete,"
                    + " --reset-offsets, --delete-offsets");
        }
        if (describe) {
            choice.require("[describe]");
            if (Stream.of(offsets, members, state != null)
                            .filter(given -> given)
                            .count()
                    > 1) {
                throw new IllegalArgumentException(
                        "Option [describe] takes at most one of these options: [members], [offsets], [state]");
            }
        } else if (delete) {
            choice.require("[delete]");
        } else if (resetOffsets) {
            choice.require("[reset-offsets]");
            reset.check();
        } else if (deleteOffsets && (choice.groups.size() != 1 || reset.topics.isEmpty())) {
            throw new IllegalArgumentException("Option [delete-offsets] takes the following options: [group], [topic]");
        }
    }

    private void list(Connection connection, PrintWriter out) {
        List<GroupReply.Listing> groups = Connection.await(
                        connection.admin().groups().list())
                .stream()
                .filter(group ->
                        GroupChoice.isAmong(state, group.state()) && GroupChoice.isAmong(type, GroupTables.type(group)))
                .toList();
        if (state == null && type == null) {
            groups.forEach(group -> out.println(group.groupId()));
        } else {
            GroupTables.list(groups, type != null, state != null).forEach(out::println);
        }
    }

    private int describeAll(Connection connection, PrintWriter out, PrintWriter err) {
        for (String groupId : choice.ids(connection.admin())) {
            GroupReply.Described group =
                    Connection.await(connection.admin().groups().describe(groupId));
            if (group.members().isEmpty()) {
                err.println();
                err.println("Consumer group '" + groupId + "' has no active members.");
                err.flush();
            }
            List<String> table = table(connection, groupId, group);
            if (!table.isEmpty()) {
                out.println();
                table.forEach(out::println);
            }
        }
        return 0;
    }

    private List<String> table(Connection connection, String groupId, GroupReply.Described group) {
        if (members) {
            return GroupLines.members(groupId, group, verbose);
        }
        if (state != null) {
            return GroupTables.state(groupId, group, coordinator(connection, groupId));
        }
        List<GroupLines.Row> rows = GroupProgress.rows(connection.admin(), groupId, group);
        return rows.isEmpty() ? List.of() : GroupLines.offsets(groupId, rows);
    }

    private static String coordinator(Connection connection, String groupId) {
        TopicView topic = Connection.await(connection.admin().describeTopics(List.of(OffsetsTopic.NAME)))
                .get(0);
        PartitionState partition = topic.partitions()
                .get(OffsetsTopic.partitionOf(groupId, topic.partitions().size()));
        ClusterView view = Connection.await(connection.admin().describeCluster());
        return view.brokers().stream()
                .filter(broker -> broker.brokerId() == partition.leader()
                        && !broker.endpoints().kafkaListeners().isEmpty())
                .map(broker -> broker.endpoints().kafkaListeners().get(0).address() + "  (" + broker.brokerId() + ")")
                .findFirst()
                .orElse("-");
    }

    private int resetAll(Connection connection, PrintWriter out, PrintWriter err) {
        if (reset.leavesItOpen()) {
            err.println("WARN: No action will be performed as the --execute option is missing.");
        }
        List<String> groups = choice.ids(connection.admin());
        for (String groupId : groups) {
            OffsetPlan.requireInactive(connection.admin(), groupId);
            Map<TopicPartition, Long> plan = reset.plan(connection, groupId);
            if (reset.executes() && !plan.isEmpty()) {
                Map<TopicPartition, OffsetAndMetadata> positions = new TreeMap<>();
                plan.forEach((partition, offset) -> positions.put(partition, new OffsetAndMetadata(offset)));
                Connection.await(connection.admin().groups().alterOffsets(groupId, positions));
            }
            if (reset.exports()) {
                GroupTables.csv(groupId, plan, groups.size() > 1).forEach(out::println);
            } else {
                out.println();
                GroupLines.newOffsets(groupId, plan).forEach(out::println);
            }
        }
        if (reset.exports()) {
            out.println();
        }
        return 0;
    }

    private int deleteAll(Connection connection, PrintWriter out) {
        Admin admin = connection.admin();
        List<String> gone = new ArrayList<>();
        Map<String, String> kept = new TreeMap<>();
        for (String groupId : choice.ids(admin)) {
            try {
                Connection.await(admin.groups().delete(groupId));
                gone.add("'" + groupId + "'");
            } catch (SampoException e) {
                kept.put(groupId, String.valueOf(e.getMessage()));
            }
        }
        if (kept.isEmpty()) {
            out.println("Deletion of requested consumer groups (" + String.join(", ", gone) + ") was successful.");
            return 0;
        }
        out.println();
        out.println("Error: Deletion of some consumer groups failed:");
        kept.forEach((groupId, why) -> out.println("* Group '" + groupId + "' could not be deleted due to: " + why));
        if (!gone.isEmpty()) {
            out.println();
            out.println("These consumer groups were deleted successfully: " + String.join(", ", gone));
        }
        return 1;
    }

    private int deleteOffsets(Connection connection, PrintWriter out) {
        String groupId = choice.groups.get(0);
        Set<TopicPartition> partitions = OffsetPlan.named(connection, reset.topics).stream()
                .collect(Collectors.toCollection(java.util.TreeSet::new));
        Connection.await(connection.admin().groups().deleteOffsets(groupId, partitions));
        out.println("Request succeeded for deleting offsets from group " + groupId + ".");
        out.println();
        GroupTables.deleted(partitions).forEach(out::println);
        return 0;
    }
}
