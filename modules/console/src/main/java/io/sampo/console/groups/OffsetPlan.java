package io.sampo.console.groups;

import io.sampo.client.Admin;
import io.sampo.client.Admin.OffsetAndTimestamp;
import io.sampo.client.OffsetAndMetadata;
import io.sampo.client.StartAt;
import io.sampo.console.Connection;
import io.sampo.messages.GroupReply;
import io.sampo.model.ErrorCode;
import io.sampo.model.SampoException;
import io.sampo.model.TopicPartition;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Where a group shall go on, asked of the cluster before anything is changed. Commands that reset offsets share it. */
public final class OffsetPlan {
    private OffsetPlan() {}

    /**
     * Refuses a group that has members.
     *
     * @throws SampoException NON_EMPTY_GROUP, in Kafka's words
     */
    public static void requireInactive(Admin admin, String groupId) {
        try {
            GroupReply.Described group = Connection.await(admin.groups().describe(groupId));
            if (!group.members().isEmpty()) {
                throw new SampoException(
                        ErrorCode.NON_EMPTY_GROUP,
                        "Assignments can only be reset if the group '" + groupId
                                + "' is inactive, but the current state is " + group.state() + ".");
            }
        } catch (SampoException e) {
            // A group may be given offsets before it is there.
            if (e.error() != ErrorCode.GROUP_ID_NOT_FOUND) {
                throw e;
            }
        }
    }

    /**
     * The partitions that {@code topics} names, as book or book:0,2, each of which there is.
     *
     * @throws IllegalArgumentException where one is not written so, or not there
     */
    public static Set<TopicPartition> named(Connection connection, List<String> topics) {
        Set<TopicPartition> partitions = new TreeSet<>();
        for (String text : topics) {
            int colon = text.lastIndexOf(':');
            String topic = colon < 0 ? text : text.substring(0, colon);
            if (colon < 0) {
                int count = connection.partitionsOf(topic, null);
                for (int number = 0; number < count; number++) {
                    partitions.add(new TopicPartition(topic, number));
                }
            } else {
                for (String number : text.substring(colon + 1).split(",", -1)) {
                    int partition = number(text, number);
                    connection.partitionsOf(topic, partition);
                    partitions.add(new TopicPartition(topic, partition));
                }
            }
        }
        return partitions;
    }

    private static int number(String text, String number) {
        try {
            return Integer.parseInt(number.strip());
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("--topic " + text + ": expected T or T:N,N,… as book:0,2", e);
        }
    }

    /**
     * Where {@code target} is in each partition.
     *
     * @param committed what the group has committed
     * @param timestampMs of {@link OffsetTarget#timestampMs}
     * @throws IllegalArgumentException where there is nothing to shift
     */
    public static Map<TopicPartition, Long> of(
            Admin admin,
            Set<TopicPartition> partitions,
            Map<TopicPartition, OffsetAndMetadata> committed,
            OffsetTarget target,
            @Nullable Long timestampMs) {
        Map<TopicPartition, OffsetAndTimestamp> earliest =
                Connection.await(admin.offsets(partitions, StartAt.BEGINNING));
        Map<TopicPartition, OffsetAndTimestamp> latest = Connection.await(admin.offsets(partitions, StartAt.END));
        Map<TopicPartition, OffsetAndTimestamp> found = timestampMs == null
                ? Map.of()
                : Connection.await(admin.offsets(partitions, StartAt.timestamp(Math.max(0, timestampMs))));
        Map<TopicPartition, Long> offsets = new HashMap<>();
        for (TopicPartition partition : partitions) {
            OffsetAndMetadata now = committed.get(partition);
            OffsetAndTimestamp first = found.get(partition);
            offsets.put(
                    partition,
                    target.of(
                            partition.toString(),
                            now == null ? null : Long.valueOf(now.offset()),
                            earliest.get(partition).offset(),
                            latest.get(partition).offset(),
                            first == null ? -1 : first.offset()));
        }
        return offsets;
    }
}
