package io.sampo.console.groups;

import io.sampo.client.OffsetAndMetadata;
import io.sampo.messages.GroupReply;
import io.sampo.messages.GroupReply.Member;
import io.sampo.model.TopicPartition;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Groups as Apache Kafka 4.3.1's {@code kafka-consumer-groups.sh} prints them, and as JSON. Columns are as wide as what stands
 * in them, 15 characters at least, as there. Pure.
 */
public final class GroupLines {
    private static final String NONE = "-";
    private static final int WIDTH_LEAST = 15;

    private GroupLines() {}

    /**
     * One partition of a group.
     *
     * @param committed null = nothing
     * @param end log end offset; null where there is no such partition any more
     * @param member who reads it; null = nobody
     */
    public record Row(
            TopicPartition partition,
            @Nullable Long committed,
            @Nullable Long end,
            @Nullable Member member) {
        @Nullable
        Long lag() {
            return committed == null || end == null ? null : Long.valueOf(Math.max(0, end - committed));
        }
    }

    /** Everything that the group has committed, or that a member reads. */
    public static SortedSet<TopicPartition> partitions(
            GroupReply.Described group, Map<TopicPartition, OffsetAndMetadata> committed) {
        SortedSet<TopicPartition> all = new TreeSet<>(committed.keySet());
        group.members().forEach(member -> all.addAll(member.assigned()));
        return all;
    }

    /** @param ends of those partitions that there are */
    public static List<Row> rows(
            GroupReply.Described group,
            Map<TopicPartition, OffsetAndMetadata> committed,
            Map<TopicPartition, Long> ends) {
        Map<TopicPartition, Member> owners = new TreeMap<>();
        group.members().forEach(member -> member.assigned().forEach(partition -> owners.put(partition, member)));
        List<Row> rows = new ArrayList<>();
        for (TopicPartition partition : partitions(group, committed)) {
            OffsetAndMetadata offset = committed.get(partition);
            rows.add(new Row(
                    partition, offset == null ? null : offset.offset(), ends.get(partition), owners.get(partition)));
        }
        return rows;
    }

    /** How far the group is, a header and one line for each row. */
    public static List<String> offsets(String groupId, List<Row> rows) {
        List<List<String>> table = new ArrayList<>();
        table.add(List.of(
                "GROUP",
                "TOPIC",
                "PARTITION",
                "CURRENT-OFFSET",
                "LOG-END-OFFSET",
                "LAG",
                "CONSUMER-ID",
                "HOST",
                "CLIENT-ID"));
        for (Row row : rows) {
            Member member = row.member();
            table.add(List.of(
                    groupId,
                    row.partition().topic(),
                    Integer.toString(row.partition().partition()),
                    text(row.committed()),
                    text(row.end()),
                    text(row.lag()),
                    member == null ? NONE : member.memberId(),
                    member == null ? NONE : member.clientHost(),
                    member == null ? NONE : member.clientId()));
        }
        return lines(table, Map.of(2, 10));
    }

    /** @param verbose with epochs and partitions */
    public static List<String> members(String groupId, GroupReply.Described group, boolean verbose) {
        List<List<String>> table = new ArrayList<>();
        List<String> head = new ArrayList<>(List.of("GROUP", "CONSUMER-ID", "HOST", "CLIENT-ID", "#PARTITIONS"));
        if (verbose) {
            head.addAll(List.of("CURRENT-EPOCH", "CURRENT-ASSIGNMENT", "TARGET-EPOCH", "TARGET-ASSIGNMENT"));
        }
        table.add(head);
        for (Member member : group.members()) {
            List<String> row = new ArrayList<>(List.of(
                    groupId,
                    member.memberId(),
                    member.clientHost(),
                    member.clientId(),
                    Integer.toString(member.assigned().size())));
            if (verbose) {
                row.addAll(List.of(
                        Integer.toString(member.epoch()),
                        named(member.assigned()),
                        Integer.toString(group.targetEpoch()),
                        named(member.target())));
            }
            table.add(row);
        }
        return lines(table, Map.of(6, 20, 8, 20));
    }

    /** As in Kafka: {@code topic:0,1;other:2}. */
    static String named(List<TopicPartition> partitions) {
        if (partitions.isEmpty()) {
            return NONE;
        }
        return partitions.stream()
                .sorted()
                .collect(Collectors.groupingBy(
                        TopicPartition::topic,
                        TreeMap::new,
                        Collectors.mapping(
                                partition -> Integer.toString(partition.partition()), Collectors.joining(","))))
                .entrySet()
                .stream()
                .map(entry -> entry.getKey() + ":" + entry.getValue())
                .collect(Collectors.joining(";"));
    }

