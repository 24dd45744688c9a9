package io.sampo.groups;

import java.util.Arrays;
import java.util.HexFormat;

/** Bytes that nobody here looks into, as a value: equal by content, never changed. */
public final class Blob {
    /** No bytes; an assignment of nothing. */
    public static final Blob EMPTY = new Blob(new byte[0]);

    private final byte[] bytes;

    private Blob(byte[] bytes) {
        this.bytes = bytes;
    }

    /** A copy of {@code bytes}. */
    public static Blob of(byte... bytes) {
        return bytes.length == 0 ? EMPTY : new Blob(bytes.clone());
    }

    /** A copy of the content. */
    public byte[] toBytes() {
        return bytes.clone();
    }

    public int size() {
        return bytes.length;
    }

    public boolean isEmpty() {
        return bytes.length == 0;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Blob blob && Arrays.equals(bytes, blob.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return bytes.length > 32 ? bytes.length + " bytes" : HexFormat.of().formatHex(bytes);
    }
}
