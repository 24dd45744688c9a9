package io.sampo.coordinator;

import io.sampo.messages.PartitionMessage;
import io.sampo.messages.PartitionReply;
import io.sampo.model.Acks;
import io.sampo.model.ErrorCode;
import io.sampo.model.Offsets;
import io.sampo.model.TopicIdPartition;
import io.sampo.records.LogSlice;
import java.nio.ByteBuffer;
import java.util.function.Supplier;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;

/**
 * The log of the partition's replica on this broker.
 *
 * @param replica the running replica at this moment; null while there is none
 */
public record ReplicaOffsetsLog(TopicIdPartition partition, Supplier<@Nullable ActorRef<PartitionMessage>> replica)
        implements OffsetsLog {
    /** For readers that are behind the end of what is committed. */
    private static final long READ_WAIT_MS = 500;

    @Override
    public void append(long requestId, int leaderEpoch, ByteBuffer batch, ActorRef<PartitionReply> replyTo) {
        ActorRef<PartitionMessage> running = replica.get();
        if (running == null) {
            replyTo.tell(new PartitionReply.Produced(
                    partition,
                    requestId,
                    ErrorCode.NOT_LEADER_OR_FOLLOWER,
                    Offsets.UNKNOWN,
                    Offsets.UNKNOWN,
                    Offsets.UNKNOWN,
                    Offsets.NO_BROKER,
                    Offsets.NO_EPOCH));
        } else {
            // The replica never times this out: after a timeout nobody would know whether the batch is there.
            running.tell(
                    new PartitionMessage.Produce(requestId, Acks.ALL, leaderEpoch, batch, Long.MAX_VALUE, replyTo));
        }
    }

    @Override
    public void read(long requestId, int leaderEpoch, long offset, int maxBytes, ActorRef<PartitionReply> replyTo) {
        ActorRef<PartitionMessage> running = replica.get();
        if (running == null) {
            replyTo.tell(new PartitionReply.Fetched(
                    partition,
                    requestId,
                    ErrorCode.NOT_LEADER_OR_FOLLOWER,
                    Offsets.UNKNOWN,
                    Offsets.UNKNOWN,
                    LogSlice.of(ByteBuffer.allocate(0)),
                    Offsets.NO_BROKER,
                    Offsets.NO_EPOCH));
        } else {
            running.tell(
                    new PartitionMessage.Fetch(requestId, leaderEpoch, offset, maxBytes, 1, READ_WAIT_MS, replyTo));
        }
    }

    @Override
    public void offsetOf(long requestId, int leaderEpoch, long timestamp, ActorRef<PartitionReply> replyTo) {
        ActorRef<PartitionMessage> running = replica.get();
        if (running == null) {
            replyTo.tell(new PartitionReply.OffsetListed(
                    partition,
                    requestId,
                    ErrorCode.NOT_LEADER_OR_FOLLOWER,
                    Offsets.UNKNOWN,
                    Offsets.UNKNOWN,
                    Offsets.NO_BROKER,
                    Offsets.NO_EPOCH));
        } else {
            running.tell(new PartitionMessage.ListOffset(requestId, leaderEpoch, timestamp, replyTo));
        }
    }
}
