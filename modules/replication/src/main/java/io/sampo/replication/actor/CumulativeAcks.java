package io.sampo.replication.actor;

import io.sampo.messages.PartitionMessage;
import io.sampo.replication.ReplicaFrame;
import io.sampo.replication.ReplicaFrame.Ack;
import io.sampo.replication.ReplicaTransport;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;

/**
 * What a replica sends, its acknowledgements last: each says what all before it said (R4), so of those of pushes that came
 * together only the newest leaves, behind the last of them. Whatever else is sent leaves at once and does not overtake an
 * acknowledgement. Confined to the actor.
 */
final class CumulativeAcks {
    private final ReplicaTransport transport;
    private final ActorRef<PartitionMessage> self;
    private int toBroker;
    private @Nullable Ack newest;
    private boolean due;

    /** @param self is told {@link ReplicaEvent.AckDue} behind what it has been told already */
    CumulativeAcks(ReplicaTransport transport, ActorRef<PartitionMessage> self) {
        this.transport = transport;
        this.self = self;
    }

    /** As {@link ReplicaTransport#send}; true for an acknowledgement, whatever becomes of it. */
    boolean send(int broker, ReplicaFrame frame) {
        if (!(frame instanceof Ack ack)) {
            leave();
            return transport.send(broker, frame);
        }
        if (broker != toBroker) {
            leave();
        }
        toBroker = broker;
        newest = ack;
        if (!due) {
            due = true;
            self.tell(ReplicaEvent.AckDue.ACK_DUE);
        }
        return true;
    }

    /** What was told before the first of them has been worked on. */
    void due() {
        due = false;
        leave();
    }

    private void leave() {
        Ack last = newest;
        newest = null;
        if (last != null) {
            transport.send(toBroker, last);
        }
    }
}
