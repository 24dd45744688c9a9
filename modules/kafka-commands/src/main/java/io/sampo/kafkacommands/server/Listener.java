package io.sampo.kafkacommands.server;

import java.util.Set;

/** {@code NAME://host:port} of Kafka's {@code listeners}; no host is any. Pure. */
record Listener(String name, String host, int port) {
    private static final Set<String> EVERYWHERE = Set.of("", "0.0.0.0", "::", "[::]");

    /** @throws IllegalArgumentException in one line that names {@code key} */
    static Listener parse(String key, String word) {
        int scheme = word.indexOf("://");
        int colon = word.lastIndexOf(':');
        if (scheme < 1 || colon < scheme + 3) {
            throw malformed(key, word);
        }
        try {
            int port = Integer.parseInt(word.substring(colon + 1));
            if (port < 0 || port > 65_535) {
                throw malformed(key, word);
            }
            return new Listener(word.substring(0, scheme), word.substring(scheme + 3, colon), port);
        } catch (NumberFormatException e) {
            throw malformed(key, word);
        }
    }

    private static IllegalArgumentException malformed(String key, String word) {
        return new IllegalArgumentException(
                key + " has '" + word + "': expected NAME://host:port, as PLAINTEXT://localhost:9092");
    }

    /** True if others can dial that host. */
    boolean isDialled() {
        return !EVERYWHERE.contains(host);
    }

    String text() {
        return name + "://" + host + ":" + port;
    }
}
