package io.sampo.chaos.scenarios;

import io.sampo.chaos.cluster.Cluster;
import io.sampo.chaos.cluster.ClusterPlan;
import io.sampo.chaos.cluster.Disks;
import io.sampo.chaos.cluster.Loopback;
import io.sampo.chaos.cluster.Namespaces;
import io.sampo.chaos.cluster.Network;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Brokers on their network and disks, before anything happens to them.
 *
 * @param disks only where disks are to be filled, or to lose power
 */
record Stage(Cluster cluster, @Nullable Disks disks) {
    private static final int FIRST_PORT = 20_000;
    private static final int LAST_PORT = 30_000;
    private static final int PORTS_PER_BROKER = 10;

    /** What brokers keep their data on. */
    enum DiskKind {
        /** The file system of the run. */
        SHARED,
        /** Small ones in memory that can be filled. */
        MEMORY,
        /** Images of file systems that can also lose power. */
        IMAGES
    }

    /**
     * Builds it; starts no broker yet.
     *
     * @param isolated this process has namespaces of its own: {@code ops/bin/chaos} made them
     */
    static Stage build(Path sampo, Path directory, int brokers, boolean isolated, DiskKind disks) throws IOException {
        Network network = isolated ? Namespaces.create(brokers) : new Loopback();
        int firstPort = isolated ? FIRST_PORT : freePorts(brokers * PORTS_PER_BROKER);
        ClusterPlan plan = new ClusterPlan(brokers, network, directory, firstPort, isolated ? 0 : PORTS_PER_BROKER);
        Cluster cluster = new Cluster(plan, sampo);
        return new Stage(
                cluster,
                switch (disks) {
                    case SHARED -> null;
                    case MEMORY -> Disks.inMemory(plan);
                    case IMAGES -> Disks.ofImages(plan);
                });
    }

    /** The first of so many free ports in a row, below those that the kernel hands out. */
    private static int freePorts(int count) throws IOException {
        int first = FIRST_PORT + (int) (ProcessHandle.current().pid() % 50) * 100;
        for (int port = first; port < LAST_PORT - count; port += count) {
            if (areFree(port, count)) {
                return port;
            }
        }
        throw new IOException("no " + count + " free ports in a row between " + first + " and " + LAST_PORT);
    }

    private static boolean areFree(int first, int count) {
        for (int port = first; port < first + count; port++) {
            try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                if (!socket.isBound()) {
                    return false;
                }
            } catch (IOException taken) {
                return false;
            }
        }
        return true;
    }
}
