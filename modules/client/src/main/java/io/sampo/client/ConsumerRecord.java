package io.sampo.client;

import io.sampo.model.TopicPartition;
import io.sampo.records.RecordHeader;
import io.sampo.serialization.Deserializer;
import io.sampo.serialization.SerializationException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A record that was read. Key and value are read-only; each accessor gives a view with a position of its own.
 *
 * @param timestampMs ms since 1970
 * @param key null = none
 * @param value null = a tombstone
 * @param leaderEpoch of the leader that appended it
 */
public record ConsumerRecord(
        TopicPartition partition,
        long offset,
        long timestampMs,
        @Nullable ByteBuffer key,
        @Nullable ByteBuffer value,
        List<RecordHeader> headers,
        int leaderEpoch) {
    @Override
    public @Nullable ByteBuffer key() {
        return key == null ? null : key.asReadOnlyBuffer();
    }

    @Override
    public @Nullable ByteBuffer value() {
        return value == null ? null : value.asReadOnlyBuffer();
    }

    /** The key as UTF-8 text, or null. */
    public @Nullable String keyText() {
        return key == null ? null : text(key);
    }

    /** The value as UTF-8 text, or null. */
    public @Nullable String valueText() {
        return value == null ? null : text(value);
    }

    /**
     * The key as an object, or null where there is none.
     *
     * @throws SerializationException where {@code deserializer} throws; says which record it was
     */
    public <T> @Nullable T key(Deserializer<T> deserializer) {
        return key == null ? null : read("key", key, deserializer);
    }

    /** The value as an object, or null where it is a tombstone; as {@link #key(Deserializer)}. */
    public <T> @Nullable T value(Deserializer<T> deserializer) {
        return value == null ? null : read("value", value, deserializer);
    }

    private <T> T read(String what, ByteBuffer data, Deserializer<T> deserializer) {
        byte[] bytes = new byte[data.remaining()];
        data.duplicate().get(bytes);
        try {
            return deserializer.deserialize(partition.topic(), bytes);
        } catch (RuntimeException e) {
            throw new SerializationException(
                    "The " + what + " of " + partition + " at offset " + offset + " cannot be read: " + e.getMessage(),
                    e);
        }
    }

    private static String text(ByteBuffer bytes) {
        return StandardCharsets.UTF_8.decode(bytes.duplicate()).toString();
    }
}
