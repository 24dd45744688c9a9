package io.sampo.messages;

import io.sampo.model.TopicIdPartition;
import java.util.List;
import org.apache.pekko.actor.typed.ActorRef;

/** What the replicas of a broker tell their {@code BrokerActor}; the broker's own messages are its {@link Internal}. */
public sealed interface BrokerMessage {
    /** What only the module {@code broker} sends. */
    non-sealed interface Internal extends BrokerMessage {}

    /** The replica is recovered and answers; from now on it is found in the address book. */
    record ReplicaStarted(TopicIdPartition partition, ActorRef<PartitionMessage> replica, long logEndOffset)
            implements BrokerMessage {}

    /** The replica has stopped and closed its log; {@code deleted} if its files are gone. */
    record ReplicaStopped(TopicIdPartition partition, ActorRef<PartitionMessage> replica, boolean deleted)
            implements BrokerMessage {}

    /** The replica cannot go on: its disk failed or its log is corrupt. It neither leads nor acknowledges any more. */
    record ReplicaFailed(TopicIdPartition partition, String why) implements BrokerMessage {}

    /** The leader asks for another ISR (R8). One proposal of a partition is in flight at a time. */
    record ProposeIsr(TopicIdPartition partition, int leaderEpoch, int partitionEpoch, List<IsrMember> isr)
            implements BrokerMessage {
        public ProposeIsr {
            isr = List.copyOf(isr);
        }
    }

    /** One proposed ISR member with the broker epoch under which it proved itself (KIP-903). */
    record IsrMember(int brokerId, long brokerEpoch) {}

    /** The leader gives up leadership in this epoch (R25, or its own append failed). */
    record Resign(TopicIdPartition partition, int leaderEpoch, String why) implements BrokerMessage {}

    /**
     * Where the log of a replica ends that has no leader and nobody eligible (H25): it may be the best that is left. Said
     * again while that lasts.
     *
     * @param lastEpoch leader epoch of its last record, or -1
     * @param logEndOffset -1 where the log cannot be read: it is no candidate, and nobody waits for it
     */
    record ReplicaTail(TopicIdPartition partition, int partitionEpoch, int lastEpoch, long logEndOffset)
            implements BrokerMessage {}

    /** A peer spoke under a leader epoch that this replica has not heard of: ask the feed (R1). */
    record NewerEpochSeen(TopicIdPartition partition, int leaderEpoch) implements BrokerMessage {}

    /** The state of one replica, for describe, metrics and tests. Lag in records; -1 where it is not the leader. */
    record ReplicaStatus(
            TopicIdPartition partition,
            boolean leader,
            int leaderEpoch,
            long logStartOffset,
            long highWatermark,
            long logEndOffset,
            long sizeInBytes,
            long largestFollowerLag)
            implements BrokerMessage {}
}
