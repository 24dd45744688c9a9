package io.sampo.chaos.cluster;

import java.util.ArrayList;
import java.util.List;

/**
 * One network namespace for each broker, joined by a bridge; the clients are in the namespace of this process, which
 * {@code ops/bin/chaos} made for the run, so that everything here ends with it.
 *
 * <p>A cut is a neighbour entry that leads nowhere, in the sender's namespace: what it sends to that address is lost
 * without a word, as on a cable, while it hears the other side. (A blackhole route answers the sender with an error,
 * which a cable does not; see decision 0024.)
 */
public final class Namespaces implements Network {
    private static final String PREFIX = "10.231.77.";
    private static final int CLIENT_HOST = 200;
    private static final String BRIDGE = "chaos0";
    private static final String NOWHERE = "02:00:00:00:00:fe";

    private record Edge(int from, int to) {}

    private final List<Edge> cut = new ArrayList<>();

    private Namespaces() {}

    /**
     * Makes the namespaces of brokers 1 to {@code brokers}.
     *
     * @throws IllegalStateException if {@code ip} is not there or may not
     */
    public static Namespaces create(int brokers) {
        Namespaces network = new Namespaces();
        Shell.run("ip", "link", "set", "lo", "up");
        Shell.run("ip", "link", "add", BRIDGE, "type", "bridge");
        Shell.run("ip", "addr", "add", network.host(CLIENT) + "/24", "dev", BRIDGE);
        Shell.run("ip", "link", "set", BRIDGE, "up");
        for (int broker = 1; broker <= brokers; broker++) {
            network.add(broker);
        }
        return network;
    }

    private void add(int broker) {
        String name = name(broker);
        String port = "chaos-v" + broker;
        Shell.run("ip", "netns", "add", name);
        Shell.run("ip", "link", "add", port, "type", "veth", "peer", "name", "eth0", "netns", name);
        Shell.run("ip", "link", "set", port, "master", BRIDGE, "up");
        Shell.run("ip", "-n", name, "addr", "add", host(broker) + "/24", "dev", "eth0");
        Shell.run("ip", "-n", name, "link", "set", "eth0", "up");
        Shell.run("ip", "-n", name, "link", "set", "lo", "up");
    }

    private static String name(int broker) {
        return "chaos-" + broker;
    }

    @Override
    public String host(int node) {
        return PREFIX + (node == CLIENT ? CLIENT_HOST : node);
    }

    @Override
    public List<String> at(int node) {
        return node == CLIENT ? List.of() : List.of("nsenter", "--net=/run/netns/" + name(node), "--");
    }

    @Override
    public void cut(int from, int to) {
        neighbour(from, "replace", host(to), "lladdr", NOWHERE, "dev", device(from), "nud", "permanent");
        cut.add(new Edge(from, to));
    }

    @Override
    public void heal() {
        for (Edge edge : cut) {
            neighbour(edge.from(), "del", host(edge.to()), "dev", device(edge.from()));
        }
        cut.clear();
    }

    private static String device(int node) {
        return node == CLIENT ? BRIDGE : "eth0";
    }

    private void neighbour(int node, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add("ip");
        if (node != CLIENT) {
            command.add("-n");
            command.add(name(node));
        }
        command.add("neigh");
        command.addAll(List.of(arguments));
        Shell.run(command);
    }

    @Override
    public boolean canCut() {
        return true;
    }
}
