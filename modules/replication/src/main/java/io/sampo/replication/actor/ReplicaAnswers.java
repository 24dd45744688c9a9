package io.sampo.replication.actor;

import io.sampo.messages.PartitionMessage;
import io.sampo.messages.PartitionReply;
import io.sampo.model.Acks;
import io.sampo.model.ErrorCode;
import io.sampo.model.Offsets;
import io.sampo.model.PartitionState;
import io.sampo.model.TopicIdPartition;
import io.sampo.records.LogSlice;
import io.sampo.replication.actor.waiting.Waiters;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The answers of a replica, with the leader that it knows of (KIP-951). Also for a replica that is not open yet. */
final class ReplicaAnswers {
    static final LogSlice NOTHING = LogSlice.of(ByteBuffer.allocate(0));

    private final TopicIdPartition partition;

    /** What a replica tells along with every answer. */
    record Position(long highWatermark, long logStartOffset, int leader, int leaderEpoch) {
        /** Of a replica without an open log: the leader, where {@code latest} names one. */
        static Position unserved(@Nullable PartitionState latest) {
            int leader = latest == null ? Offsets.NO_BROKER : latest.leader();
            int leaderEpoch = latest == null ? Offsets.NO_EPOCH : latest.leaderEpoch();
            return new Position(Offsets.UNKNOWN, Offsets.UNKNOWN, leader, leaderEpoch);
        }
    }

    ReplicaAnswers(TopicIdPartition partition) {
        this.partition = partition;
    }

    /** A replica without an open log, or one that leaves. */
    void refuse(PartitionMessage.Produce produce, ErrorCode error, @Nullable PartitionState latest) {
        if (produce.acks() != Acks.NONE) {
            Waiters.Waiter to = new Waiters.Waiter(produce.replyTo(), produce.requestId());
            produced(to, error, Offsets.UNKNOWN, Position.unserved(latest));
        }
    }

    /** As {@link #refuse}. */
    void refuse(PartitionMessage.Fetch fetch, ErrorCode error, @Nullable PartitionState latest) {
        fetched(new Waiters.Waiter(fetch.replyTo(), fetch.requestId()), error, Position.unserved(latest));
    }

    /** As {@link #refuse}. */
    void refuse(PartitionMessage.OffsetRequest ask, ErrorCode error, @Nullable PartitionState latest) {
        Waiters.Waiter to = new Waiters.Waiter(ask.replyTo(), ask.requestId());
        offsetListed(to, error, Offsets.UNKNOWN, -1, Position.unserved(latest));
    }

    void produced(Waiters.Waiter to, ErrorCode error, long baseOffset, Position at) {
        to.replyTo()
                .tell(new PartitionReply.Produced(
                        partition,
                        to.requestId(),
                        error,
                        baseOffset,
                        error == ErrorCode.NONE ? to.stampedMs() : -1,
                        at.logStartOffset,
                        at.leader,
                        at.leaderEpoch));
    }

    void fetched(Waiters.Waiter to, ErrorCode error, Position at) {
        fetched(to, error, NOTHING, at);
    }

    /** Batches below {@code stableOffset}, with what was taken back among them. */
    void fetchedCommitted(
            Waiters.Waiter to, LogSlice records, long stableOffset, List<PartitionReply.Aborted> aborted, Position at) {
        to.replyTo()
                .tell(new PartitionReply.Fetched(
                        partition,
                        to.requestId(),
                        ErrorCode.NONE,
                        at.highWatermark,
                        at.logStartOffset,
                        records,
                        at.leader,
                        at.leaderEpoch,
                        stableOffset,
                        aborted));
    }

    void fetched(Waiters.Waiter to, ErrorCode error, LogSlice records, Position at) {
        to.replyTo()
                .tell(new PartitionReply.Fetched(
                        partition,
                        to.requestId(),
                        error,
                        at.highWatermark,
                        at.logStartOffset,
                        records,
                        at.leader,
                        at.leaderEpoch));
    }

    void offsetListed(Waiters.Waiter to, ErrorCode error, long offset, long timestampMs, Position at) {
        to.replyTo()
                .tell(new PartitionReply.OffsetListed(
                        partition, to.requestId(), error, offset, timestampMs, at.leader, at.leaderEpoch));
    }

    void epochEndFound(Waiters.Waiter to, int epoch, long endOffset) {
        to.replyTo()
                .tell(new PartitionReply.EpochEndFound(partition, to.requestId(), ErrorCode.NONE, epoch, endOffset));
    }
}
