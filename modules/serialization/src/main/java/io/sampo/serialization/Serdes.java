package io.sampo.serialization;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import java.util.function.Function;

/**
 * Numbers, text, bytes, booleans and UUIDs, byte by byte as Kafka's clients write them ({@code org.apache.kafka.common.serialization}): numbers in network
 * byte order, text in UTF-8, UUIDs as their text. Bytes of another size are refused, as there; text that is no UTF-8 is, too, where
 * Kafka puts in question marks.
 */
public final class Serdes {
    /** The bytes themselves, not copied. */
    public static final Serde<byte[]> BYTES = Serde.of((topic, data) -> data, (topic, data) -> data);

    public static final Serde<String> STRING =
            Serde.of((topic, data) -> data.getBytes(StandardCharsets.UTF_8), (topic, data) -> text(data));

    public static final Serde<Short> SHORT = ofSize(
            "short", Short.BYTES, data -> ByteBuffer.allocate(Short.BYTES).putShort(data), ByteBuffer::getShort);

    public static final Serde<Integer> INTEGER = ofSize(
            "integer", Integer.BYTES, data -> ByteBuffer.allocate(Integer.BYTES).putInt(data), ByteBuffer::getInt);

    public static final Serde<Long> LONG =
            ofSize("long", Long.BYTES, data -> ByteBuffer.allocate(Long.BYTES).putLong(data), ByteBuffer::getLong);

    public static final Serde<Float> FLOAT = ofSize(
            "float", Float.BYTES, data -> ByteBuffer.allocate(Float.BYTES).putFloat(data), ByteBuffer::getFloat);

    public static final Serde<Double> DOUBLE = ofSize(
            "double", Double.BYTES, data -> ByteBuffer.allocate(Double.BYTES).putDouble(data), ByteBuffer::getDouble);

    /** One byte, 0 or 1 (KIP-907). */
    public static final Serde<Boolean> BOOLEAN =
            ofSize("boolean", 1, data -> ByteBuffer.allocate(1).put((byte) (data ? 1 : 0)), Serdes::truth);

    public static final Serde<UUID> UUID =
            Serde.of((topic, data) -> STRING.serialize(topic, data.toString()), (topic, data) -> uuid(text(data)));

    private Serdes() {}

    private static <T> Serde<T> ofSize(
            String name, int size, Function<T, ByteBuffer> write, Function<ByteBuffer, T> read) {
        return Serde.of((topic, data) -> write.apply(data).array(), (topic, data) -> {
            if (data.length != size) {
                throw new SerializationException("a " + name + " has " + size + " bytes, here are " + data.length);
            }
            return read.apply(ByteBuffer.wrap(data));
        });
    }

    private static String text(byte[] data) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(data))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new SerializationException("these " + data.length + " bytes are no UTF-8 text", e);
        }
    }

    private static boolean truth(ByteBuffer data) {
        byte given = data.get();
        if (given != 0 && given != 1) {
            throw new SerializationException("a boolean is the byte 0 or 1, here is " + given);
        }
        return given == 1;
    }

    private static UUID uuid(String text) {
        try {
            return java.util.UUID.fromString(text);
        } catch (IllegalArgumentException e) {
            throw new SerializationException("'" + text + "' is no UUID", e);
        }
    }
}
