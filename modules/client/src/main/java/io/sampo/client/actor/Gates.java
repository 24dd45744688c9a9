package io.sampo.client.actor;

import io.sampo.client.ContactPoint;
import io.sampo.messages.ClientMessage;
import io.sampo.messages.SessionMessage;
import java.util.List;

/** Reaches the session gates of brokers. A message may be lost; the hub asks again. Called by the hub's actor only. */
public interface Gates {
    /** Asks those that the client was told of. */
    void openAnywhere(SessionMessage.Open open);

    /** Asks the broker of that id, which the view says is at that address. */
    void open(int brokerId, ContactPoint address, SessionMessage.Open open);

    /** A broker has opened a session. */
    void opened(ClientMessage.Opened answer);

    /** For the one line that a person reads when nobody answers. */
    List<String> contacts();
}
