package io.sampo.kafkacommands.groups;

import io.sampo.console.groups.GroupLines;
import io.sampo.messages.GroupReply;
import io.sampo.model.TopicPartition;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Tables of {@code kafka-consumer-groups} that {@code sampo groups} has not. Pure. */
final class GroupTables {
    private static final int WIDTH_LEAST = 15;
    private static final int LIST_GAP = 10;

    private GroupTables() {}

    static String type(GroupReply.Listing group) {
        return group.consumerProtocol() ? "Consumer" : "Classic";
    }

    /** Groups with their types, states, or both. */
    static List<String> list(List<GroupReply.Listing> groups, boolean types, boolean states) {
        List<List<String>> table = new ArrayList<>();
        table.add(row("GROUP", "TYPE", "STATE", types, states));
        int longest = WIDTH_LEAST;
        for (GroupReply.Listing group : groups) {
            longest = Math.max(longest, group.groupId().length());
            table.add(row(group.groupId(), type(group), group.state(), types, states));
        }
        return GroupLines.lines(table, Map.of(0, longest + LIST_GAP, 1, 20, 2, 20));
    }

    private static List<String> row(String group, String type, String state, boolean types, boolean states) {
        List<String> row = new ArrayList<>(List.of(group));
        if (types) {
            row.add(type);
        }
        if (states) {
            row.add(state);
        }
        return row;
    }

    /** @param coordinator {@code host:port  (id)}, or - where it is not known */
    static List<String> state(String groupId, GroupReply.Described group, String coordinator) {
        String assignor = group.assignor().isEmpty() ? "-" : group.assignor();
        return GroupLines.lines(
                List.of(
                        List.of("GROUP", "COORDINATOR (ID)", "ASSIGNMENT-STRATEGY", "STATE", "#MEMBERS"),
                        List.of(
                                groupId,
                                coordinator,
                                assignor,
                                group.state(),
                                Integer.toString(group.members().size()))),
                Map.of(1, 25, 2, 20, 3, 20, 4, 0));
    }

    static List<String> deleted(Collection<TopicPartition> partitions) {
        List<List<String>> table = new ArrayList<>();
        table.add(List.of("TOPIC", "PARTITION", "STATUS"));
        partitions.forEach(partition ->
                table.add(List.of(partition.topic(), Integer.toString(partition.partition()), "Successful")));
        return GroupLines.lines(table, Map.of(1, 10));
    }

    /** {@code topic,partition,offset}, after the group where {@code named}. */
    static List<String> csv(String groupId, Map<TopicPartition, Long> offsets, boolean named) {
        List<String> lines = new ArrayList<>();
        new TreeMap<>(offsets)
                .forEach((partition, offset) -> lines.add(
                        (named ? groupId + "," : "") + partition.topic() + "," + partition.partition() + "," + offset));
        return lines;
    }
}
