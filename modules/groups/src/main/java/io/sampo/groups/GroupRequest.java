package io.sampo.groups;

import io.sampo.model.TopicId;
import io.sampo.model.TopicIdPartition;
import io.sampo.model.TopicPartition;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What clients ask of a group; the names are Kafka's. Values only: {@link ConsumerGroup} says what becomes of them. */
public sealed interface GroupRequest {
    /** Generation or member epoch of who is no member. */
    int NO_GENERATION = -1;
    /** Member epoch of who joins (KIP-848). */
    int JOINING_EPOCH = 0;
    /** Member epoch of who leaves. */
    int LEAVING_EPOCH = -1;
    /** Member epoch of a static member that leaves and will be back. */
    int LEAVING_STATIC_EPOCH = -2;

    /** One of the protocols a classic member would take part in; for consumers: an assignor and the subscription. */
    record Protocol(String name, Blob metadata) {}

    /**
     * Classic protocol: JoinGroup.
     *
     * @param memberId empty = none yet
     * @param instanceId {@code group.instance.id} of a static member (KIP-345)
     * @param protocols in the order the member likes them
     * @param needsMemberId the client knows MEMBER_ID_REQUIRED (version 4 and above, KIP-394)
     * @param canSkipAssignment the client knows skipAssignment (version 9 and above, KIP-814)
     */
    record Join(
            String memberId,
            @Nullable String instanceId,
            String protocolType,
            List<Protocol> protocols,
            int sessionTimeoutMs,
            int rebalanceTimeoutMs,
            boolean needsMemberId,
            boolean canSkipAssignment)
            implements GroupRequest {
        public Join {
            protocols = List.copyOf(protocols);
        }
    }

    /** Classic protocol: SyncGroup. {@code assignments} comes from the leader; empty from all others. */
    record Sync(
            String memberId,
            @Nullable String instanceId,
            int generation,
            @Nullable String protocolType,
            @Nullable String protocol,
            Map<String, Blob> assignments)
            implements GroupRequest {
        public Sync {
            assignments = Map.copyOf(assignments);
        }
    }

    /** Classic protocol: Heartbeat. */
    record Heartbeat(String memberId, @Nullable String instanceId, int generation) implements GroupRequest {}

    /** Classic protocol: LeaveGroup, for one member or for several. */
    record Leave(List<Leaving> members) implements GroupRequest {
        /** Who leaves; an empty member id with an instance id is an administrator who removes a static member. */
        public record Leaving(String memberId, @Nullable String instanceId) {}

        public Leave {
            members = List.copyOf(members);
        }
    }

    /**
     * Consumer protocol: ConsumerGroupHeartbeat (KIP-848). What is null (or -1 for the timeout) has not changed.
     *
     * @param memberId made by the member itself (KIP-1082), or empty in version 0
     * @param memberEpoch 0 = join, -1 = leave, -2 = leave for a while (static), else the member's
     * @param topics subscribed by name
     * @param regex subscribed by a regular expression of RE2; empty = none any more
     * @param owned what the member owns at this moment
     */
    record MemberHeartbeat(
            String memberId,
            int memberEpoch,
            @Nullable String instanceId,
            @Nullable String rackId,
            int rebalanceTimeoutMs,
            @Nullable SortedSet<String> topics,
            @Nullable String regex,
            @Nullable String assignor,
            @Nullable Set<TopicIdPartition> owned)
            implements GroupRequest {
        public MemberHeartbeat {
            topics = topics == null ? null : Collections.unmodifiableSortedSet(new TreeSet<>(topics));
            owned = owned == null ? null : Set.copyOf(owned);
        }

        /** Everything is told, nothing is "as before": the answer carries the assignment (KIP-848). */
        public boolean isFull() {
            return rebalanceTimeoutMs != -1 && (topics != null || regex != null) && owned != null;
        }
    }

    /**
     * OffsetCommit.
     *
     * @param memberId empty = who is no member
     * @param generation generation or member epoch; -1 = who is no member
     * @param knowsEpochs the client knows STALE_MEMBER_EPOCH (version 9 and above)
     * @param retentionMs -1 = as configured; only old clients send another
     */
    record CommitOffsets(
            String memberId,
            @Nullable String instanceId,
            int generation,
            boolean knowsEpochs,
            long retentionMs,
            SortedMap<TopicPartition, Position> positions)
            implements GroupRequest {
        /**
         * How far a partition was read.
         *
         * @param offset of the next record to read
         * @param leaderEpoch of the last record read; -1 = unknown
         * @param metadata of the client, for itself
         * @param topicId null where the client does not know it
         */
        public record Position(
                long offset,
                int leaderEpoch,
                String metadata,
                @Nullable TopicId topicId) {}

        public CommitOffsets {
            positions = Collections.unmodifiableSortedMap(new TreeMap<>(positions));
        }
    }

    /** OffsetFetch. {@code partitions} null = all that the group has. Without member id: whoever may read the group. */
    record FetchOffsets(
            @Nullable String memberId,
            int memberEpoch,
            @Nullable List<TopicPartition> partitions) implements GroupRequest {
        public FetchOffsets {
            partitions = partitions == null ? null : List.copyOf(partitions);
        }
    }

    /** OffsetDelete. */
    record DeleteOffsets(List<TopicPartition> partitions) implements GroupRequest {
        public DeleteOffsets {
            partitions = List.copyOf(partitions);
        }
    }

    /** DeleteGroups, for this one. */
    record DeleteGroup() implements GroupRequest {}

    /** DescribeGroups or ConsumerGroupDescribe, for this one. */
    record DescribeGroup() implements GroupRequest {}
}
