package io.sampo.testkit.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Ports of the loopback interface that are free for TCP and for UDP. They are taken below the range from which the kernel
 * gives ports to outgoing connections, so that none of those takes one between the search and its use.
 */
public final class FreePorts {
    private static final int LOWEST = 15_000;
    private static final int HIGHEST = 31_000;

    private FreePorts() {}

    /** {@code count} different ports. */
    public static List<Integer> find(int count) {
        InetAddress loopback = InetAddress.getLoopbackAddress();
        Set<Integer> tried = new HashSet<>();
        List<Integer> found = new ArrayList<>();
        while (found.size() < count) {
            int port = ThreadLocalRandom.current().nextInt(LOWEST, HIGHEST);
            if (tried.add(port) && isFree(loopback, port)) {
                found.add(port);
            } else if (tried.size() > (HIGHEST - LOWEST) / 2) {
                throw new IllegalStateException("No " + count + " free ports between " + LOWEST + " and " + HIGHEST);
            }
        }
        return List.copyOf(found);
    }

    private static boolean isFree(InetAddress host, int port) {
        try (ServerSocket tcp = new ServerSocket(port, 1, host);
                DatagramSocket udp = new DatagramSocket(new InetSocketAddress(host, port))) {
            return tcp.isBound() && udp.isBound();
        } catch (BindException e) {
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot look for free ports on " + host, e);
        }
    }
}
