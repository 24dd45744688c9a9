package io.sampo.transport.aeron;

import io.aeron.Publication;
import io.aeron.exceptions.AeronException;
import io.sampo.replication.ReplicaFrame;
import java.util.EnumMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The three streams to one peer at one address. {@link #offer} from any thread, the rest on the transport loop. */
final class PeerLink {
    private static final Logger LOG = LoggerFactory.getLogger(PeerLink.class);
    /** Pause before a stream that could not be opened, for example because its host has no address, is tried again. */
    private static final long RETRY_MS = 1_000;

    private final int brokerId;
    private final String host;
    private final int port;
    private final Map<StreamKind, OutboundStream> streams = new EnumMap<>(StreamKind.class);
    private long retryAtMs = Long.MIN_VALUE;

    PeerLink(int brokerId, String host, int port, Tally tally) {
        this.brokerId = brokerId;
        this.host = host;
        this.port = port;
        for (StreamKind kind : StreamKind.values()) {
            streams.put(kind, new OutboundStream(kind, tally));
        }
    }

    boolean leadsTo(String otherHost, int otherPort) {
        return host.equals(otherHost) && port == otherPort;
    }

    OutboundStream.Outcome offer(Envelope envelope, ReplicaFrame frame) {
        return streams.get(StreamKind.of(frame)).offer(envelope, frame);
    }

    /** True if the peer has answered on all streams. */
    boolean isConnected() {
        for (OutboundStream stream : streams.values()) {
            if (!stream.isConnected()) {
                return false;
            }
        }
        return true;
    }

    /** Opens what is not open. */
    void ensureOpen(AeronNode node, long nowMs) {
        if (nowMs < retryAtMs) {
            return;
        }
        for (OutboundStream stream : streams.values()) {
            if (stream.needsOpening()) {
                close(stream);
                try {
                    stream.attach(node.open(stream.kind(), host, port));
                } catch (AeronException e) {
                    retryAtMs = nowMs + RETRY_MS;
                    LOG.warn("No stream to broker {} at {}:{}: {}", brokerId, host, port, e.getMessage());
                    return;
                }
            }
        }
    }

    /** Moves waiting chunks along. Returns how many messages the streams took. */
    int drain() {
        int messages = 0;
        for (OutboundStream stream : streams.values()) {
            messages += stream.drain();
        }
        return messages;
    }

    /** Closes all streams; {@link #ensureOpen} opens them again. */
    void close() {
        streams.values().forEach(PeerLink::close);
    }

    private static void close(OutboundStream stream) {
        Publication publication = stream.detach();
        if (publication != null) {
            publication.close();
        }
    }

    @Override
    public String toString() {
        return "broker " + brokerId + " at " + host + ":" + port;
    }
}
