package io.sampo.groups.codec;

import io.sampo.model.ErrorCode;
import io.sampo.model.SampoException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Reads what {@link FormWriter}, or Kafka, wrote. Bytes that end too soon are CORRUPT_MESSAGE. */
final class FormReader {
    private final ByteBuffer bytes;

    FormReader(ByteBuffer bytes) {
        this.bytes = bytes.slice();
    }

    static SampoException corrupt(String what) {
        return new SampoException(ErrorCode.CORRUPT_MESSAGE, "A record of __consumer_offsets is corrupt: " + what);
    }

    private ByteBuffer take(int length) {
        if (length < 0 || length > bytes.remaining()) {
            throw corrupt(length + " bytes are expected where " + bytes.remaining() + " are left");
        }
        ByteBuffer taken = bytes.slice(bytes.position(), length);
        bytes.position(bytes.position() + length);
        return taken;
    }

    byte int8() {
        return take(1).get();
    }

    short int16() {
        return take(2).getShort();
    }

    int int32() {
        return take(4).getInt();
    }

    long int64() {
        return take(8).getLong();
    }

    UUID uuid() {
        return new UUID(int64(), int64());
    }

    int varint() {
        int value = 0;
        for (int shift = 0; shift < 35; shift += 7) {
            int next = int8();
            value |= (next & 0x7F) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw corrupt("a length is longer than 32 bits");
    }

    private byte[] raw(int length) {
        ByteBuffer taken = take(length);
        byte[] copy = new byte[length];
        taken.get(copy);
        return copy;
    }

    @Nullable
    String nullableString() {
        short length = int16();
        return length < 0 ? null : new String(raw(length), StandardCharsets.UTF_8);
    }

    String string() {
        return required(nullableString());
    }

    @Nullable
    String nullableCompactString() {
        int length = varint();
        return length == 0 ? null : new String(raw(length - 1), StandardCharsets.UTF_8);
    }

    String compactString() {
        return required(nullableCompactString());
    }

    byte[] bytes() {
        return raw(int32());
    }

    byte[] compactBytes() {
        return raw(varint() - 1);
    }

    <T> List<T> array(Supplier<T> readOne) {
        return elements(int32(), readOne);
    }

    <T> List<T> compactArray(Supplier<T> readOne) {
        return elements(varint() - 1, readOne);
    }

    /** Every element has a byte at least, so that garbage cannot ask for memory. */
    private <T> List<T> elements(int count, Supplier<T> readOne) {
        if (count < 0 || count > bytes.remaining()) {
            throw corrupt("a count of " + count + " where " + bytes.remaining() + " bytes are left");
        }
        List<T> elements = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            elements.add(readOne.get());
        }
        return elements;
    }

    /** Reads the tagged fields: 0 is given to {@code tag0}, what is unknown is skipped. */
    void tags(Consumer<FormReader> tag0) {
        for (int left = varint(); left > 0; left--) {
            int tag = varint();
            FormReader value = new FormReader(take(varint()));
            if (tag == 0) {
                tag0.accept(value);
            }
        }
    }

    private static String required(@Nullable String text) {
        if (text == null) {
            throw corrupt("a text that may not be null is null");
        }
        return text;
    }

    /** Runs a reading of what may be anything. */
    static <T> T guarded(Supplier<T> reading) {
        try {
            return reading.get();
        } catch (BufferUnderflowException | IllegalArgumentException garbage) {
            throw corrupt(String.valueOf(garbage.getMessage()));
        }
    }
}
