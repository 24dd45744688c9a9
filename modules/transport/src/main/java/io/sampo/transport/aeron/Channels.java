package io.sampo.transport.aeron;

import io.aeron.ChannelUriStringBuilder;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The channel addresses, with every size in them, so that nothing depends on system properties. */
final class Channels {
    private static final Logger LOG = LoggerFactory.getLogger(Channels.class);
    private static final Path RECEIVE_BUFFER_MAX = Path.of("/proc/sys/net/core/rmem_max");

    private final TransportSettings settings;
    private final int windowBytes;

    private Channels(TransportSettings settings, int windowBytes) {
        this.settings = settings;
        this.windowBytes = windowBytes;
    }

    static Channels of(TransportSettings settings) {
        long allowed = receiveBufferAllowed();
        if (allowed < settings.windowBytes()) {
            LOG.warn(
                    "The kernel allows receive buffers of {} bytes only, so the replication window is that and not {}: "
                            + "throughput between brokers will be lower. Set net.core.rmem_max to {} or more",
                    allowed,
                    settings.windowBytes(),
                    settings.windowBytes());
            return new Channels(settings, (int) Math.max(allowed, settings.mtuBytes()));
        }
        return new Channels(settings, settings.windowBytes());
    }

    /** What the kernel lets an unprivileged socket have, bytes; without limit where it does not say. */
    private static long receiveBufferAllowed() {
        if (!Files.isReadable(RECEIVE_BUFFER_MAX)) {
            return Long.MAX_VALUE;
        }
        // By one large read: the kernel answers a second read of such a file, at whatever position, with its end.
        try (BufferedReader reader = Files.newBufferedReader(RECEIVE_BUFFER_MAX)) {
            return Long.parseLong(String.valueOf(reader.readLine()).trim());
        } catch (IOException | NumberFormatException e) {
            LOG.warn("{} cannot be read, hoping that it is large enough: {}", RECEIVE_BUFFER_MAX, e.toString());
            return Long.MAX_VALUE;
        }
    }

    int windowBytes() {
        return windowBytes;
    }

    String publication(StreamKind stream, String host, int port) {
        int termLength = stream == StreamKind.CONTROL ? settings.controlTermLengthBytes() : settings.termLengthBytes();
        return endpoint(host, port)
                .termLength(termLength)
                .mtu(Math.min(settings.mtuBytes(), maxMtu(termLength)))
                .build();
    }

    String subscription(StreamKind stream) {
        int window = stream == StreamKind.CATCH_UP ? Math.max(windowBytes / 4, settings.mtuBytes()) : windowBytes;
        return endpoint(settings.host(), settings.port())
                .receiverWindowLength(window)
                .socketRcvbufLength(windowBytes)
                .build();
    }

    private static ChannelUriStringBuilder endpoint(String host, int port) {
        // An IPv6 literal needs brackets before a port.
        String address = host.indexOf(':') >= 0 && !host.startsWith("[") ? "[" + host + "]" : host;
        return new ChannelUriStringBuilder().media("udp").endpoint(address + ":" + port);
    }

    /** Aeron wants a message of one eighth of the term to span whole datagrams; a short term therefore gets short ones. */
    private static int maxMtu(int termLength) {
        return Math.max(1408, termLength / 8);
    }
}
