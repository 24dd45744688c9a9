package io.sampo.transport.session;

import io.sampo.transport.session.SessionFrame.FormationAnswer;
import io.sampo.transport.session.SessionFrame.FormationQuery;
import io.sampo.transport.session.SessionFrame.Heartbeat;
import io.sampo.transport.session.SessionFrame.HeartbeatReply;
import io.sampo.transport.session.SessionFrame.Hello;
import io.sampo.transport.session.SessionFrame.Leads;

/** What a {@link SessionServer} asks its node. Every method is called on the control loop and must not block. */
public interface SessionHandler {
    /** Who this node is, at this moment: the content of its answers to Hello and Knock. */
    Hello self();

    /**
     * May this broker have a session here? A foreign cluster id has been refused already.
     *
     * @return empty to accept, else the reason for a person
     */
    default String refusal(Hello hello) {
        return "";
    }

    /** A session has begun. */
    void opened(SessionPeer peer);

    /** A heartbeat has come; the answer goes back at once. */
    HeartbeatReply heartbeat(SessionPeer peer, Heartbeat heartbeat);

    /** A session is over. Called once for each {@link #opened}. */
    void closed(SessionPeer peer, CloseReason reason);

    /** Who leads the Raft group, as far as this node knows. */
    Leads whoLeads();

    /** What this node knows of the Raft group. */
    FormationAnswer formation(FormationQuery query);
}
