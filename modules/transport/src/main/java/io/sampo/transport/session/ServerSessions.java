package io.sampo.transport.session;

import io.sampo.transport.LinkFilter;
import io.sampo.transport.session.SessionFrame.FormationQuery;
import io.sampo.transport.session.SessionFrame.Heartbeat;
import io.sampo.transport.session.SessionFrame.Hello;
import io.sampo.transport.session.SessionFrame.HelloReply;
import io.sampo.transport.session.SessionFrame.Knock;
import io.sampo.transport.session.SessionFrame.WhoLeads;
import org.jspecify.annotations.Nullable;

/** The listening side's connections: who may speak, and what is answered. On the control loop. */
final class ServerSessions {
    private final SessionHandler handler;
    private final SessionSettings settings;
    private final LinkFilter filter;
    private long lastSession;

    ServerSessions(SessionHandler handler, SessionSettings settings, LinkFilter filter) {
        this.handler = handler;
        this.settings = settings;
        this.filter = filter;
    }

    /** The handler of a connection that has just been accepted. */
    SessionConnection accept() {
        return new Accepted(handler.self().brokerId());
    }

    private static boolean isForeign(String oneClusterId, String otherClusterId) {
        return !oneClusterId.isEmpty() && !otherClusterId.isEmpty() && !oneClusterId.equals(otherClusterId);
    }

    private static HelloReply reply(Hello self, String refusal) {
        return new HelloReply(
                refusal.isEmpty(), refusal, self.clusterId(), self.brokerId(), self.brokerEpoch(), self.incarnation());
    }

    private final class Accepted extends SessionConnection {
        private @Nullable SessionPeer session;

        Accepted(int self) {
            super(self, filter);
        }

        @Override
        void connected() {
            watchSilence(settings.sessionTimeoutMs());
        }

        @Override
        void received(long correlationId, SessionFrame frame) {
            if (frame instanceof Hello hello && session == null) {
                hello(correlationId, hello);
            } else if (frame instanceof Knock knock && session == null) {
                knock(correlationId, knock);
            } else if (session == null) {
                close(CloseReason.REFUSED);
            } else if (frame instanceof Heartbeat heartbeat) {
                send(correlationId, handler.heartbeat(session, heartbeat));
            } else if (frame instanceof WhoLeads) {
                send(correlationId, handler.whoLeads());
            } else if (frame instanceof FormationQuery query) {
                send(correlationId, handler.formation(query));
            } else {
                close(CloseReason.REFUSED);
            }
        }

        private void hello(long correlationId, Hello hello) {
            peer(hello.brokerId());
            if (!hears(hello.brokerId())) {
                return;
            }
            Hello self = handler.self();
            String refusal = isForeign(self.clusterId(), hello.clusterId())
                    ? "this node belongs to cluster " + self.clusterId() + ", yours is " + hello.clusterId()
                    : handler.refusal(hello);
            send(correlationId, reply(self, refusal));
            if (!refusal.isEmpty()) {
                close(CloseReason.REFUSED);
                return;
            }
            session = new SessionPeer(++lastSession, hello.brokerId(), hello.brokerEpoch(), hello.incarnation());
            handler.opened(session);
        }

        private void knock(long correlationId, Knock knock) {
            peer(knock.brokerId());
            if (hears(knock.brokerId())) {
                Hello self = handler.self();
                boolean foreign = isForeign(self.clusterId(), knock.clusterId());
                send(correlationId, reply(self, foreign ? "this node belongs to another cluster" : ""));
            }
        }

        @Override
        void ended(CloseReason why) {
            SessionPeer over = session;
            session = null;
            if (over != null) {
                handler.closed(over, why);
            }
        }
    }
}
