package io.sampo.kafkacommands;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Properties of Kafka's clients as settings of ours: keys that both have keep their names. Pure.
 *
 * @param client keys below {@code sampo.client}
 * @param own keys below {@code sampo.client.producer} or {@code sampo.client.consumer}
 * @param unused keys that mean nothing here, in order
 */
public record ClientProperties(Map<String, String> client, Map<String, String> own, List<String> unused) {
    private static final String PREFIX = "sampo.client.";
    private static final Set<String> CLIENT = Set.of(
            "client.id", "request.timeout.ms", "retry.backoff.ms", "retry.backoff.max.ms", "default.api.timeout.ms");
    private static final Set<String> PRODUCER = Set.of(
            "acks",
            "enable.idempotence",
            "batch.size",
            "linger.ms",
            "buffer.memory",
            "max.block.ms",
            "max.request.size",
            "delivery.timeout.ms",
            "max.in.flight.requests.per.connection",
            "compression.type");
    private static final Set<String> CONSUMER = Set.of(
            "auto.offset.reset",
            "fetch.min.bytes",
            "fetch.max.wait.ms",
            "max.partition.fetch.bytes",
            "fetch.max.bytes",
            "max.poll.records",
            "group.id",
            "group.instance.id",
            "group.remote.assignor",
            "enable.auto.commit",
            "auto.commit.interval.ms",
            "max.poll.interval.ms");

    /** Whose properties they are. */
    public enum Of {
        ADMIN(Set.of()),
        PRODUCER(ClientProperties.PRODUCER),
        CONSUMER(ClientProperties.CONSUMER);

        private final Set<String> keys;

        Of(Set<String> keys) {
            this.keys = keys;
        }
    }

    public ClientProperties {
        client = Map.copyOf(client);
        own = Map.copyOf(own);
        unused = List.copyOf(unused);
    }

    /**
     * Divides them. {@code sampo.client.*} goes through as it is.
     *
     * @throws IllegalArgumentException where they ask for a protection that would not be there
     */
    public static ClientProperties of(Of whose, Map<String, String> properties) {
        Map<String, String> client = new TreeMap<>();
        Map<String, String> own = new TreeMap<>();
        List<String> unused = new ArrayList<>();
        new TreeMap<>(properties).forEach((key, value) -> {
            if (key.startsWith(PREFIX)) {
                client.put(key.substring(PREFIX.length()), value);
            } else if (CLIENT.contains(key)) {
                client.put(key, value);
            } else if (whose.keys.contains(key)) {
                own.put(key, sameIn(key, value));
            } else if (key.equals("security.protocol") && !value.equals("PLAINTEXT")) {
                throw new IllegalArgumentException("security.protocol=" + value
                        + ": these commands go to the brokers' actor systems, which a Kafka property cannot protect; expected"
                        + " PLAINTEXT, or sampo.client.system.pekko.remote.artery.* in the same file");
            } else if (!key.equals("security.protocol") && !key.equals("bootstrap.servers")) {
                unused.add(key);
            }
        });
        return new ClientProperties(client, own, unused);
    }

    private static String sameIn(String key, String value) {
        return key.equals("acks") && value.equals("-1") ? "all" : value;
    }

    /** These and what {@code wins} says instead. */
    public Map<String, String> ownWith(Map<String, String> wins) {
        Map<String, String> all = new TreeMap<>(own);
        all.putAll(wins);
        return all;
    }
}
