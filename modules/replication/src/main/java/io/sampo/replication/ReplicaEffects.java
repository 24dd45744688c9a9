package io.sampo.replication;

import io.sampo.model.ErrorCode;
import io.sampo.replication.pace.CatchUpBudget;
import io.sampo.replication.pace.FollowerCredit;
import java.nio.ByteBuffer;
import java.util.Map;

/**
 * What a replica may ask of the world. Called while the core decides, so a host must not call back into the core from
 * here, except where it says that the answer may come in the same call. Requests that change the log are carried out in the
 * order in which they come.
 */
public interface ReplicaEffects {
    /**
     * Append whole batches whose offsets and epochs are in place. Answered by {@link PartitionReplica#appended} with
     * {@code endOffset}, in the same call or later, or by {@link PartitionReplica#storageFailed}.
     */
    void append(ByteBuffer batches, long endOffset);

    /**
     * {@code leaderEpoch} begins at the log end; written before the next append, so that it outlives the process. Answered by
     * {@link PartitionReplica#epochBegun}, in the same call or later, or by {@link PartitionReplica#storageFailed}.
     */
    void beginEpoch(int leaderEpoch);

    /**
     * Cut the log to {@code offset}, or with {@code restart} empty it to begin there; also where no record goes
     * (KAFKA-10706). Answered by {@link PartitionReplica#truncated}, in the same call or later.
     */
    void truncate(long offset, boolean restart);

    /** Records below {@code offset} may go. */
    void deleteBefore(long offset);

    /**
     * Force everything that is appended. Answered by {@link PartitionReplica#flushed} with the same {@code cuts}, in the same
     * call or later. Where the log is cut meanwhile the answer may come before or after that of the truncation.
     */
    void flush(long cuts);

    /** What all leaders of this broker have in flight; the same at every call. */
    FollowerCredit followerCredit();

    /** Hand {@code frame} to the transport; false if it would not take it. */
    boolean send(int toBroker, ReplicaFrame frame);

    /**
     * Read whole batches from {@code fromOffset} for a push, none at or behind {@code upToOffset}. Answered by
     * {@link PartitionReplica#batchesRead}, in the same call or later.
     *
     * @param recent true if the bytes were written moments ago: reading them will not block
     */
    void readForPush(int follower, long session, long fromOffset, int maxBytes, long upToOffset, boolean recent);

    /** Answer to a produce. {@code baseOffset} is -1 with an error. Not called for acks=0 that went well. */
    void produced(long requestId, ErrorCode error, long baseOffset);

    /** The fetch may have what lies in {@code [fromOffset, upToOffset)}; the host reads and answers. */
    void serveFetch(long requestId, long fromOffset, int maxBytes, long upToOffset, boolean recent);

    /** Answer to a fetch without records; {@link ErrorCode#NONE} if there was nothing new in time. */
    void fetched(long requestId, ErrorCode error);

    /** Answer to a question for an offset. */
    void offsetListed(long requestId, ErrorCode error, long offset);

    /** The answer to {@link OffsetQuestion.EpochEnd}; -1 and -1 where that epoch has not begun here. */
    void epochEndFound(long requestId, int epoch, long endOffset);

    /** Look for the first record stamped {@code timestampMs} or later below {@code upToOffset}; the host answers. */
    void findTimestamp(long requestId, long timestampMs, long upToOffset);

    /** Propose that ISR, broker id to broker epoch, to the controller (R8). */
    void proposeIsr(int leaderEpoch, int partitionEpoch, Map<Integer, Long> isr);

    /** Ask the controller for another leader, compare-and-set on {@code leaderEpoch} (R25). */
    void resign(int leaderEpoch, String why);

    /**
     * Tell the controller where this log ends, for nobody is known to hold everything (H25). Said again while that lasts.
     *
     * @param logEndOffset -1 where the log cannot be used
     */
    void reportTail(int partitionEpoch, int lastEpoch, long logEndOffset);

    /** A peer knows a newer epoch than the metadata here: ask the feed, adopt nothing (R1). */
    void newerEpochSeen(int leaderEpoch);

    /** This replica stops for good: its disk failed, or going on would lose committed records (R5). */
    void failed(String why);

    /** What followers that a reassignment has added may cost now; the same for all replicas of a broker. */
    default CatchUpBudget catchUpBudget() {
        return CatchUpBudget.UNLIMITED;
    }
}
