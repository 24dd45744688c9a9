package io.sampo.protocol.wire;

import io.sampo.records.LogSlice;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A value of the protocol that knows its bytes in each of its versions. Each class has a static {@code read} besides.
 * A message may be changed until it is handed on, and belongs to one thread until then.
 *
 * <p>A field that the written version does not have is left out if the specification calls it ignorable; otherwise it must
 * hold its default. A struct that is null where null has no meaning is written as one that holds defaults only.
 */
public interface Message {
    /**
     * Writes the message as it is in {@code version}.
     *
     * @throws IllegalArgumentException if there is no such version, or a value has no place in it
     */
    void write(WireWriter out, int version);

    /** For {@code toString()}: how many bytes, never which. */
    static String size(byte @Nullable [] bytes) {
        return bytes == null ? "null" : bytes.length + " bytes";
    }

    /** For {@code toString()}: how many bytes, never which. */
    static String size(@Nullable ByteBuffer bytes) {
        return bytes == null ? "null" : bytes.remaining() + " bytes";
    }

    /** For {@code toString()}: how many bytes, never which. */
    static String size(@Nullable LogSlice bytes) {
        return bytes == null ? "null" : bytes.sizeInBytes() + " bytes";
    }
}
