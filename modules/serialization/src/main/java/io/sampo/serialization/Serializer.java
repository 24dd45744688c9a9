package io.sampo.serialization;

/**
 * Turns an object into the bytes of a key or a value. One of Kafka's fits as a method reference. May be called from any thread.
 *
 * @param <T> what it takes
 */
@FunctionalInterface
public interface Serializer<T> {
    /**
     * The bytes of {@code data}, which belong to the caller. Never asked for null: nothing is nothing, a tombstone.
     *
     * @param topic where they go
     */
    byte[] serialize(String topic, T data);
}
