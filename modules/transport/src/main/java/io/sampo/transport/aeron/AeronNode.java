package io.sampo.transport.aeron;

import io.aeron.Aeron;
import io.aeron.Publication;
import io.aeron.driver.DataPacketDispatcher;
import io.aeron.driver.MediaDriver;
import io.aeron.driver.ThreadingMode;
import io.aeron.driver.media.ReceiveChannelEndpoint;
import io.aeron.driver.media.SendChannelEndpoint;
import io.aeron.driver.media.UdpChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.agrona.CloseHelper;
import org.agrona.concurrent.AgentInvoker;
import org.agrona.concurrent.status.AtomicCounter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Media driver, client and the three subscriptions of one life of the transport, all driven by {@link #turn()} on the transport
 * loop; no threads of their own. After a pause that made driver and client lose each other there is a new one.
 */
final class AeronNode implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(AeronNode.class);
    /**
     * What driver and client share is written with zeros at their start. By default it has room for 65,536 counters, 47 MB of
     * memory; this is room for those of a hundred peers.
     */
    private static final int COUNTER_VALUES_BYTES = 1 << 20;

    private final SocketSleeper sleeper;
    private final MediaDriver driver;
    private final Aeron aeron;
    private final AgentInvoker driverInvoker;
    private final AgentInvoker clientInvoker;
    private final Channels channels;
    private final List<InboundStream> inbound;

    AeronNode(
            TransportSettings settings,
            Channels channels,
            Path directory,
            SocketSleeper sleeper,
            Supplier<FrameAssembler> newAssembler) {
        this.sleeper = sleeper;
        this.channels = channels;
        this.driver = MediaDriver.launch(driverContext(settings, channels, directory, sleeper));
        this.driverInvoker = driver.sharedAgentInvoker();
        Aeron connected = null;
        try {
            connected = Aeron.connect(clientContext(directory, driverInvoker));
            this.aeron = connected;
            this.clientInvoker = aeron.conductorAgentInvoker();
            this.inbound = Stream.of(StreamKind.values())
                    .map(kind -> new InboundStream(aeron, channels.subscription(kind), kind, newAssembler))
                    .toList();
        } catch (RuntimeException | Error e) {
            CloseHelper.quietCloseAll(connected, driver);
            sleeper.releaseClosed();
            throw e;
        }
    }

    private static MediaDriver.Context driverContext(
            TransportSettings settings, Channels channels, Path directory, SocketSleeper sleeper) {
        long livenessNs = TimeUnit.MILLISECONDS.toNanos(settings.clientLivenessTimeoutMs());
        return new MediaDriver.Context()
                .aeronDirectoryName(directory.toString())
                .dirDeleteOnStart(true)
                .dirDeleteOnShutdown(true)
                .threadingMode(ThreadingMode.INVOKER)
                .asyncExecutorEnabled(false)
                .termBufferSparseFile(true)
                .counterValuesBufferLength(COUNTER_VALUES_BYTES)
                .mtuLength(settings.mtuBytes())
                .publicationTermBufferLength(settings.termLengthBytes())
                .initialWindowLength(channels.windowBytes())
                .socketRcvbufLength(channels.windowBytes())
                .clientLivenessTimeoutNs(livenessNs)
                .receiveChannelEndpointSupplier((udpChannel, dispatcher, status, context) ->
                        new WatchedReceiveEndpoint(udpChannel, dispatcher, status, context, sleeper))
                .sendChannelEndpointSupplier(
                        (udpChannel, status, context) -> new WatchedSendEndpoint(udpChannel, status, context, sleeper))
                .errorHandler(error -> LOG.warn("Aeron's driver: {}", error.toString()));
    }

    private static Aeron.Context clientContext(Path directory, AgentInvoker driverInvoker) {
        return new Aeron.Context()
                .aeronDirectoryName(directory.toString())
                .useConductorAgentInvoker(true)
                .driverAgentInvoker(driverInvoker)
                .errorHandler(error -> LOG.warn("Aeron's client: {}", error.toString()));
    }

    /** Opens a publication to a peer's stream. */
    Publication open(StreamKind kind, String host, int port) {
        return aeron.addPublication(channels.publication(kind, host, port), kind.streamId());
    }

    /** Lets driver and client do what there is to do. Returns 0 if there was nothing. */
    int turn() {
        return driverInvoker.invoke() + clientInvoker.invoke();
    }

    /** Delivers what has arrived. Returns 0 if there was nothing. */
    int poll() {
        int fragments = 0;
        for (InboundStream stream : inbound) {
            fragments += stream.poll();
        }
        return fragments;
    }

    /** True if driver or client have given up; nothing works any more and {@link #close} is due. */
    boolean isClosed() {
        return aeron.isClosed() || driverInvoker.isClosed() || clientInvoker.isClosed();
    }

    @Override
    public void close() {
        CloseHelper.quietCloseAll(aeron, driver);
        sleeper.releaseClosed();
    }

    /** Tells the sleeper of the socket that data comes to. */
    private static final class WatchedReceiveEndpoint extends ReceiveChannelEndpoint {
        private final SocketSleeper sleeper;

        WatchedReceiveEndpoint(
                UdpChannel udpChannel,
                DataPacketDispatcher dispatcher,
                AtomicCounter status,
                MediaDriver.Context context,
                SocketSleeper sleeper) {
            super(udpChannel, dispatcher, status, context);
            this.sleeper = sleeper;
        }

        @Override
        public void openChannel() {
            super.openChannel();
            sleeper.watch(receiveDatagramChannel);
        }
    }

    /** Tells the sleeper of the socket that status messages and NAKs come to. */
    private static final class WatchedSendEndpoint extends SendChannelEndpoint {
        private final SocketSleeper sleeper;

        WatchedSendEndpoint(
                UdpChannel udpChannel, AtomicCounter status, MediaDriver.Context context, SocketSleeper sleeper) {
            super(udpChannel, status, context);
            this.sleeper = sleeper;
        }

        @Override
        public void openChannel() {
            super.openChannel();
            sleeper.watch(receiveDatagramChannel);
        }
    }
}
