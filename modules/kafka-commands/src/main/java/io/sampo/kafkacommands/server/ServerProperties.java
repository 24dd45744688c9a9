package io.sampo.kafkacommands.server;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Kafka's {@code server.properties} as keys of a broker of Sampo. Keys that both have keep their names; a few have another name;
 * the ports that Kafka does not have follow from the broker's id. Pure.
 *
 * @param settings by path ({@code sampo.…}, {@code pekko.…}); a value is a text or a list of texts
 * @param notices what a person should know, one line each
 */
public record ServerProperties(Map<String, Object> settings, List<String> notices) {
    /** Kafka's keys of which nothing here depends. Whoever brings his file along is told of them once. */
    private static final Set<String> WITHOUT_EFFECT = Set.of(
            "broker.id.generation.enable",
            "controller.listener.names",
            "controller.quorum.bootstrap.servers",
            "delete.topic.enable",
            "group.coordinator.rebalance.protocols",
            "inter.broker.listener.name",
            "inter.broker.protocol.version",
            "listener.security.protocol.map",
            "log.dir",
            "log.message.format.version",
            "num.io.threads",
            "num.recovery.threads.per.data.dir",
            "num.replica.fetchers",
            "process.roles",
            "queued.max.requests",
            "replica.fetch.max.bytes",
            "reserved.broker.max.id",
            "socket.receive.buffer.bytes",
            "socket.send.buffer.bytes",
            "unclean.leader.election.enable");

    private static final List<String> PREFIXES_WITHOUT_EFFECT =
            List.of("zookeeper.", "share.coordinator.", "transaction.state.log.", "confluent.", "metrics.", "metric.");

    /** A protection that would not be there. */
    private static final List<String> REFUSED_PREFIXES =
            List.of("ssl.", "sasl.", "security.", "authorizer.", "super.users");

    private static final Map<String, Integer> PORTS = Map.of(
            "artery.port", 25_520, "raft.port", 9_870, "session.port", 9_970, "aeron.port", 40_400, "http.port", 8_558);

    public ServerProperties {
        settings = Map.copyOf(settings);
        notices = List.copyOf(notices);
    }

    /**
     * Translates them. A key that means nothing goes through as {@code sampo.KEY}, and is refused with the keys that are like it
     * by whoever knows all keys: a broker.
     *
     * @throws IllegalArgumentException in one line that names key, value and what would be right
     */
    public static ServerProperties of(Map<String, String> properties) {
        return new Translation(properties).result();
    }

    /** One file. */
    private static final class Translation {
        private final Map<String, String> given;
        private final Map<String, Object> settings = new TreeMap<>();
        private final List<String> unused = new ArrayList<>();
        private final List<String> notices = new ArrayList<>();

        Translation(Map<String, String> properties) {
            this.given = new TreeMap<>();
            properties.forEach((key, value) -> given.put(key.strip(), value.strip()));
        }

        ServerProperties result() {
            int id = brokerId();
            put("broker.id", Integer.toString(id));
            listeners();
            for (Map.Entry<String, String> entry : given.entrySet()) {
                translate(entry.getKey(), entry.getValue());
            }
            voters();
            // The user's own word is the last one.
            given.forEach((key, value) -> {
                if (key.startsWith("sampo.") || key.startsWith("pekko.")) {
                    settings.put(key, value);
                }
            });
            PORTS.forEach((key, first) -> settings.putIfAbsent("sampo." + key, Integer.toString(port(key, first, id))));
            if (!unused.isEmpty()) {
                notices.add("of no effect here: " + String.join(", ", unused));
            }
            return new ServerProperties(settings, notices);
        }

        private void translate(String key, String value) {
            switch (key) {
                case "broker.id", "node.id", "listeners", "advertised.listeners", "port", "host.name" -> {
                    // Already there.
                }
                case "advertised.host.name", "advertised.port", "controller.quorum.voters" -> {
                    // Read where they belong.
                }
                case "log.dirs" -> putList("log.dirs", value);
                case "log.dir" -> {
                    if (!given.containsKey("log.dirs")) {
                        putList("log.dirs", value);
                    }
                }
                case "max.connections" -> put("max.connections.total", value);
                default -> other(key, value);
            }
        }

        private void other(String key, String value) {
            if (key.startsWith("sampo.") || key.startsWith("pekko.")) {
                return;
            }
            if (REFUSED_PREFIXES.stream().anyMatch(key::startsWith)) {
                throw new IllegalArgumentException(key + " = " + value
                        + ": a protection that is not here must not be believed in; expected listeners of PLAINTEXT and"
                        + " none of " + String.join("* ", REFUSED_PREFIXES) + "*");
            }
            if (WITHOUT_EFFECT.contains(key) || PREFIXES_WITHOUT_EFFECT.stream().anyMatch(key::startsWith)) {
                unused.add(key);
            } else {
                put(key, value);
            }
        }

        private int brokerId() {
            String broker = given.get("broker.id");
            String node = given.get("node.id");
            if (broker != null && node != null && !broker.equals(node)) {
                throw new IllegalArgumentException("broker.id = " + broker + " and node.id = " + node
                        + ": expected the same number, or one of them");
            }
            String text = broker == null ? node : broker;
            return text == null ? 0 : number(broker == null ? "node.id" : "broker.id", text);
        }

