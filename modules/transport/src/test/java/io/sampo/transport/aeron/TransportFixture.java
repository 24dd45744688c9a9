package io.sampo.transport.aeron;

import io.sampo.replication.ReplicaFrame;
import io.sampo.replication.ReplicaTransport;
import io.sampo.transport.Eventually;
import io.sampo.transport.LinkCuts;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Transports of a few brokers in this JVM, on loopback and free ports, closed together. */
final class TransportFixture implements AutoCloseable {
    static final String CLUSTER = "a-cluster";
    static final String HOST = "127.0.0.1";

    /** What one broker has received. */
    record Received(int fromBroker, long fromBrokerEpoch, ReplicaFrame frame) {}

    /** A running broker's transport and its mailbox. */
    record Node(AeronReplicaTransport transport, int port, Queue<Received> received) {
        void sendUntilTaken(int toBroker, ReplicaFrame frame) {
            Eventually.holds(
                    "the stream takes " + frame.getClass().getSimpleName(), () -> transport.send(toBroker, frame));
        }
    }

    final LinkCuts cuts = new LinkCuts();
    private final Path directory;
    private final Map<Integer, Node> nodes = new HashMap<>();

    TransportFixture(Path directory) {
        this.directory = directory;
    }

    static int freeUdpPort() {
        try (DatagramSocket socket = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new AssertionError("no free UDP port", e);
        }
    }

    TransportSettings settings(int port) {
        return TransportSettings.at(HOST, port).withDirectory(directory);
    }

    Node start(int brokerId, long brokerEpoch) {
        return start(brokerId, brokerEpoch, settings(freeUdpPort()), CLUSTER);
    }

    Node start(int brokerId, long brokerEpoch, TransportSettings settings, String clusterId) {
        Queue<Received> received = new ConcurrentLinkedQueue<>();
        ReplicaTransport.Receiver receiver = (from, epoch, frame) -> received.add(new Received(from, epoch, frame));
        return start(brokerId, brokerEpoch, settings, clusterId, receiver, received);
    }

    Node start(
            int brokerId,
            long brokerEpoch,
            TransportSettings settings,
            String clusterId,
            ReplicaTransport.Receiver receiver,
            Queue<Received> received) {
        AeronReplicaTransport transport = AeronReplicaTransport.start(settings, brokerId, receiver, cuts);
        transport.identity(clusterId, brokerEpoch);
        Node node = new Node(transport, settings.port(), received);
        nodes.put(brokerId, node);
        return node;
    }

    /** Everybody connects to everybody; returns when all of them can send. */
    void connectAll() {
        nodes.forEach((from, node) -> nodes.forEach((to, peer) -> {
            if (!from.equals(to)) {
                node.transport().connect(to, HOST, peer.port());
            }
        }));
        nodes.forEach((from, node) -> nodes.keySet().forEach(to -> {
            if (!from.equals(to)) {
                Eventually.holds("broker " + from + " is connected to " + to, () -> node.transport()
                        .isConnected(to));
            }
        }));
    }

    /** Closes one broker's transport and forgets it. */
    void stop(int brokerId) {
        nodes.remove(brokerId).transport().close();
    }

    @Override
    public void close() {
        List<Node> all = new ArrayList<>(nodes.values());
        nodes.clear();
        all.forEach(node -> node.transport().close());
    }
}
