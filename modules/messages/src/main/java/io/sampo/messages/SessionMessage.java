package io.sampo.messages;

import io.sampo.model.Acks;
import io.sampo.model.TopicIdPartition;
import java.nio.ByteBuffer;
import java.util.List;
import org.apache.pekko.actor.typed.ActorRef;

/**
 * What an actor client says to a broker (ARCHITECTURE §3.7). {@link Open} goes to the broker's well-known session gate
 * ({@link #GATE_NAME}), everything else to the session that {@link ClientMessage.Opened} names. Correlation ids are the
 * client's and come back in the answer.
 */
public sealed interface SessionMessage {
    /** What only the module {@code broker} sends. */
    non-sealed interface Internal extends SessionMessage {}

    /** Name of the system actor that opens sessions: {@code pekko://<system>@<host>:<port>/system/sampo-sessions}. */
    String GATE_NAME = "sampo-sessions";

    /** Largest batches of one {@link Produce} and largest answer of one {@link Fetch}, bytes: they must fit one Artery frame. */
    int PAYLOAD_BYTES_MAX = 2 * 1024 * 1024 - 16 * 1024;

    /** Bytes that may be under way to a broker, and from it, without an answer. */
    int CREDIT_BYTES = 8 * 1024 * 1024;

    /** Open a session; answered by {@link ClientMessage.Opened}. The session ends with {@link Close} or silence. */
    record Open(String clientId, ActorRef<ClientMessage> client) implements SessionMessage, WireMessage {}

    record Close() implements SessionMessage, WireMessage {}

    /** Are you there? Answered by {@link ClientMessage.Pong}; also keeps the session alive. */
    record Ping(long correlationId) implements SessionMessage, WireMessage {}

    /**
     * Send the view now and after every change. {@code topics} empty = all topics.
     *
     * @param minOffset do not send a view older than this metadata offset; -1 = any
     */
    record Subscribe(List<String> topics, long minOffset) implements SessionMessage, WireMessage {
        public Subscribe {
            topics = List.copyOf(topics);
        }
    }

    /** Answered by {@link ClientMessage.Produced} unless acks is {@link Acks#NONE}. Hot: written by its own codec. */
    record Produce(
            long correlationId,
            TopicIdPartition partition,
            Acks acks,
            int leaderEpoch,
            long timeoutMs,
            ByteBuffer batches)
            implements SessionMessage, WireMessage {}

    /** Answered by {@link ClientMessage.Fetched}. */
    record Fetch(
            long correlationId,
            TopicIdPartition partition,
            int leaderEpoch,
            long fromOffset,
            int maxBytes,
            int minBytes,
            long maxWaitMs)
            implements SessionMessage, WireMessage {}

    /** The client no longer waits for that fetch. No answer. */
    record CancelFetch(long correlationId, TopicIdPartition partition) implements SessionMessage, WireMessage {}

    /** Answered by {@link ClientMessage.OffsetListed}. */
    record ListOffset(long correlationId, TopicIdPartition partition, int leaderEpoch, long timestampMs)
            implements SessionMessage, WireMessage {}

    /**
     * The leader shall serve nothing below {@code offset}, or below the high watermark where that is -1 (KIP-107). Answered by {@link
     * ClientMessage.OffsetListed} with the new log start, for the leader alone.
     */
    record DeleteRecords(long correlationId, TopicIdPartition partition, long offset)
            implements SessionMessage, WireMessage {}

    /** How far is your replica of that partition, whoever leads? Answered by {@link ClientMessage.ReplicaDescribed}. */
    record DescribeReplica(long correlationId, TopicIdPartition partition) implements SessionMessage, WireMessage {}

    /** A producer id of my own; answered by {@link ClientMessage.ProducerIdGiven}. */
    record InitProducerId(long correlationId) implements SessionMessage, WireMessage {}

    /** Passed on to the controller; answered by {@link ClientMessage.AdminDone}. */
    record Admin(long correlationId, AdminRequest request) implements SessionMessage, WireMessage {}

    /** Of a consumer group; for its coordinator, except where the call says otherwise. Answered by {@link ClientMessage.GroupAnswered}. */
    record AskGroup(long correlationId, String groupId, GroupCall call) implements SessionMessage, WireMessage {}
}
