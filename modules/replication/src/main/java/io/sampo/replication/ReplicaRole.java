package io.sampo.replication;

import io.sampo.model.Acks;
import io.sampo.model.ErrorCode;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * What a replica is at the moment. A role lives for one leader epoch; {@link PartitionReplica} exchanges it when the
 * metadata say so, and never for another reason. What a role does not do, it refuses here.
 */
sealed interface ReplicaRole permits Leader, Follower, ReplicaRole.Offline {
    /** The partition has no leader, or this replica may be neither leader nor follower of it. */
    record Offline(PartitionReplica replica) implements ReplicaRole {
        @Override
        public String toString() {
            return "offline";
        }
    }

    PartitionReplica replica();

    /** The same leader epoch goes on under newer metadata. */
    default void update(ReplicaMetadata before, long nowMs) {}

    /** The role ends; whoever waits is answered. */
    default void leave(ErrorCode error) {}

    default void produce(long requestId, Acks acks, int leaderEpoch, ByteBuffer batches, long timeoutMs, long nowMs) {
        replica().effects().produced(requestId, replica().notLeader(), -1);
    }

    default void fetch(PendingFetches.Waiting fetch, int leaderEpoch, long nowMs) {
        replica().effects().fetched(fetch.requestId(), replica().notLeader());
    }

    default void cancelFetch(long requestId) {}

    default void ask(OffsetQuestion question) {
        replica().effects().offsetListed(question.requestId(), replica().notLeader(), -1);
    }

    /** A probe, push or truncation, through the epoch gate (R1). */
    default void fromLeader(int fromBroker, ReplicaFrame frame, long nowMs) {}

    /** A tail, ack or nack of this leader epoch. */
    default void fromFollower(int fromBroker, ReplicaFrame frame, long nowMs) {}

    /** The log says, whatever becomes of the process, that {@code leaderEpoch} began. */
    default void epochBegun(int leaderEpoch, long nowMs) {}

    /** The log end moved. */
    default void appended(long nowMs) {}

    /** The durable end moved. */
    default void flushed(long nowMs) {}

    default void batchesRead(int follower, long session, long fromOffset, @Nullable ByteBuffer batches, long nowMs) {}

    default void isrRefused(int partitionEpoch, ErrorCode error, long nowMs) {}

    default void tick(long nowMs) {}

    default long nextDeadlineMs() {
        return Long.MAX_VALUE;
    }

    /** Offsets that the slowest follower lacks, or -1 where this is not the leader. */
    default long largestLag() {
        return -1;
    }

    /** True for a member of the maximal ISR (R7). */
    default boolean waitsFor(int brokerId) {
        return false;
    }
}
