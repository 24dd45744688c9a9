package io.sampo.serialization;

/**
 * Turns the bytes of a key or a value into an object. One of Kafka's fits as a method reference. May be called from any thread.
 *
 * @param <T> what it makes
 */
@FunctionalInterface
public interface Deserializer<T> {
    /**
     * The object that {@code data} says. Never asked for null. Whatever it throws is told with topic, partition and offset.
     *
     * @param topic where they come from
     * @param data belongs to the callee
     */
    T deserialize(String topic, byte[] data);
}
