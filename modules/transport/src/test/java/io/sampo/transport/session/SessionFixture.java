package io.sampo.transport.session;

import io.sampo.transport.LinkCuts;
import io.sampo.transport.session.SessionFrame.ArteryAddress;
import io.sampo.transport.session.SessionFrame.FormationAnswer;
import io.sampo.transport.session.SessionFrame.FormationPeer;
import io.sampo.transport.session.SessionFrame.FormationQuery;
import io.sampo.transport.session.SessionFrame.Heartbeat;
import io.sampo.transport.session.SessionFrame.HeartbeatReply;
import io.sampo.transport.session.SessionFrame.Hello;
import io.sampo.transport.session.SessionFrame.HelloReply;
import io.sampo.transport.session.SessionFrame.Leads;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/** Controller nodes and brokers on one loop, loopback and free ports, closed together. */
final class SessionFixture implements AutoCloseable {
    static final String HOST = "127.0.0.1";
    /** Short, so that tests of silence end soon; long enough for a busy machine. */
    static final SessionSettings SETTINGS = new SessionSettings(50, 1_000, 500, 20, 100, 700);

    final LinkCuts cuts = new LinkCuts();
    final SessionLoop loop = SessionLoop.start();
    private final List<Runnable> closing = new ArrayList<>();

    /** A node that listens; what happens to it is written down in words. */
    static final class Node implements SessionHandler {
        final Queue<String> events = new ConcurrentLinkedQueue<>();
        final AtomicLong heartbeats = new AtomicLong();
        volatile String clusterId;
        volatile long brokerEpoch;
        private final int brokerId;
        private final UUID incarnation = UUID.randomUUID();

        Node(int brokerId, long brokerEpoch, String clusterId) {
            this.brokerId = brokerId;
            this.brokerEpoch = brokerEpoch;
            this.clusterId = clusterId;
        }

        UUID incarnation() {
            return incarnation;
        }

        @Override
        public Hello self() {
            return new Hello(clusterId, brokerId, brokerEpoch, incarnation);
        }

        @Override
        public String refusal(Hello hello) {
            return hello.brokerId() == 66 ? "nobody wants broker 66" : "";
        }

        @Override
        public void opened(SessionPeer peer) {
            events.add("opened " + peer.brokerId());
        }

        @Override
        public HeartbeatReply heartbeat(SessionPeer peer, Heartbeat heartbeat) {
            heartbeats.incrementAndGet();
            return new HeartbeatReply(true, heartbeat.appliedMetadataOffset() + 1);
        }

        @Override
        public void closed(SessionPeer peer, CloseReason reason) {
            events.add("closed " + peer.brokerId() + " " + reason);
        }

        @Override
        public Leads whoLeads() {
            return new Leads(brokerId, 7, new ArteryAddress("sampo", HOST, 25520));
        }

        @Override
        public FormationAnswer formation(FormationQuery query) {
            return new FormationAnswer(
                    brokerId + "-dir",
                    HOST + ":9870",
                    true,
                    new byte[] {1, 2, 3},
                    List.of(new FormationPeer(query.peerId(), query.address())),
                    clusterId);
        }
    }

    /** A broker's side of its links. */
    static final class Broker implements SessionClient {
        final Queue<String> events = new ConcurrentLinkedQueue<>();
        final AtomicLong replies = new AtomicLong();
        private final Hello hello;

        Broker(int brokerId, String clusterId) {
            hello = new Hello(clusterId, brokerId, 10L * brokerId, UUID.randomUUID());
        }

        @Override
        public Hello hello() {
            return hello;
        }

        @Override
        public Heartbeat heartbeat() {
            return new Heartbeat(hello.brokerEpoch(), 41, 0);
        }

        @Override
        public void opened(int controllerId, HelloReply reply) {
            events.add("opened " + controllerId);
        }

        @Override
        public void refused(int controllerId, HelloReply reply) {
            events.add("refused " + reply.reason());
        }

        @Override
        public void heartbeatReply(int controllerId, HeartbeatReply reply) {
            if (reply.metadataOffset() == 42) {
                replies.incrementAndGet();
            }
        }

        @Override
        public void closed(int controllerId, CloseReason reason) {
            events.add("closed " + controllerId + " " + reason);
        }
    }

    SessionServer serve(Node node) {
        return serve(node, 0);
    }

    SessionServer serve(Node node, int port) {
        SessionServer server = SessionServer.start(loop, HOST, port, node, SETTINGS, cuts);
        closing.add(server::close);
        return server;
    }

    SessionLink link(Broker broker, int controllerId, int port) {
        SessionLink link = SessionLink.open(loop, controllerId, HOST, port, broker, SETTINGS, cuts);
        closing.add(link::close);
        return link;
    }

    DialBack dialBack(int self, String clusterId, int timeoutMs) {
        SessionSettings settings = new SessionSettings(50, 1_000, 500, 20, 100, timeoutMs);
        return new DialBack(loop, self, () -> clusterId, settings, cuts);
    }

    @Override
    public void close() {
        closing.forEach(Runnable::run);
        loop.close();
    }
}
