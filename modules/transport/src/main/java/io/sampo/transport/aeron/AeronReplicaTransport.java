package io.sampo.transport.aeron;

import io.sampo.replication.ReplicaFrame;
import io.sampo.replication.ReplicaTransport;
import io.sampo.transport.LinkFilter;
import java.nio.file.Path;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@link ReplicaTransport} over Aeron: one embedded media driver and one thread, {@code sampo-transport}, per broker
 * (ARCHITECTURE §3.4). Order of use: {@link #start}, {@link #identity} after registration, {@link #connect} for each peer of
 * the metadata image, {@link #close}. Every method may be called from any thread.
 */
public final class AeronReplicaTransport implements ReplicaTransport, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(AeronReplicaTransport.class);
    private static final long STOP_TIMEOUT_MS = 10_000;

    /** Who we are, once the broker has registered. */
    private record Identity(long clusterHash, long brokerEpoch) {}

    private final int brokerId;
    private final Receiver receiver;
    private final LinkFilter filter;
    private final Tally tally = new Tally();
    private final ConcurrentMap<Integer, PeerLink> peers = new ConcurrentHashMap<>();
    /** Shared by senders, exclusive to whoever unmaps what they write into. */
    private final ReadWriteLock gate = new ReentrantReadWriteLock();

    private final SocketSleeper sleeper;
    private final AeronDirectories directories;
    private final Path directory;
    private final TransportLoop loop;
    private final Thread thread;
    private volatile @Nullable Identity identity;
    private volatile boolean closed;

    private AeronReplicaTransport(TransportSettings settings, int brokerId, Receiver receiver, LinkFilter filter) {
        this.brokerId = brokerId;
        this.receiver = receiver;
        this.filter = filter;
        this.directories = AeronDirectories.of(settings);
        directories.removeThoseOfDeadProcesses();
        directories.checkRoom(settings);
        this.directory = directories.claim(brokerId);
        this.sleeper = new SocketSleeper();
        Channels channels = Channels.of(settings);
        FrameAssembler.Sink sink = new Arrivals();
        this.loop = new TransportLoop(
                () -> new AeronNode(settings, channels, directory, sleeper, () -> new FrameAssembler(sink, tally)),
                peers,
                gate.writeLock(),
                sleeper,
                tally,
                this::roundEnded,
                settings.clientLivenessTimeoutMs());
        this.thread = new Thread(loop, "sampo-transport-" + brokerId);
        thread.setDaemon(true);
    }

    /**
     * Opens the streams of this broker and begins to receive.
     *
     * @param receiver gets whole frames, on the transport's thread, and may use that for a while at the end of each round
     * @param filter {@link LinkFilter#ALL} but in tests
     * @throws IllegalStateException if the port is taken or the directory has no room; the message is for a person
     */
    public static AeronReplicaTransport start(
            TransportSettings settings, int brokerId, Receiver receiver, LinkFilter filter) {
        AeronReplicaTransport transport = new AeronReplicaTransport(settings, brokerId, receiver, filter);
        transport.thread.start();
        try {
            transport.loop.started().join();
        } catch (CompletionException e) {
            transport.close();
            throw new IllegalStateException(
                    "replication streams cannot be opened at " + settings.host() + ":" + settings.port() + " (UDP): "
                            + reason(e.getCause()),
                    e.getCause());
        }
        LOG.debug("Replication streams of broker {} at {}:{} (UDP)", brokerId, settings.host(), settings.port());
        return transport;
    }

    /** One line for a person; where Agrona is kept from the JVM's insides, what lets it in. */
    static String reason(Throwable cause) {
        String said = String.valueOf(cause.getMessage()).lines().findFirst().orElse(cause.toString());
        return cause instanceof LinkageError
                ? "Aeron needs the JVM flag --add-opens=java.base/jdk.internal.misc=ALL-UNNAMED (" + said + ")"
                : said;
    }

    /** Why the streams are dead for good, one line; empty as long as they are not. */
    public String failure() {
        Error failure = loop.failure();
        return failure == null
                ? ""
                : "replication streams have ended: " + failure.getClass().getSimpleName() + ", " + reason(failure);
    }

    /**
     * Tells who this broker is. Before that nothing is sent and whatever arrives is ignored; after it, each message says so and
     * messages of other clusters are refused. To be called again with each new broker epoch.
     */
    public void identity(String clusterId, long brokerEpoch) {
        identity = new Identity(Envelope.hashOf(clusterId), brokerEpoch);
    }

    /** Opens the streams to a peer, in the background. Does nothing if they lead to that address already. */
    public void connect(int peerBrokerId, String host, int aeronPort) {
        PeerLink current = peers.get(peerBrokerId);
        if (current != null && current.leadsTo(host, aeronPort)) {
            return;
        }
        PeerLink old = peers.put(peerBrokerId, new PeerLink(peerBrokerId, host, aeronPort, tally));
        loop.peersChanged(old == null ? new PeerLink[0] : new PeerLink[] {old});
    }

    /** Closes the streams to a peer, in the background. Does nothing if there are none. */
    public void disconnect(int peerBrokerId) {
        PeerLink old = peers.remove(peerBrokerId);
        if (old != null) {
            loop.peersChanged(old);
        }
    }

    /** True if all streams to that peer have an answering far end; it takes seconds to notice that it has gone. */
    public boolean isConnected(int peerBrokerId) {
        PeerLink peer = peers.get(peerBrokerId);
        return peer != null && peer.isConnected();
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalArgumentException for a push above 16 MiB, which no stream would ever take
     */
    @Override
    public boolean send(int toBroker, ReplicaFrame frame) {
        if (ReplicaFrameCodec.payload(frame).remaining() > FrameHeader.PAYLOAD_LENGTH_MAX) {
            throw new IllegalArgumentException(
                    "push of " + ReplicaFrameCodec.payload(frame).remaining() + " bytes to broker " + toBroker
                            + " exceeds " + FrameHeader.PAYLOAD_LENGTH_MAX);
        }
        Identity self = identity;
        PeerLink peer = peers.get(toBroker);
        if (self == null || peer == null) {
            tally.notConnected.increment();
            return false;
        }
        if (!filter.passes(brokerId, toBroker)) {
            tally.filtered.increment();
            return true;
        }
        OutboundStream.Outcome outcome =
                offer(peer, new Envelope(self.clusterHash, brokerId, self.brokerEpoch, toBroker), frame);
        if (outcome == OutboundStream.Outcome.TAKEN) {
            sleeper.wake();
            return true;
        }
        (outcome == OutboundStream.Outcome.FULL ? tally.backPressured : tally.notConnected).increment();
        return false;
    }

    private OutboundStream.Outcome offer(PeerLink peer, Envelope envelope, ReplicaFrame frame) {
        if (!gate.readLock().tryLock()) {
            return OutboundStream.Outcome.NOT_CONNECTED;
        }
        try {
            return peer.offer(envelope, frame);
        } finally {
            gate.readLock().unlock();
        }
    }

    /** What has been counted since the start. */
    public TransportCounters counters() {
        return tally.snapshot();
    }

    /** Ends all streams and removes the driver's directory. Idempotent; must not be called by the receiver. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        loop.stop();
        try {
            thread.join(STOP_TIMEOUT_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            LOG.warn("Interrupted while waiting for the transport of broker {} to end", brokerId);
        }
        if (thread.isAlive()) {
            LOG.error("The transport of broker {} has not ended; its directory {} stays", brokerId, directory);
            return;
        }
        sleeper.close();
        directories.release(directory);
    }

    private int roundEnded() {
        try {
            return receiver.roundEnded();
        } catch (RuntimeException e) {
            tally.receiverFailures.increment();
            LOG.error("The receiver failed at the end of a round", e);
            return 1;
        }
    }

    /** Says which messages are for this broker and hands frames over; on the transport loop. */
    private final class Arrivals implements FrameAssembler.Sink {
        @Override
        public boolean accepts(Envelope envelope) {
            Identity self = identity;
            if (self == null || envelope.clusterHash() != self.clusterHash || envelope.toBroker() != brokerId) {
                tally.foreign.increment();
                return false;
            }
            if (!filter.passes(envelope.fromBroker(), brokerId)) {
                tally.filtered.increment();
                return false;
            }
            return true;
        }

        @Override
        public void deliver(Envelope envelope, ReplicaFrame frame, int bytes) {
            tally.received(bytes);
            try {
                receiver.received(envelope.fromBroker(), envelope.fromBrokerEpoch(), frame);
            } catch (RuntimeException e) {
                tally.receiverFailures.increment();
                LOG.error(
                        "{} from broker {} was not taken", frame.getClass().getSimpleName(), envelope.fromBroker(), e);
            }
        }
    }
}
