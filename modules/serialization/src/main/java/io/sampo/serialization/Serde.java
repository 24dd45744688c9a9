package io.sampo.serialization;

/**
 * Both ways.
 *
 * @param <T> what is turned into bytes, and what comes of them
 */
public interface Serde<T> extends Serializer<T>, Deserializer<T> {
    /** The two as one. */
    static <T> Serde<T> of(Serializer<T> serializer, Deserializer<T> deserializer) {
        return new Serde<>() {
            @Override
            public byte[] serialize(String topic, T data) {
                return serializer.serialize(topic, data);
            }

            @Override
            public T deserialize(String topic, byte[] data) {
                return deserializer.deserialize(topic, data);
            }
        };
    }
}
