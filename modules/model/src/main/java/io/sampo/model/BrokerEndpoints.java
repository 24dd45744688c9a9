package io.sampo.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where the faces of one broker are reached. A port of 0 means that this face is not there.
 *
 * @param host name or address that other brokers and clients dial
 * @param arteryPort Pekko remoting: control messages and actor clients
 * @param kafkaPort Kafka wire protocol: the first of {@code kafkaListeners}
 * @param aeronPort replication streams (UDP)
 * @param sessionPort session links; listening on controller nodes and, for the dial-back of a controller, on every broker
 * @param raftPort Raft of the metadata log; only on controller nodes
 * @param httpPort health and metrics
 * @param kafkaListeners what Kafka clients are told to dial, by the name of the listener that they came in by
 */
public record BrokerEndpoints(
        String host,
        int arteryPort,
        int kafkaPort,
        int aeronPort,
        int sessionPort,
        int raftPort,
        int httpPort,
        @Since(2) List<KafkaListener> kafkaListeners) {
    public BrokerEndpoints {
        // None, with a port, where the writer was older.
        kafkaListeners = kafkaListeners == null || kafkaListeners.isEmpty()
                ? listeners(host, kafkaPort)
                : List.copyOf(kafkaListeners);
    }

    /** With one Kafka listener at most, at the broker's host. */
    public BrokerEndpoints(
            String host, int arteryPort, int kafkaPort, int aeronPort, int sessionPort, int raftPort, int httpPort) {
        this(host, arteryPort, kafkaPort, aeronPort, sessionPort, raftPort, httpPort, listeners(host, kafkaPort));
    }

    private static List<KafkaListener> listeners(String host, int kafkaPort) {
        return kafkaPort == 0 ? List.of() : List.of(new KafkaListener(KafkaListener.PLAINTEXT, host, kafkaPort));
    }

    /** True where host and port say all of the Kafka listeners. */
    public boolean hasPlainKafkaListener() {
        return kafkaListeners.equals(listeners(host, kafkaPort));
    }

    /** Where clients reach the listener of that name; null if the broker has none. */
    public @Nullable KafkaListener kafkaListener(String name) {
        for (KafkaListener listener : kafkaListeners) {
            if (listener.name().equals(name)) {
                return listener;
            }
        }
        return null;
    }

    /** The same with these ports and Kafka listeners. */
    public BrokerEndpoints withKafka(List<KafkaListener> listeners) {
        return new BrokerEndpoints(
                host,
                arteryPort,
                listeners.isEmpty() ? 0 : listeners.get(0).port(),
                aeronPort,
                sessionPort,
                raftPort,
                httpPort,
                listeners);
    }
}
