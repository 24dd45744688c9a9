package io.sampo.messages;

import io.sampo.model.ErrorCode;
import io.sampo.model.TopicIdPartition;
import io.sampo.records.LogSlice;
import java.util.List;

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

    /**
     * {@code records} must be closed by the receiver; it holds whole batches, the first may begin below the offset asked for.
     *
     * @param lastStableOffset where the first open transaction begins, if that was asked for; else the high watermark
     * @param aborted transactions among the records that were taken back, by first offset; only where that was asked for
     */
    record Fetched(
            TopicIdPartition partition,
            long requestId,
            ErrorCode error,
            long highWatermark,
            long logStartOffset,
            LogSlice records,
            int leader,
            int leaderEpoch,
            long lastStableOffset,
            List<Aborted> aborted)
            implements PartitionReply {
        public Fetched {
            aborted = List.copyOf(aborted);
        }

        /** Of everything below the high watermark. */
        public Fetched(
                TopicIdPartition partition,
                long requestId,
                ErrorCode error,
                long highWatermark,
                long logStartOffset,
                LogSlice records,
                int leader,
                int leaderEpoch) {
            this(
                    partition,
                    requestId,
                    error,
                    highWatermark,
                    logStartOffset,
                    records,
                    leader,
                    leaderEpoch,
                    highWatermark,
                    List.of());
        }
    }

    /** A transaction that was taken back: the records of that producer from that offset on, up to its marker, count nothing. */
    record Aborted(long producerId, long firstOffset) {}

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

    /** The largest epoch that is not above the one asked for, and where it ends; -1 and -1 where that one is not known. */
    record EpochEndFound(TopicIdPartition partition, long requestId, ErrorCode error, int epoch, long endOffset)
            implements PartitionReply {}
}
