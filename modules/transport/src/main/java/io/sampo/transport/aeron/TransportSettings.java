package io.sampo.transport.aeron;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * How the replication streams of one broker are set up. Sizes go into the channels, never into system properties.
 *
 * @param host address to bind; peers dial the advertised one
 * @param port UDP port of all streams of this broker
 * @param directory parent of the driver's directory; null = {@code /dev/shm}, or the temp directory where there is none
 * @param termLengthBytes term buffer of the two data streams, a power of two; each publication and image holds three
 * @param controlTermLengthBytes term buffer of the ack stream, a power of two
 * @param windowBytes receiver window of the data streams; cut to what the kernel allows ({@code net.core.rmem_max})
 * @param mtuBytes largest datagram, a multiple of 32 from 1408 to 65504: each costs a system call on either side, but one that
 *     the network has to cut up is lost with any of its parts. 65504 for loopback, 8192 for jumbo frames and networks that
 *     lose next to nothing, else 1408
 * @param peersExpected brokers for which room in {@code directory} is asked at start
 * @param clientLivenessTimeoutMs pause after which driver and client have lost each other and are rebuilt in place
 */
public record TransportSettings(
        String host,
        int port,
        @Nullable Path directory,
        int termLengthBytes,
        int controlTermLengthBytes,
        int windowBytes,
        int mtuBytes,
        int peersExpected,
        long clientLivenessTimeoutMs) {
    private static final int LOOPBACK_MTU_BYTES = 65504;
    private static final int NETWORK_MTU_BYTES = 8192;

    /** The figures of ARCHITECTURE §3.4 at {@code host:port}, with the MTU that suits the host. */
    public static TransportSettings at(String host, int port) {
        int mtuBytes = isLoopback(host) ? LOOPBACK_MTU_BYTES : NETWORK_MTU_BYTES;
        return new TransportSettings(host, port, null, 16 << 20, 64 << 10, 4 << 20, mtuBytes, 2, 10_000);
    }

    private static boolean isLoopback(String host) {
        return host.startsWith("127.") || host.equals("localhost") || host.equals("::1") || host.equals("[::1]");
    }

    public TransportSettings {
        if (Integer.bitCount(termLengthBytes) != 1 || Integer.bitCount(controlTermLengthBytes) != 1) {
            throw new IllegalArgumentException("term lengths " + termLengthBytes + " and " + controlTermLengthBytes
                    + " bytes must be powers of two, for example 16777216 and 65536");
        }
        if (mtuBytes % 32 != 0 || mtuBytes < 1408 || mtuBytes > 65504) {
            throw new IllegalArgumentException(
                    "MTU of " + mtuBytes + " bytes must be a multiple of 32 between 1408 and 65504");
        }
        if (windowBytes < mtuBytes || windowBytes > termLengthBytes / 2) {
            throw new IllegalArgumentException("window of " + windowBytes + " bytes must lie between the MTU of "
                    + mtuBytes + " and half the term length of " + termLengthBytes);
        }
    }

    /** Bytes that the log of one publication or image takes in the driver's directory when all of it has been used. */
    static long logBytes(int termLengthBytes) {
        return 3L * termLengthBytes + 4096;
    }

    /** Bytes in the driver's directory for one peer: three publications and three images. */
    long bytesPerPeer() {
        return 4 * logBytes(termLengthBytes) + 2 * logBytes(controlTermLengthBytes);
    }

    /** The same with another MTU. */
    public TransportSettings withMtu(int newMtuBytes) {
        return new TransportSettings(
                host,
                port,
                directory,
                termLengthBytes,
                controlTermLengthBytes,
                windowBytes,
                newMtuBytes,
                peersExpected,
                clientLivenessTimeoutMs);
    }

    /** The same with another parent directory. */
    public TransportSettings withDirectory(Path parent) {
        return new TransportSettings(
                host,
                port,
                parent,
                termLengthBytes,
                controlTermLengthBytes,
                windowBytes,
                mtuBytes,
                peersExpected,
                clientLivenessTimeoutMs);
    }
}
