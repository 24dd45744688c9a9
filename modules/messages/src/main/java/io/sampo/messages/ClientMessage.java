package io.sampo.messages;

import io.sampo.model.ErrorCode;
import io.sampo.model.TopicIdPartition;
import java.nio.ByteBuffer;
import org.apache.pekko.actor.typed.ActorRef;

/** What a broker says to an actor client; the answers to {@link SessionMessage}. */
public sealed interface ClientMessage {
    /** What only the module {@code client} sends to itself. */
    non-sealed interface Internal extends ClientMessage {}

    /** What answers one request; whoever sent it waits for its number. */
    sealed interface Answer extends ClientMessage {
        long correlationId();
    }

    record Opened(String clusterId, int brokerId, long brokerEpoch, ActorRef<SessionMessage> session)
            implements ClientMessage, WireMessage {}

    /** The session is over, for example because the broker stops; open another one elsewhere. */
    record Closed(int brokerId, String why) implements ClientMessage, WireMessage {}

    record Pong(int brokerId, long correlationId) implements Answer, WireMessage {}

    record ViewChanged(int brokerId, ClusterView view) implements ClientMessage, WireMessage {}

    /** As {@link PartitionReply.Produced}. */
    record Produced(
            long correlationId,
            TopicIdPartition partition,
            ErrorCode error,
            long baseOffset,
            long logAppendTimeMs,
            int leader,
            int leaderEpoch)
            implements Answer, WireMessage {
        /** What a replica has answered, for the client whose correlation id the request id was. */
        public static Produced of(PartitionReply.Produced reply) {
            return new Produced(
                    reply.requestId(),
                    reply.partition(),
                    reply.error(),
                    reply.baseOffset(),
                    reply.logAppendTimeMs(),
                    reply.leader(),
                    reply.leaderEpoch());
        }
    }

    /** As {@link PartitionReply.Fetched}, with the bytes. Hot: written by its own codec. */
    record Fetched(
            long correlationId,
            TopicIdPartition partition,
            ErrorCode error,
            long highWatermark,
            long logStartOffset,
            int leader,
            int leaderEpoch,
            ByteBuffer batches)
            implements Answer, WireMessage {}

    /** As {@link PartitionReply.OffsetListed}. */
    record OffsetListed(
            long correlationId,
            TopicIdPartition partition,
            ErrorCode error,
            long offset,
            long timestampMs,
            int leader,
            int leaderEpoch)
            implements Answer, WireMessage {
        /** As {@link Produced#of}. */
        public static OffsetListed of(PartitionReply.OffsetListed reply) {
            return new OffsetListed(
                    reply.requestId(),
                    reply.partition(),
                    reply.error(),
                    reply.offset(),
                    reply.timestampMs(),
                    reply.leader(),
                    reply.leaderEpoch());
        }
    }

    record ProducerIdGiven(long correlationId, ErrorCode error, long producerId, short producerEpoch)
            implements Answer, WireMessage {}

    /**
     * One replica as its broker has it.
     *
     * @param error {@code REPLICA_NOT_AVAILABLE} where it is not up there; then the numbers are -1
     * @param sizeInBytes of its log on the disk
     */
    record ReplicaDescribed(
            long correlationId,
            TopicIdPartition partition,
            ErrorCode error,
            long logStartOffset,
            long highWatermark,
            long logEndOffset,
            long sizeInBytes)
            implements Answer, WireMessage {}

    record AdminDone(long correlationId, AdminReply reply) implements Answer, WireMessage {}

    record GroupAnswered(long correlationId, GroupReply reply) implements Answer, WireMessage {}
}
