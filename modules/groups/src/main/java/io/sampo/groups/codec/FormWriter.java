package io.sampo.groups.codec;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Kafka's primitive types. {@code compact} is for flexible versions: lengths are variable and one more than they are. */
final class FormWriter {
    private byte[] bytes = new byte[128];
    private int size;

    private ByteBuffer room(int length) {
        if (bytes.length - size < length) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, size + length));
        }
        ByteBuffer room = ByteBuffer.wrap(bytes, size, length);
        size += length;
        return room;
    }

    FormWriter int8(int value) {
        room(1).put((byte) value);
        return this;
    }

    FormWriter int16(int value) {
        room(2).putShort((short) value);
        return this;
    }

    FormWriter int32(int value) {
        room(4).putInt(value);
        return this;
    }

    FormWriter int64(long value) {
        room(8).putLong(value);
        return this;
    }

    FormWriter uuid(UUID value) {
        return int64(value.getMostSignificantBits()).int64(value.getLeastSignificantBits());
    }

    FormWriter varint(int value) {
        int rest = value;
        while ((rest & ~0x7F) != 0) {
            int8((rest & 0x7F) | 0x80);
            rest >>>= 7;
        }
        return int8(rest);
    }

    FormWriter raw(byte[] value) {
        room(value.length).put(value);
        return this;
    }

    FormWriter string(@Nullable String value) {
        if (value == null) {
            return int16(-1);
        }
        byte[] text = value.getBytes(StandardCharsets.UTF_8);
        if (text.length > Short.MAX_VALUE) {
            throw new IllegalArgumentException("A text of " + text.length + " bytes, expected 32767 or fewer");
        }
        return int16(text.length).raw(text);
    }

    FormWriter compactString(@Nullable String value) {
        if (value == null) {
            return varint(0);
        }
        byte[] text = value.getBytes(StandardCharsets.UTF_8);
        return varint(text.length + 1).raw(text);
    }

    FormWriter bytes(byte[] value) {
        return int32(value.length).raw(value);
    }

    FormWriter compactBytes(byte[] value) {
        return varint(value.length + 1).raw(value);
    }

    <T> FormWriter compactArray(Collection<T> elements, Consumer<T> writeOne) {
        varint(elements.size() + 1);
        elements.forEach(writeOne);
        return this;
    }

    /** No tagged fields. */
    FormWriter noTags() {
        return varint(0);
    }

    /** The one tagged field 0. */
    FormWriter tag0(byte[] value) {
        return varint(1).varint(0).varint(value.length).raw(value);
    }

    byte[] toBytes() {
        return Arrays.copyOf(bytes, size);
    }
}
