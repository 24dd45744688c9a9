package io.sampo.controller.codec;

import io.sampo.model.ErrorCode;
import io.sampo.model.SampoException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;

/** Reads what {@link MetadataWriter} wrote. Bytes that end too soon are refused with {@link ErrorCode#CORRUPT_MESSAGE}. */
final class MetadataReader {
    private final byte[] bytes;
    private final int end;
    private int position;
    private int version = 1;

    MetadataReader(byte[] bytes) {
        this(bytes, bytes.length);
    }

    /** Reads the first {@code end} bytes. */
    MetadataReader(byte[] bytes, int end) {
        this.bytes = bytes;
        this.end = end;
    }

    static SampoException corrupt(String what) {
        return new SampoException(ErrorCode.CORRUPT_MESSAGE, "Metadata in bytes is corrupt: " + what);
    }

    /** Reads the version of all that follows; one above {@code newest} belongs to a newer Sampo. */
    void versionHere(int newest, String of) {
        version = oneByte();
        if (version < 1 || version > newest) {
            throw MetadataRecordCodec.unsupported("version " + version + " of " + of);
        }
    }

    int version() {
        return version;
    }

    int oneByte() {
        if (position == end) {
            throw corrupt("it ends after " + end + " bytes");
        }
        return bytes[position++] & 0xFF;
    }

    long unsigned() {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            int next = oneByte();
            value |= (long) (next & 0x7F) << shift;
            if (next < 0x80) {
                return value;
            }
        }
        throw corrupt("a number is longer than 64 bits");
    }

    long signed() {
        long value = unsigned();
        return (value >>> 1) ^ -(value & 1);
    }

    int unsignedInt() {
        return narrowed(unsigned());
    }

    int signedInt() {
        return narrowed(signed());
    }

    boolean bool() {
        return oneByte() != 0;
    }

    String text() {
        return new String(raw(), StandardCharsets.UTF_8);
    }

    byte[] raw() {
        int length = count();
        byte[] value = new byte[length];
        System.arraycopy(bytes, position, value, 0, length);
        position += length;
        return value;
    }

    UUID uuid() {
        return new UUID(eightBytes(), eightBytes());
    }

    long eightBytes() {
        long value = 0;
        for (int i = 0; i < 8; i++) {
            value = value << 8 | oneByte();
        }
        return value;
    }

    <T> List<T> list(Supplier<T> readOne) {
        int count = count();
        List<T> elements = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            elements.add(readOne.get());
        }
        return elements;
    }

    /** Refuses bytes that go on after the last field: a form this version does not know. */
    void expectEnd() {
        if (position != end) {
            throw corrupt((end - position) + " bytes follow the last field");
        }
    }

    /** A count of things of at least one byte each, so that garbage cannot ask for memory. */
    private int count() {
        long count = unsigned();
        if (count < 0 || count > end - position) {
            throw corrupt("a count of " + count + " where " + (end - position) + " bytes are left");
        }
        return (int) count;
    }

    private static int narrowed(long value) {
        if (value != (int) value) {
            throw corrupt("a number of " + value + " where 32 bits are expected");
        }
        return (int) value;
    }
}