        private static int number(String key, String text) {
            try {
                int number = Integer.parseInt(text);
                if (number >= 0) {
                    return number;
                }
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException(key + " = " + text + ": expected a whole number from 0 up", e);
            }
            throw new IllegalArgumentException(key + " = " + text + ": expected a whole number from 0 up");
        }

        private static int port(String key, int first, int brokerId) {
            int port = first + brokerId;
            if (port > 65_535) {
                throw new IllegalArgumentException("broker.id = " + brokerId + " makes sampo." + key + " = " + port
                        + ", which is no port; expected a smaller id, or sampo." + key + " in the file");
            }
            return port;
        }

        /** Those of clients; whoever listens for controllers alone has no counterpart. */
        private void listeners() {
            Map<String, String> protocols = pairs(given.get("listener.security.protocol.map"));
            List<String> controllers = words(given.get("controller.listener.names"));
            List<Listener> bound = clients(given.get("listeners"), "listeners", controllers, protocols);
            List<Listener> told =
                    clients(given.get("advertised.listeners"), "advertised.listeners", controllers, protocols);
            if (bound.isEmpty()) {
                String host = given.getOrDefault("host.name", "");
                String port = given.getOrDefault("port", "9092");
                bound = List.of(new Listener("PLAINTEXT", host, number("port", port)));
            }
            if (told.isEmpty() && (given.containsKey("advertised.host.name") || given.containsKey("advertised.port"))) {
                told = List.of(new Listener(
                        bound.get(0).name(),
                        given.getOrDefault("advertised.host.name", bound.get(0).host()),
                        number(
                                "advertised.port",
                                given.getOrDefault(
                                        "advertised.port",
                                        Integer.toString(bound.get(0).port())))));
            }
            put("listeners", text(bound));
            if (!told.isEmpty()) {
                put("advertised.listeners", text(told));
            }
            Listener first = bound.get(0);
            put("kafka.port", Integer.toString(first.port()));
            // Where others find this broker, they find all of it.
            if (first.isDialled()) {
                put("host", first.host());
            } else if (!told.isEmpty() && told.get(0).isDialled()) {
                put("host", told.get(0).host());
            }
        }

        private static List<Listener> clients(
                @Nullable String text, String key, List<String> controllers, Map<String, String> protocols) {
            List<Listener> listeners = new ArrayList<>();
            for (String word : words(text)) {
                Listener listener = Listener.parse(key, word);
                if (controllers.contains(listener.name())) {
                    continue;
                }
                String protocol = protocols.getOrDefault(listener.name(), listener.name());
                if (!protocol.equals("PLAINTEXT")) {
                    throw new IllegalArgumentException(key + " has " + word + " of protocol " + protocol
                            + ": expected PLAINTEXT, the only protocol there is");
                }
                listeners.add(listener);
            }
            return listeners;
        }

        /** {@code id@host:port} of Kafka's quorum: who votes here, at the ports that follow from their ids. */
        private void voters() {
            List<String> voters = new ArrayList<>();
            List<String> seeds = new ArrayList<>();
            for (String word : words(given.get("controller.quorum.voters"))) {
                int at = word.indexOf('@');
                int colon = word.lastIndexOf(':');
                if (at < 1 || colon < at + 2) {
                    throw new IllegalArgumentException(
                            "controller.quorum.voters has '" + word + "': expected ID@HOST:PORT, several with commas");
                }
                int id = number("controller.quorum.voters", word.substring(0, at));
                String host = word.substring(at + 1, colon);
                voters.add(
                        id + "@" + host + ":" + port("session.port", 9_970, id) + ":" + port("raft.port", 9_870, id));
                seeds.add(host + ":" + port("artery.port", 25_520, id));
                if (settings.get("sampo.broker.id").equals(Integer.toString(id))) {
                    settings.putIfAbsent("sampo.host", host);
                }
            }
            if (!voters.isEmpty()) {
                settings.put("sampo.controller.voters", voters);
                settings.put("sampo.seeds", seeds);
            } else if (given.containsKey("zookeeper.connect") && !given.containsKey("sampo.controller.voters")) {
                notices.add(
                        "zookeeper.connect: no ZooKeeper is needed, and this broker is a cluster by itself; brokers of one"
                                + " cluster name each other: controller.quorum.voters=0@HOST:PORT,1@HOST:PORT,2@HOST:PORT");
            }
        }

        private void put(String key, String value) {
            settings.put("sampo." + key, value);
        }

        private void putList(String key, String value) {
            settings.put("sampo." + key, words(value));
        }

        private static List<String> words(@Nullable String text) {
            return text == null
                    ? List.of()
                    : Arrays.stream(text.split(",", -1))
                            .map(String::strip)
                            .filter(word -> !word.isEmpty())
                            .toList();
        }

        private static Map<String, String> pairs(@Nullable String text) {
            Map<String, String> pairs = new TreeMap<>();
            for (String word : words(text)) {
                int colon = word.indexOf(':');
                if (colon > 0) {
                    pairs.put(word.substring(0, colon), word.substring(colon + 1));
                }
            }
            return pairs;
        }

        private static String text(List<Listener> listeners) {
            return String.join(",", listeners.stream().map(Listener::text).toList());
        }
    }
}
