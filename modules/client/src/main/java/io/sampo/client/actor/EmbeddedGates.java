package io.sampo.client.actor;

import io.sampo.client.ContactPoint;
import io.sampo.messages.ClientMessage;
import io.sampo.messages.SessionMessage;
import io.sampo.model.Offsets;
import java.util.List;
import org.apache.pekko.actor.typed.ActorRef;

/** The gate of the broker in this JVM by reference, those of its peers by address. */
public final class EmbeddedGates implements Gates {
    private final ActorRef<SessionMessage> gate;
    private final Gates peers;
    private int embeddedBrokerId = Offsets.NO_BROKER;

    public EmbeddedGates(ActorRef<SessionMessage> gate, Gates peers) {
        this.gate = gate;
        this.peers = peers;
    }

    @Override
    public void openAnywhere(SessionMessage.Open open) {
        gate.tell(open);
    }

    @Override
    public void open(int brokerId, ContactPoint address, SessionMessage.Open open) {
        if (brokerId == embeddedBrokerId) {
            gate.tell(open);
        } else {
            peers.open(brokerId, address, open);
        }
    }

    @Override
    public void opened(ClientMessage.Opened answer) {
        if (answer.session().path().address().hasLocalScope()) {
            embeddedBrokerId = answer.brokerId();
        }
    }

    @Override
    public List<String> contacts() {
        return List.of(gate.path().toString());
    }
}
