package io.sampo.messages;

import io.sampo.model.TopicIdPartition;
import io.sampo.model.TopicPartition;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an actor client asks about a consumer group, in {@link SessionMessage.AskGroup}. The protocol is that of KIP-848: the
 * coordinator divides, a member tells what it owns and is told what it shall own.
 */
public sealed interface GroupCall extends WireMessage {
    /** Member epoch of who joins. */
    int JOINING_EPOCH = 0;
    /** Member epoch of who leaves. */
    int LEAVING_EPOCH = -1;
    /** Member epoch of a static member that leaves and will be back. */
    int LEAVING_STATIC_EPOCH = -2;
    /** Member epoch of who is no member. */
    int NO_EPOCH = -1;

    /** Which broker coordinates the group? Any broker answers with {@link GroupReply.CoordinatorFound}. */
    record FindCoordinator() implements GroupCall {}

    /**
     * Joins, goes on or leaves. Answered by {@link GroupReply.Beaten}.
     *
     * @param memberId made by the member, random
     * @param memberEpoch {@link #JOINING_EPOCH}, one of the leaving ones, else what the last answer said
     * @param instanceId of a static member, else null
     * @param rebalanceTimeoutMs how long it may take to give up partitions; counts where {@code subscribes}
     * @param subscribes {@code topics}, {@code regex} and {@code assignor} are told; else they are as before
     * @param regex of RE2, empty = none
     * @param assignor of the coordinator, empty = its default
     * @param tellsOwned {@code owned} is told; else it is as before
     */
    record Beat(
            String memberId,
            int memberEpoch,
            @Nullable String instanceId,
            int rebalanceTimeoutMs,
            boolean subscribes,
            List<String> topics,
            String regex,
            String assignor,
            boolean tellsOwned,
            List<TopicIdPartition> owned)
            implements GroupCall {
        public Beat {
            topics = List.copyOf(topics);
            owned = List.copyOf(owned);
        }
    }

    /**
     * Takes offsets down. Answered by {@link GroupReply.OffsetsCommitted}.
     *
     * @param memberId empty = who is no member; then the group must have none
     */
    record Commit(String memberId, @Nullable String instanceId, int memberEpoch, List<Position> positions)
            implements GroupCall {
        public Commit {
            positions = List.copyOf(positions);
        }
    }

    /**
     * How far a partition was read.
     *
     * @param topic its name when it was read
     * @param offset of the next record to read
     * @param leaderEpoch of the last record read; -1 = unknown
     * @param metadata of the client, for itself
     */
    record Position(String topic, TopicIdPartition partition, long offset, int leaderEpoch, String metadata) {}

    /**
     * What is committed? Answered by {@link GroupReply.OffsetsFetched}.
     *
     * @param memberId empty = who is no member
     * @param all everything that the group has; then {@code partitions} is empty
     */
    record FetchOffsets(String memberId, int memberEpoch, boolean all, List<TopicPartition> partitions)
            implements GroupCall {
        public FetchOffsets {
            partitions = List.copyOf(partitions);
        }
    }

    /** Deletes offsets of topics that the group does not read. Answered by {@link GroupReply.OffsetsDeleted}. */
    record DeleteOffsets(List<TopicPartition> partitions) implements GroupCall {
        public DeleteOffsets {
            partitions = List.copyOf(partitions);
        }
    }

    /** Deletes a group without members, and its offsets. Answered by {@link GroupReply.Deleted}. */
    record Delete() implements GroupCall {}

    /** Who is in it? Answered by {@link GroupReply.Described}. */
    record Describe() implements GroupCall {}

    /** Which groups does this broker coordinate? The group id is empty. Answered by {@link GroupReply.Listed}. */
    record ListGroups() implements GroupCall {}
}
