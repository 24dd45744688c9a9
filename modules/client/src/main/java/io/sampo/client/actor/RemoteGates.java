package io.sampo.client.actor;

import io.sampo.client.ContactPoint;
import io.sampo.messages.ClientMessage;
import io.sampo.messages.SessionMessage;
import java.util.List;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.ActorSystem;

/** Gates by address, over Artery. */
public final class RemoteGates implements Gates {
    private final ActorSystem system;
    private final List<ContactPoint> contactPoints;

    public RemoteGates(ActorSystem system, List<ContactPoint> contactPoints) {
        this.system = system;
        this.contactPoints = List.copyOf(contactPoints);
    }

    @Override
    public void openAnywhere(SessionMessage.Open open) {
        contactPoints.forEach(point -> tell(point, open));
    }

    @Override
    public void open(int brokerId, ContactPoint address, SessionMessage.Open open) {
        tell(address, open);
    }

    @Override
    public void opened(ClientMessage.Opened answer) {
        // Addresses are all that is needed.
    }

    @Override
    public List<String> contacts() {
        return contactPoints.stream().map(ContactPoint::toString).toList();
    }

    private void tell(ContactPoint broker, SessionMessage.Open open) {
        String path = "pekko://" + broker.system() + "@" + broker.host() + ":" + broker.port() + "/system/"
                + SessionMessage.GATE_NAME;
        system.actorSelection(path).tell(open, ActorRef.noSender());
    }
}
