package io.sampo.kafkacommands;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The brokers that a command line names, by their Kafka ports: from {@code --bootstrap-server}, from {@code --broker-list}, which
 * Kafka had before 4.0, or from {@code --zookeeper}, which it had before 3.0. Pure.
 *
 * @param addresses of brokers to ask, at least one
 * @param notices what a person should know, one line each
 */
record ServerList(List<Address> addresses, List<String> notices) {
    /** Where Kafka listens unless told otherwise. */
    static final int KAFKA_PORT = 9092;

    ServerList {
        addresses = List.copyOf(addresses);
        notices = List.copyOf(notices);
    }

    /** A host and a TCP port. */
    record Address(String host, int port) {
        @Override
        public String toString() {
            return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
        }
    }

    /**
     * The newest option that was given counts.
     *
     * @throws IllegalArgumentException in one line, where none was given or one is no list of addresses
     */
    static ServerList of(@Nullable String bootstrapServer, @Nullable String brokerList, @Nullable String zookeeper) {
        if (bootstrapServer != null) {
            return new ServerList(parse("--bootstrap-server", bootstrapServer), List.of());
        }
        if (brokerList != null) {
            return new ServerList(parse("--broker-list", brokerList), List.of());
        }
        if (zookeeper != null) {
            return ofZookeeper(zookeeper);
        }
        throw new IllegalArgumentException("Missing required argument \"[bootstrap-server]\"");
    }

    /** There is no ZooKeeper: its hosts are asked at the port where a broker listens unless told otherwise. */
    private static ServerList ofZookeeper(String zookeeper) {
        int slash = zookeeper.indexOf('/');
        List<Address> brokers = new ArrayList<>();
        for (Address ensemble : parse("--zookeeper", slash < 0 ? zookeeper : zookeeper.substring(0, slash))) {
            Address broker = new Address(ensemble.host(), KAFKA_PORT);
            if (!brokers.contains(broker)) {
                brokers.add(broker);
            }
        }
        String list = String.join(",", brokers.stream().map(Address::toString).toList());
        return new ServerList(
                brokers,
                List.of("--zookeeper " + zookeeper + ": no ZooKeeper is needed, asking the brokers at " + list
                        + "; --bootstrap-server names them"));
    }

    private static List<Address> parse(String option, String text) {
        List<Address> addresses = new ArrayList<>();
        for (String one : text.split(",", -1)) {
            if (!one.isBlank()) {
                addresses.add(address(option, text, one.strip()));
            }
        }
        if (addresses.isEmpty()) {
            throw malformed(option, text);
        }
        return addresses;
    }

    private static Address address(String option, String text, String one) {
        int colon = one.lastIndexOf(':');
        try {
            int port = Integer.parseInt(one.substring(colon + 1));
            String host = one.substring(0, Math.max(0, colon));
            if (host.startsWith("[") && host.endsWith("]")) {
                host = host.substring(1, host.length() - 1);
            }
            if (host.isEmpty() || port < 1 || port > 65_535) {
                throw malformed(option, text);
            }
            return new Address(host, port);
        } catch (NumberFormatException e) {
            throw malformed(option, text);
        }
    }

    private static IllegalArgumentException malformed(String option, String text) {
        return new IllegalArgumentException(
                option + " '" + text + "' is not host:port[,host:port...], for example localhost:9092");
    }
}
