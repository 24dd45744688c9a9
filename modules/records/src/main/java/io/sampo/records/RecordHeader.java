package io.sampo.records;

import java.nio.ByteBuffer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One header of a record (KIP-82). Keys may repeat; their order is kept. The bytes of {@code value} must not change. */
public record RecordHeader(String key, @Nullable ByteBuffer value) {
    public RecordHeader {
        Objects.requireNonNull(key, "key");
    }
}
