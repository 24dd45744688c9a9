package io.sampo.transport.session;

import io.sampo.transport.session.SessionFrame.Heartbeat;
import io.sampo.transport.session.SessionFrame.HeartbeatReply;
import io.sampo.transport.session.SessionFrame.Hello;
import io.sampo.transport.session.SessionFrame.HelloReply;

/** What a {@link SessionLink} asks and tells its broker. Called on the control loop; must not block. */
public interface SessionClient {
    /** Who this broker is, at this moment; asked for each connection. */
    Hello hello();

    /** What the next heartbeat says. */
    Heartbeat heartbeat();

    /** The controller node has accepted the session. */
    default void opened(int controllerId, HelloReply reply) {}

    /** The controller node has refused the session, for example as a foreign cluster's; the link goes on trying. */
    default void refused(int controllerId, HelloReply reply) {}

    /** Answer to a heartbeat. */
    default void heartbeatReply(int controllerId, HeartbeatReply reply) {}

    /** An open session is over; the link connects again by itself. */
    default void closed(int controllerId, CloseReason reason) {}
}
