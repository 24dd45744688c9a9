package io.sampo.broker;

import com.typesafe.config.Config;
import io.sampo.model.KafkaListener;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where a broker listens for Kafka clients and what they are told to dial: Kafka's {@code listeners} and
 * {@code advertised.listeners}. Both keys are those of the module {@code gateway}: without it on the class path nobody would
 * listen, and nothing is told.
 *
 * @param listeners what is bound; a port of 0 is any free one
 * @param advertised for each listener, in the same order, what clients dial; of port 0 where that is the bound one
 */
record KafkaDoors(List<KafkaListener> listeners, List<KafkaListener> advertised) {
    private static final String BOUND = "listeners";
    private static final String TOLD = "advertised.listeners";
    /** Addresses that mean all interfaces: nobody can dial them. */
    private static final Set<String> EVERYWHERE = Set.of("0.0.0.0", "::", "0:0:0:0:0:0:0:0");

    /**
     * Reads them.
     *
     * @throws IllegalArgumentException one line that names the key, the value and what would be right
     */
    static KafkaDoors read(Config sampo) {
        if (!sampo.hasPath(BOUND)) {
            return new KafkaDoors(List.of(), List.of());
        }
        String host = sampo.getString("host");
        List<KafkaListener> bound =
                KafkaListener.parse("sampo." + BOUND, sampo.getString(BOUND), host, sampo.getInt("kafka.port"));
        List<KafkaListener> told =
                KafkaListener.parse("sampo." + TOLD, sampo.getString(TOLD), host, sampo.getInt("kafka.port"));
        List<KafkaListener> advertised = new ArrayList<>();
        for (KafkaListener listener : bound) {
            KafkaListener other = named(told, listener.name());
            if (other == null && EVERYWHERE.contains(listener.host())) {
                throw new IllegalArgumentException(
                        "sampo." + BOUND + " = " + sampo.getString(BOUND) + ": nobody can dial "
                                + listener.host() + "; expected a " + listener.name()
                                + " in sampo.advertised.listeners that says what clients dial");
            }
            advertised.add(other == null ? listener : other);
        }
        for (KafkaListener other : told) {
            if (named(bound, other.name()) == null) {
                throw new IllegalArgumentException(
                        "sampo." + TOLD + " = " + sampo.getString(TOLD) + ": no listener is called " + other.name()
                                + "; expected names of sampo.listeners = " + sampo.getString(BOUND));
            }
        }
        return new KafkaDoors(bound, List.copyOf(advertised));
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
