package io.sampo.coordinator;

import io.sampo.messages.PartitionReply;
import java.nio.ByteBuffer;
import org.apache.pekko.actor.typed.ActorRef;

/**
 * The log of one partition of {@code __consumer_offsets}, on the broker that leads it. Nothing blocks; each call is answered
 * by one message with its request id, or never where the log is lost, which the metadata then tell.
 */
public interface OffsetsLog {
    /**
     * Appends one batch with acks=all, and never gives up on it: the answer is a success, or an error by which it is certain
     * that nothing was appended, or that leadership is gone. Only so the groups may go on from what they know.
     *
     * @param leaderEpoch in which the caller believes to lead; the log refuses another one (R19)
     */
    void append(long requestId, int leaderEpoch, ByteBuffer batch, ActorRef<PartitionReply> replyTo);

    /** Reads what is committed from {@code offset} on, at most {@code maxBytes} but one batch at least. */
    void read(long requestId, int leaderEpoch, long offset, int maxBytes, ActorRef<PartitionReply> replyTo);

    /**
     * The offset of one of the special timestamps of {@code Offsets}. The latest one is not told before everything that the
     * predecessors have appended is committed (R23).
     */
    void offsetOf(long requestId, int leaderEpoch, long timestamp, ActorRef<PartitionReply> replyTo);
}
