package io.sampo.replication.actor;

import io.sampo.messages.PartitionMessage;
import io.sampo.replication.ReplicaFrame;

/**
 * A frame of another broker's replica; told by the broker's receiver to the replica that {@link ReplicaFrame#partition()}
 * names. The actor owns the bytes of a push.
 *
 * @param fromBroker id and
 * @param fromBrokerEpoch epoch that the stream's Hello named
 */
public record ReplicaFrameReceived(int fromBroker, long fromBrokerEpoch, ReplicaFrame frame)
        implements PartitionMessage.Internal {}
