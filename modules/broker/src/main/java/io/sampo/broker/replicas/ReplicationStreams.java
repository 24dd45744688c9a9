package io.sampo.broker.replicas;

import io.sampo.broker.BrokerSettings;
import io.sampo.model.ErrorCode;
import io.sampo.model.SampoException;
import io.sampo.replication.ReplicaFrame;
import io.sampo.replication.ReplicaTransport;
import io.sampo.transport.LinkFilter;
import io.sampo.transport.aeron.AeronReplicaTransport;
import io.sampo.transport.aeron.TransportCounters;
import io.sampo.transport.aeron.TransportSettings;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The replication streams of this broker, joined to its replicas: what arrives goes to the replica that the address book of
 * the present incarnation names, as far as there is credit.
 */
public final class ReplicationStreams implements ReplicaTransport, PeerLinks.Streams, AutoCloseable {
    private final FrameDelivery delivery = new FrameDelivery();
    private final AeronReplicaTransport aeron;

    /**
     * Opens the streams.
     *
     * @throws SampoException with one line if the port or the shared memory is not to be had
     */
    public ReplicationStreams(BrokerSettings settings, LinkFilter filter) {
        BrokerSettings.Replication sizes = settings.replication();
        checkDirectory(sizes.aeronDirectory());
        TransportSettings defaults = TransportSettings.at(
                settings.endpoints().host(), settings.endpoints().aeronPort());
        try {
            TransportSettings transport = new TransportSettings(
                    defaults.host(),
                    defaults.port(),
                    sizes.aeronDirectory().isEmpty() ? null : Path.of(sizes.aeronDirectory()),
                    sizes.aeronTermBytes(),
                    defaults.controlTermLengthBytes(),
                    sizes.aeronWindowBytes(),
                    sizes.aeronMtuBytes() == 0 ? defaults.mtuBytes() : sizes.aeronMtuBytes(),
                    peersExpected(settings),
                    defaults.clientLivenessTimeoutMs());
            aeron = AeronReplicaTransport.start(transport, settings.brokerId(), delivery, filter);
        } catch (IllegalArgumentException e) {
            throw new SampoException(ErrorCode.INVALID_CONFIG, "sampo.aeron.*: " + e.getMessage(), e);
        } catch (IllegalStateException | UncheckedIOException e) {
            throw new SampoException(ErrorCode.BROKER_NOT_AVAILABLE, "sampo.aeron.*: " + e.getMessage(), e);
        }
    }

    /** As many as the configuration names: a broker alone asks for no shared memory that it will not use. */
    static int peersExpected(BrokerSettings settings) {
        long otherVoters = settings.voters().stream()
                .filter(voter -> voter.brokerId() != settings.brokerId())
                .count();
        return (int) Math.max(otherVoters, settings.seeds().size() - 1L);
    }

    private static void checkDirectory(String directory) {
        Path path = Path.of(directory);
        if (!directory.isEmpty() && !(Files.isDirectory(path) && Files.isWritable(path))) {
            throw new SampoException(
                    ErrorCode.INVALID_CONFIG,
                    "sampo.aeron.dir = " + directory
                            + ": expected a directory that exists and may be written, or \"\"");
        }
    }

    /** Why the streams are dead for good, one line; empty as long as they are not. */
    public String failure() {
        return aeron.failure();
    }

    /** From now on frames go to the replicas of {@code book}. */
    public void deliverTo(ReplicaDirectory book) {
        delivery.deliverTo(book);
    }

    /** Who this broker is, told to every peer with every frame; before it nothing is sent. */
    public void identity(String clusterId, long brokerEpoch) {
        aeron.identity(clusterId, brokerEpoch);
    }

    @Override
    public boolean send(int toBroker, ReplicaFrame frame) {
        return aeron.send(toBroker, frame);
    }

    @Override
    public void connect(int brokerId, String host, int aeronPort) {
        aeron.connect(brokerId, host, aeronPort);
    }

    @Override
    public void disconnect(int brokerId) {
        aeron.disconnect(brokerId);
    }

    public TransportCounters counters() {
        return aeron.counters();
    }

    /** Pushes that were dropped since the start for want of credit (R17). */
    public long arrivalsDropped() {
        return delivery.dropped();
    }

    public long arrivalBytesDropped() {
        return delivery.droppedBytes();
    }

    /** Bytes of pushes that have arrived and are not written yet. */
    public long arrivalBytesHeld() {
        return delivery.heldBytes();
    }

    @Override
    public void close() {
        aeron.close();
    }
}
