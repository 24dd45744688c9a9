package io.sampo.replication.actor;

import io.sampo.messages.PartitionMessage;
import io.sampo.replication.ReplicaFrame;
import io.sampo.replication.actor.credit.Arrival;

/**
 * A frame of another broker's replica; told by the broker's receiver to the replica that {@link ReplicaFrame#partition()}
 * names. The actor owns the bytes of a push.
 *
 * @param fromBroker id and
 * @param fromBrokerEpoch epoch that the stream's Hello named
 * @param arrival credit that the actor gives back (R17)
 */
public record ReplicaFrameReceived(int fromBroker, long fromBrokerEpoch, ReplicaFrame frame, Arrival arrival)
        implements PartitionMessage.Internal {
    /** A frame that costs no credit. */
    public ReplicaFrameReceived(int fromBroker, long fromBrokerEpoch, ReplicaFrame frame) {
        this(fromBroker, fromBrokerEpoch, frame, Arrival.FREE);
    }
}
