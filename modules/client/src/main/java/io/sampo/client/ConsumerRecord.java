package io.sampo.client;

import io.sampo.model.TopicPartition;
import io.sampo.records.RecordHeader;
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

    private static String text(ByteBuffer bytes) {
        return StandardCharsets.UTF_8.decode(bytes.duplicate()).toString();
    }
}
