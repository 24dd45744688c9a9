package io.sampo.messages;

import io.sampo.model.ErrorCode;
import io.sampo.model.TopicIdPartition;
import io.sampo.records.LogSlice;

/**
 * Answers of a partition replica, inside one JVM. With {@link ErrorCode#NOT_LEADER_OR_FOLLOWER} and
 * {@link ErrorCode#FENCED_LEADER_EPOCH} the leader that the replica knows of comes along (KIP-951), else -1.
 */
public sealed interface PartitionReply {
    TopicIdPartition partition();

    long requestId();

    ErrorCode error();

    /**
     * @param baseOffset offset of the first record, or -1
     * @param logAppendTimeMs time the broker stamped, or -1 where the topic keeps the producer's time
     */
    record Produced(
            TopicIdPartition partition,
            long requestId,
            ErrorCode error,
            long baseOffset,
            long logAppendTimeMs,
            long logStartOffset,
            int leader,
            int leaderEpoch)
            implements PartitionReply {}

    /** {@code records} must be closed by the receiver; it holds whole batches, the first may begin below the offset asked for. */
    record Fetched(
            TopicIdPartition partition,
            long requestId,
            ErrorCode error,
            long highWatermark,
            long logStartOffset,
            LogSlice records,
            int leader,
            int leaderEpoch)
            implements PartitionReply {}

    /** {@code offset} is -1 where no record is that young. */
    record OffsetListed(
            TopicIdPartition partition,
            long requestId,
            ErrorCode error,
            long offset,
            long timestampMs,
            int leader,
            int leaderEpoch)
            implements PartitionReply {}
}
