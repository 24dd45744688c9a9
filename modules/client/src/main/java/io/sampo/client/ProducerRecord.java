package io.sampo.client;

import io.sampo.records.RecordHeader;
import io.sampo.serialization.Serializer;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A record to send. Key, value and header bytes must not change before it is acknowledged.
 *
 * @param partition where it goes; null = by key, or by the producer's {@link Partitioner}
 * @param timestampMs ms since 1970; null = now
 * @param key null = none
 * @param value null = a tombstone
 */
public record ProducerRecord(
        String topic,
        @Nullable Integer partition,
        @Nullable Long timestampMs,
        @Nullable ByteBuffer key,
        @Nullable ByteBuffer value,
        List<RecordHeader> headers) {
    public ProducerRecord {
        headers = List.copyOf(headers);
        if (partition != null && partition < 0) {
            throw new IllegalArgumentException("partition " + partition + " is negative");
        }
        if (timestampMs != null && timestampMs < 0) {
            throw new IllegalArgumentException("timestamp " + timestampMs + " is negative");
        }
    }

    /** A record of bytes; the producer chooses the partition and the time. */
    public ProducerRecord(String topic, byte @Nullable [] key, byte @Nullable [] value) {
        this(topic, null, null, wrap(key), wrap(value), List.of());
    }

    /** A record of text without a key, in UTF-8. */
    public static ProducerRecord of(String topic, @Nullable String value) {
        return of(topic, null, value);
    }

    /** A record of text, in UTF-8. */
    public static ProducerRecord of(String topic, @Nullable String key, @Nullable String value) {
        return new ProducerRecord(topic, utf8(key), utf8(value));
    }

    /** A record of objects; null stays null. */
    public static <K, V> ProducerRecord of(
            String topic,
            @Nullable K key,
            Serializer<K> keySerializer,
            @Nullable V value,
            Serializer<V> valueSerializer) {
        return new ProducerRecord(
                topic,
                key == null ? null : keySerializer.serialize(topic, key),
                value == null ? null : valueSerializer.serialize(topic, value));
    }

    /** A record of an object without a key; null stays null. */
    public static <V> ProducerRecord ofValue(String topic, @Nullable V value, Serializer<V> serializer) {
        return new ProducerRecord(topic, null, value == null ? null : serializer.serialize(topic, value));
    }

    public ProducerRecord toPartition(int chosen) {
        return new ProducerRecord(topic, chosen, timestampMs, key, value, headers);
    }

    public ProducerRecord withTimestamp(long ms) {
        return new ProducerRecord(topic, partition, ms, key, value, headers);
    }

    public ProducerRecord withHeaders(List<RecordHeader> given) {
        return new ProducerRecord(topic, partition, timestampMs, key, value, given);
    }

    private static byte @Nullable [] utf8(@Nullable String text) {
        return text == null ? null : text.getBytes(StandardCharsets.UTF_8);
    }

    private static @Nullable ByteBuffer wrap(byte @Nullable [] bytes) {
        return bytes == null ? null : ByteBuffer.wrap(bytes);
    }
}
