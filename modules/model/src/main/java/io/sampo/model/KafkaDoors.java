package io.sampo.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where a broker listens for Kafka clients and what they are told to dial: Kafka's {@code listeners} and
 * {@code advertised.listeners}.
 *
 * @param listeners what is bound; a port of 0 is any free one
 * @param advertised for each listener, in the same order, what clients dial; of port 0 where that is the bound one
 */
public record KafkaDoors(List<KafkaListener> listeners, List<KafkaListener> advertised) {
    /** Nobody listens. */
    public static final KafkaDoors NONE = new KafkaDoors(List.of(), List.of());

    private static final String BOUND = "sampo.listeners";
    private static final String TOLD = "sampo.advertised.listeners";
    /** Addresses that mean all interfaces: nobody can dial them. */
    private static final Set<String> EVERYWHERE = Set.of("0.0.0.0", "::", "0:0:0:0:0:0:0:0");

    public KafkaDoors {
        listeners = List.copyOf(listeners);
        advertised = List.copyOf(advertised);
    }

    /**
     * Reads the values of the two keys.
     *
     * @param host where neither of them names one
     * @param port where neither of them names one
     * @throws IllegalArgumentException one line that names the key, the value and what would be right
     */
    public static KafkaDoors parse(String listeners, String advertisedListeners, String host, int port) {
        List<KafkaListener> bound = KafkaListener.parse(BOUND, listeners, host, port);
        List<KafkaListener> told = KafkaListener.parse(TOLD, advertisedListeners, host, port);
        List<KafkaListener> advertised = new ArrayList<>();
        for (KafkaListener listener : bound) {
            KafkaListener other = named(told, listener.name());
            if (other == null && EVERYWHERE.contains(listener.host())) {
                throw new IllegalArgumentException(BOUND + " = " + listeners + ": nobody can dial " + listener.host()
                        + "; expected a " + listener.name() + " in " + TOLD + " that says what clients dial");
            }
            advertised.add(other == null ? listener : other);
        }
        for (KafkaListener other : told) {
            if (named(bound, other.name()) == null) {
                throw new IllegalArgumentException(TOLD + " = " + advertisedListeners + ": no listener is called "
                        + other.name() + "; expected names of " + BOUND + " = " + listeners);
            }
        }
        return new KafkaDoors(bound, advertised);
    }

    private static @Nullable KafkaListener named(List<KafkaListener> listeners, String name) {
        for (KafkaListener listener : listeners) {
            if (listener.name().equals(name)) {
                return listener;
            }
        }
        return null;
    }
}
