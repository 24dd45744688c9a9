package io.sampo.controller.codec;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * Grows as it is written. Numbers are variable-length: 7 bits a byte, lowest first; signed ones zigzag.
 *
 * <p>A form is written in the lowest version that holds it: who upgrades and uses nothing new can go back.
 */
final class MetadataWriter {
    private byte[] bytes = new byte[256];
    private int size;
    private int version = 1;
    private int versionAt;

    /** The version belongs here; which one it is, is known at the end. */
    void versionHere() {
        versionAt = size;
        oneByte(0);
    }

    /** What follows was unknown before {@code least}. */
    void needsVersion(int least) {
        version = Math.max(version, least);
    }

    int version() {
        return version;
    }

    void oneByte(int value) {
        if (size == bytes.length) {
            bytes = Arrays.copyOf(bytes, size * 2);
        }
        bytes[size++] = (byte) value;
    }

    /** A number from 0 up. */
    void unsigned(long value) {
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            oneByte((int) (rest & 0x7F) | 0x80);
            rest >>>= 7;
        }
        oneByte((int) rest);
    }

    /** A number that may be negative. */
    void signed(long value) {
        unsigned((value << 1) ^ (value >> 63));
    }

    void bool(boolean value) {
        oneByte(value ? 1 : 0);
    }

    void text(String value) {
        raw(value.getBytes(StandardCharsets.UTF_8));
    }

    /** Length, then the bytes. */
    void raw(byte[] value) {
        unsigned(value.length);
        if (bytes.length - size < value.length) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, size + value.length));
        }
        System.arraycopy(value, 0, bytes, size, value.length);
        size += value.length;
    }

    void uuid(UUID value) {
        eightBytes(value.getMostSignificantBits());
        eightBytes(value.getLeastSignificantBits());
    }

    void eightBytes(long value) {
        for (int shift = 56; shift >= 0; shift -= 8) {
            oneByte((int) (value >>> shift));
        }
    }

    /** Count, then each element. */
    <T> void list(Collection<T> elements, Consumer<T> writeOne) {
        unsigned(elements.size());
        elements.forEach(writeOne);
    }

    /** Everything written so far, with its version in place. */
    byte[] toBytes() {
        bytes[versionAt] = (byte) version;
        return Arrays.copyOf(bytes, size);
    }
}
