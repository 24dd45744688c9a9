package io.sampo.replication.actor;

import io.sampo.messages.BrokerMessage;
import io.sampo.messages.PartitionMessage.ApplyState;
import io.sampo.model.PartitionState;
import io.sampo.replication.ReplicaFrame;
import java.time.Duration;

/**
 * What a replica says whose log could not be opened (R22): it may not lead, and nobody should wait for it. Said again and
 * again, because a resignation may be lost or come while nobody else may lead.
 */
final class UnopenedReplica {
    static final Duration REPEAT = Duration.ofSeconds(2);

    private UnopenedReplica() {}

    static void say(ReplicaContext replica, ApplyState latest, String why) {
        PartitionState state = latest.state();
        if (state.leader() == replica.brokerId()) {
            replica.broker().tell(new BrokerMessage.Resign(latest.partition(), state.leaderEpoch(), why));
        } else if (state.hasLeader()) {
            ReplicaFrame.Nack nack = new ReplicaFrame.Nack(
                    latest.partition(),
                    state.leaderEpoch(),
                    replica.brokerEpoch(),
                    -1,
                    ReplicaFrame.Reason.STORAGE,
                    -1,
                    -1);
            replica.transport().send(state.leader(), nack);
        }
    }
}