    static List<String> list(List<GroupReply.Listing> groups) {
        List<List<String>> table = new ArrayList<>();
        table.add(List.of("GROUP", "TYPE", "PROTOCOL", "STATE"));
        groups.forEach(group -> table.add(List.of(group.groupId(), type(group), group.protocolType(), group.state())));
        return lines(table, Map.of());
    }

    private static String type(GroupReply.Listing group) {
        return group.consumerProtocol() ? "Consumer" : "Classic";
    }

    /** What a reset does, or would do. */
    public static List<String> newOffsets(String groupId, Map<TopicPartition, Long> offsets) {
        List<List<String>> table = new ArrayList<>();
        table.add(List.of("GROUP", "TOPIC", "PARTITION", "NEW-OFFSET"));
        new TreeMap<>(offsets)
                .forEach((partition, offset) -> table.add(List.of(
                        groupId, partition.topic(), Integer.toString(partition.partition()), Long.toString(offset))));
        return lines(table, Map.of(2, 10));
    }

    /** What became of offsets that were to be deleted. */
    static List<String> outcomes(String groupId, Map<TopicPartition, String> outcomes) {
        List<List<String>> table = new ArrayList<>();
        table.add(List.of("GROUP", "TOPIC", "PARTITION", "STATUS"));
        new TreeMap<>(outcomes)
                .forEach((partition, outcome) -> table.add(
                        List.of(groupId, partition.topic(), Integer.toString(partition.partition()), outcome)));
        return lines(table, Map.of(2, 10));
    }

    private static String text(@Nullable Long number) {
        return number == null ? NONE : number.toString();
    }

    /** @param narrow columns that are at least so wide instead of 15 */
    public static List<String> lines(List<List<String>> table, Map<Integer, Integer> narrow) {
        int columns = table.get(0).size();
        int[] widths = new int[columns];
        for (int column = 0; column < columns; column++) {
            int at = column;
            int longest =
                    table.stream().mapToInt(row -> row.get(at).length()).max().orElse(0);
            widths[column] = Math.max(longest, narrow.getOrDefault(column, WIDTH_LEAST));
        }
        List<String> lines = new ArrayList<>();
        for (List<String> row : table) {
            StringBuilder line = new StringBuilder();
            for (int column = 0; column < columns; column++) {
                String cell = row.get(column);
                line.append(cell);
                if (column < columns - 1) {
                    line.append(" ".repeat(widths[column] - cell.length() + 1));
                }
            }
            lines.add(line.toString());
        }
        return lines;
    }

    static List<Map<String, Object>> json(List<GroupReply.Listing> groups) {
        List<Map<String, Object>> all = new ArrayList<>();
        for (GroupReply.Listing group : groups) {
            Map<String, Object> json = new LinkedHashMap<>();
            json.put("groupId", group.groupId());
            json.put("type", type(group));
            json.put("protocolType", group.protocolType());
            json.put("state", group.state());
            all.add(json);
        }
        return all;
    }

    static Map<String, Object> json(String groupId, GroupReply.Described group, List<Row> rows) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("groupId", groupId);
        json.put("type", group.consumerProtocol() ? "Consumer" : "Classic");
        json.put("state", group.state());
        json.put("protocolType", group.protocolType());
        json.put("assignor", group.assignor());
        json.put("epoch", group.epoch());
        json.put("targetEpoch", group.targetEpoch());
        json.put("members", group.members().stream().map(GroupLines::json).toList());
        json.put("partitions", rows.stream().map(GroupLines::json).toList());
        return json;
    }

    private static Map<String, Object> json(Member member) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("memberId", member.memberId());
        json.put("instanceId", member.instanceId());
        json.put("clientId", member.clientId());
        json.put("host", member.clientHost());
        json.put("epoch", member.epoch());
        json.put("topics", member.topics());
        json.put("regex", member.regex().isEmpty() ? null : member.regex());
        json.put(
                "assigned",
                member.assigned().stream().map(TopicPartition::toString).toList());
        json.put(
                "target", member.target().stream().map(TopicPartition::toString).toList());
        return json;
    }

    private static Map<String, Object> json(Row row) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("topic", row.partition().topic());
        json.put("partition", row.partition().partition());
        json.put("currentOffset", row.committed());
        json.put("logEndOffset", row.end());
        json.put("lag", row.lag());
        json.put("memberId", row.member() == null ? null : row.member().memberId());
        return json;
    }
}
