package io.sampo.chaos.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Where brokers 1 to {@code brokers} are and how they are configured. All of them vote.
 *
 * @param portStep added to the base ports for each further broker: 0 where each has an address of its own
 */
public record ClusterPlan(int brokers, Network network, Path directory, int firstPort, int portStep) {
    /** Ports of one broker, from {@code firstPort} up. */
    static final int PORTS = 6;

    private int port(int broker, int which) {
        return firstPort + (broker - 1) * portStep + which;
    }

    private String artery(int broker) {
        return network.host(broker) + ":" + port(broker, 0);
    }

    /** Contact points for clients. */
    public String bootstrap() {
        return ids().stream().map(this::artery).collect(Collectors.joining(","));
    }

    /** Their ids. */
    public List<Integer> ids() {
        return IntStream.rangeClosed(1, brokers).boxed().toList();
    }

    /** The log directory of a broker. */
    public Path data(int broker) {
        return directory.resolve("data-" + broker);
    }

    /**
     * In shared memory of the run's own where there is one; else on disk, because nothing shall stay behind after a
     * kill.
     */
    private String aeronDirectory(int broker) {
        return network.canCut() ? "" : directory.resolve("aeron-" + broker).toString();
    }

    Path config(int broker) {
        return directory.resolve("broker-" + broker + ".conf");
    }

    void writeConfigs() throws IOException {
        for (int broker = 1; broker <= brokers; broker++) {
            Files.writeString(config(broker), configOf(broker));
        }
    }

    /**
     * As in production but for small buffers, so that five of them fit on a small machine, and for segments that roll.
     */
    private String configOf(int broker) {
        String voters = ids().stream()
                .map(b -> '"' + "" + b + "@" + network.host(b) + ":" + port(b, 1) + ":" + port(b, 2) + '"')
                .collect(Collectors.joining(", "));
        String seeds = ids().stream().map(b -> '"' + artery(b) + '"').collect(Collectors.joining(", "));
        StringBuilder text = new StringBuilder("sampo {\n");
        Map<String, Object> keys = Map.ofEntries(
                Map.entry("broker.id", broker),
                Map.entry("host", '"' + network.host(broker) + '"'),
                Map.entry("artery.port", port(broker, 0)),
                Map.entry("session.port", port(broker, 1)),
                Map.entry("raft.port", port(broker, 2)),
                Map.entry("aeron.port", port(broker, 3)),
                Map.entry("http.port", port(broker, 4)),
                Map.entry("kafka.port", port(broker, 5)),
                Map.entry("controller.voters", "[" + voters + "]"),
                Map.entry("seeds", "[" + seeds + "]"),
                Map.entry("log.dirs", "[\"" + data(broker) + "\"]"),
                Map.entry("log.segment.bytes", 1 << 20),
                Map.entry("aeron.mtu.bytes", network.canCut() ? 1408 : 8192),
                Map.entry("aeron.term.bytes", 1 << 20),
                Map.entry("aeron.window.bytes", 1 << 19),
                Map.entry("aeron.dir", '"' + aeronDirectory(broker) + '"'));
        keys.entrySet().stream().sorted(Map.Entry.comparingByKey()).forEach(key -> text.append("  ")
                .append(key.getKey())
                .append(" = ")
                .append(key.getValue())
                .append('\n'));
        return text.append("}\n").toString();
    }
}
