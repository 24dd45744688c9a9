package io.sampo.messages;

import io.sampo.model.Acks;
import io.sampo.model.PartitionState;
import io.sampo.model.TopicConfig;
import io.sampo.model.TopicIdPartition;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import org.apache.pekko.actor.typed.ActorRef;

/**
 * What a partition replica understands. All but {@link Internal} come from the same JVM: sessions, gateway and
 * {@code BrokerActor} tell the {@code ActorRef} that the broker's address book holds; nothing travels through sharding
 * but {@link Start}.
 */
public sealed interface PartitionMessage {
    /** What only the actor itself and its own module send. */
    non-sealed interface Internal extends PartitionMessage {}

    /** Brings the entity up; sent through the sharding region by the replica's own broker. */
    enum Start implements PartitionMessage {
        START
    }

    /** Leave: leadership was handed over or the broker stops. The log is flushed and closed, then the actor stops. */
    enum Stop implements PartitionMessage {
        STOP
    }

    /**
     * What the metadata log says of this partition as of {@code metadataOffset}. Also the first message after start.
     *
     * @param brokerEpochs current broker epoch of every replica whose broker is registered, not fenced and not stopping
     * @param adding replicas that a reassignment has added and that copy the partition now
     */
    record ApplyState(
            String topic,
            TopicIdPartition partition,
            PartitionState state,
            TopicConfig config,
            Map<Integer, Long> brokerEpochs,
            long metadataOffset,
            List<Integer> adding)
            implements PartitionMessage {
        public ApplyState {
            brokerEpochs = Map.copyOf(brokerEpochs);
            adding = List.copyOf(adding);
        }

        /** Of a partition that stays where it is. */
        public ApplyState(
                String topic,
                TopicIdPartition partition,
                PartitionState state,
                TopicConfig config,
                Map<Integer, Long> brokerEpochs,
                long metadataOffset) {
            this(topic, partition, state, config, brokerEpochs, metadataOffset, List.of());
        }
    }

    /**
     * The partition was deleted, or this replica removed from it, by a record of the metadata log (R15).
     *
     * @param metadataOffset of the image that holds the record
     * @param partitionEpoch at which the replica was removed; a replica that knows a higher one keeps its files (H63)
     */
    record Delete(long metadataOffset, int partitionEpoch) implements PartitionMessage {
        /** The whole topic is deleted: whatever epoch the replica knows. */
        public static Delete ofTopic(long metadataOffset) {
            return new Delete(metadataOffset, Integer.MAX_VALUE);
        }
    }

    /** The proposal of {@link BrokerMessage.ProposeIsr} was refused for good; a success comes as {@link ApplyState}. */
    record IsrRefused(int leaderEpoch, int partitionEpoch, io.sampo.model.ErrorCode error)
            implements PartitionMessage {}

    /**
     * Append these batches. Answered by {@link Produced} unless acks is {@link Acks#NONE}.
     *
     * @param requestId chosen by the sender, returned in the answer
     * @param leaderEpoch what the sender believes, or -1 for no check
     * @param batches whole record batches v2; ownership passes to the replica, which writes offsets into them
     * @param timeoutMs how long acks=all may wait
     */
    record Produce(
            long requestId,
            Acks acks,
            int leaderEpoch,
            ByteBuffer batches,
            long timeoutMs,
            ActorRef<PartitionReply> replyTo)
            implements PartitionMessage {}

    /**
     * Read from {@code fromOffset}; answered by {@link Fetched} when {@code minBytes} are there or after
     * {@code maxWaitMs}.
     *
     * @param committed only what is decided: nothing from the first open transaction on, and the transactions that were
     *     taken back are named. What is there and undecided does not wait: such a fetch may be answered with nothing at once
     */
    record Fetch(
            long requestId,
            int leaderEpoch,
            long fromOffset,
            int maxBytes,
            int minBytes,
            long maxWaitMs,
            boolean committed,
            ActorRef<PartitionReply> replyTo)
            implements PartitionMessage {
        /** Of everything below the high watermark. */
        public Fetch(
                long requestId,
                int leaderEpoch,
                long fromOffset,
                int maxBytes,
                int minBytes,
                long maxWaitMs,
                ActorRef<PartitionReply> replyTo) {
            this(requestId, leaderEpoch, fromOffset, maxBytes, minBytes, maxWaitMs, false, replyTo);
        }
    }

    /** The waiter of an earlier {@link Fetch} is gone; no answer. */
    record CancelFetch(long requestId, ActorRef<PartitionReply> replyTo) implements PartitionMessage {}

    /** A question about the offsets of a log, for its leader. Refused by {@link PartitionReply.OffsetListed}. */
    sealed interface OffsetRequest extends PartitionMessage {
        long requestId();

        ActorRef<PartitionReply> replyTo();
    }

    /** Where did {@code epoch} end (KIP-320)? Answered by {@link PartitionReply.EpochEndFound}. */
    record FindEpochEnd(long requestId, int leaderEpoch, int epoch, ActorRef<PartitionReply> replyTo)
            implements OffsetRequest {}

    /**
     * Nobody shall read below {@code offset}, or the high watermark where that is -1 (KIP-107). Answered by
     * {@link PartitionReply.OffsetListed} with the new log start; followers hear of it.
     */
    record DeleteRecords(long requestId, long offset, ActorRef<PartitionReply> replyTo) implements OffsetRequest {}

    /**
     * Offset for a timestamp in ms, or for one of the special values of {@code Offsets}; answered by {@link OffsetListed}.
     *
     * @param committed of what is decided: below the first open transaction
     */
    record ListOffset(
            long requestId, int leaderEpoch, long timestampMs, boolean committed, ActorRef<PartitionReply> replyTo)
            implements OffsetRequest {
        /** Of everything below the high watermark. */
        public ListOffset(long requestId, int leaderEpoch, long timestampMs, ActorRef<PartitionReply> replyTo) {
            this(requestId, leaderEpoch, timestampMs, false, replyTo);
        }
    }

    /**
     * Whether this broker hears the metadata feed (R26): {@code fresh} is false once it has had no contact for twice the
     * session timeout. A replica starts as fresh; the broker tells every change.
     */
    record FeedContact(boolean fresh) implements PartitionMessage {}

    /** Answer with {@link BrokerMessage.ReplicaStatus}: for describe, metrics and tests. No answer while it is not open. */
    record ReportStatus(ActorRef<BrokerMessage> replyTo) implements PartitionMessage {}
}
