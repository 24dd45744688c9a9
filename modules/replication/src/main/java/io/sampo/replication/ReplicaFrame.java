package io.sampo.replication;

import io.sampo.model.TopicIdPartition;
import java.nio.ByteBuffer;
import java.util.UUID;

/**
 * What leader and follower of one partition say to each other (REPLICATION §2.0). Every frame carries enough to be
 * refused: topic identity (R14), leader epoch (R1), broker epoch and session (R2).
 */
public sealed interface ReplicaFrame {
    TopicIdPartition partition();

    /** Leader epoch under which the sender speaks. */
    int leaderEpoch();

    /** Counter of the (leader, follower) conversation; a new one begins at every start of either actor. */
    long session();

    /** Leader → follower: tell me your tail. Opens a session. */
    record Probe(TopicIdPartition partition, int leaderEpoch, long leaderBrokerEpoch, long session)
            implements ReplicaFrame {}

    /**
     * Follower → leader: where my log ends.
     *
     * @param lastEpoch epoch of the last batch, or -1 for a log that never held one
     */
    record Tail(
            TopicIdPartition partition,
            int leaderEpoch,
            long brokerEpoch,
            UUID directoryId,
            long session,
            long logEndOffset,
            int lastEpoch)
            implements ReplicaFrame {}

    /**
     * Leader → follower: your log has to be cut to {@code offset}, the end of the largest common (offset, epoch) found so
     * far; answer with a new {@link Tail} (R5). Below the leader's log start: empty the log and begin at {@code offset}.
     *
     * @param judged the end of the follower's log that this was found for: one that ends elsewhere by now is not cut
     */
    record Truncate(
            TopicIdPartition partition,
            int leaderEpoch,
            long leaderBrokerEpoch,
            long session,
            LogEnd judged,
            int commonEpoch,
            long offset,
            boolean restart)
            implements ReplicaFrame {}

    /** Where a log ends: behind {@code offset} - 1, whose batch is of {@code epoch}, -1 in a log that never held one. */
    record LogEnd(long offset, int epoch) {}

    /**
     * Leader → follower: batches that follow {@code (prevOffset, prevEpoch)}, the log end and last epoch that the follower
     * must have (R3); none for a mere high watermark.
     *
     * @param batches whole batches, not to be changed by either side; empty if only the high watermark moves
     * @param catchUp true if it travels on the catch-up stream, read from the log
     */
    record Push(
            TopicIdPartition partition,
            int leaderEpoch,
            long leaderBrokerEpoch,
            long session,
            long prevOffset,
            int prevEpoch,
            long highWatermark,
            long logStartOffset,
            boolean catchUp,
            ByteBuffer batches)
            implements ReplicaFrame {}

    /** Follower → leader, cumulative (R4): everything below {@code logEndOffset} is appended, below {@code durableOffset} forced. */
    record Ack(
            TopicIdPartition partition,
            int leaderEpoch,
            long brokerEpoch,
            UUID directoryId,
            long session,
            long logEndOffset,
            long durableOffset,
            long highWatermark)
            implements ReplicaFrame {}

    /** Follower → leader: not appended, and why. */
    record Nack(
            TopicIdPartition partition,
            int leaderEpoch,
            long brokerEpoch,
            long session,
            Reason reason,
            int epoch,
            long offset)
            implements ReplicaFrame {}

    /** Why a frame was refused. */
    enum Reason {
        /** The follower knows a newer leader epoch: {@code epoch}. */
        FENCED,
        /** The leader epoch is newer than the follower's metadata; it pulls the metadata first. */
        AHEAD,
        /** Something before the push is missing; the follower's log ends at {@code offset}. */
        GAP,
        /** The follower's entry before the push differs: its {@code epoch} ends at {@code offset}. */
        DIVERGED,
        /** The follower's disk failed. */
        STORAGE,
        /** Not a replica of that topic id here. */
        WRONG_ID,
        /** The bytes failed their CRC on arrival; the push is asked for again (H37). */
        CORRUPT,
        /**
         * The follower has no session with this leader: it started anew, or has only now learnt of the leader epoch.
         * Also sent unasked, so that the leader probes at once (R20).
         */
        NO_SESSION
    }
}
