package io.sampo.console.groups;

import io.sampo.client.Admin;
import io.sampo.client.Admin.OffsetAndTimestamp;
import io.sampo.client.OffsetAndMetadata;
import io.sampo.client.StartAt;
import io.sampo.console.Connection;
import io.sampo.messages.ClusterView;
import io.sampo.messages.GroupReply;
import io.sampo.model.TopicPartition;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** How far a group is, asked of the cluster. Commands that describe groups share it. */
public final class GroupProgress {
    private GroupProgress() {}

    /** Every partition that the group has committed or that a member reads, with what lies in its log. */
    public static List<GroupLines.Row> rows(Admin admin, String groupId, GroupReply.Described group) {
        Map<TopicPartition, OffsetAndMetadata> committed =
                Connection.await(admin.groups().offsets(groupId));
        return GroupLines.rows(group, committed, ends(admin, GroupLines.partitions(group, committed)));
    }

    /** Log end offsets of those that there are still. */
    private static Map<TopicPartition, Long> ends(Admin admin, Set<TopicPartition> partitions) {
        Map<String, Integer> counts = Connection.await(admin.describeCluster()).topics().stream()
                .collect(Collectors.toMap(ClusterView.TopicView::topic, topic -> topic.partitions()
                        .size()));
        Set<TopicPartition> there = partitions.stream()
                .filter(partition -> partition.partition() < counts.getOrDefault(partition.topic(), 0))
                .collect(Collectors.toSet());
        Map<TopicPartition, OffsetAndTimestamp> found = Connection.await(admin.offsets(there, StartAt.END));
        Map<TopicPartition, Long> ends = new HashMap<>();
        found.forEach((partition, offset) -> ends.put(partition, offset.offset()));
        return ends;
    }
}
