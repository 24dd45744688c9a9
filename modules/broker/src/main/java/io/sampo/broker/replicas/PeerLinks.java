package io.sampo.broker.replicas;

import io.sampo.controller.ClusterMetadata;
import io.sampo.model.BrokerEndpoints;
import java.util.HashMap;
import java.util.Map;

/**
 * Which brokers the replication streams are open to: every other registered one. Part of {@code BrokerActor} and used by it
 * alone.
 */
public final class PeerLinks {
    /** What the transport offers. */
    public interface Streams {
        void connect(int brokerId, String host, int aeronPort);

        void disconnect(int brokerId);
    }

    private final int self;
    private final Streams streams;
    private final Map<Integer, BrokerEndpoints> connected = new HashMap<>();

    public PeerLinks(int self, Streams streams) {
        this.self = self;
        this.streams = streams;
    }

    void apply(ClusterMetadata metadata) {
        metadata.brokers().forEach(broker -> {
            if (broker.id() != self && !broker.endpoints().equals(connected.get(broker.id()))) {
                connected.put(broker.id(), broker.endpoints());
                streams.connect(
                        broker.id(),
                        broker.endpoints().host(),
                        broker.endpoints().aeronPort());
            }
        });
        connected.keySet().removeIf(id -> {
            boolean left = metadata.broker(id) == null;
            if (left) {
                streams.disconnect(id);
            }
            return left;
        });
    }
}
