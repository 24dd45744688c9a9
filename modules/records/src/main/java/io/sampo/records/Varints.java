package io.sampo.records;

import java.nio.ByteBuffer;

/**
 * Zig-zag variable-length integers as the records of a batch use them (Protocol Buffers' {@code sint32} and
 * {@code sint64}): seven bits a byte, low bits first, the top bit says that more follow.
 */
public final class Varints {
    /** Most bytes of an {@code int}. */
    public static final int INT_BYTES_MAX = 5;
    /** Most bytes of a {@code long}. */
    public static final int LONG_BYTES_MAX = 10;

    private Varints() {}

    /** Bytes that {@link #writeInt} takes. */
    public static int sizeOfInt(int value) {
        return sizeOfUnsigned(((value << 1) ^ (value >> 31)) & 0xffffffffL);
    }

    /** Bytes that {@link #writeLong} takes. */
    public static int sizeOfLong(long value) {
        return sizeOfUnsigned((value << 1) ^ (value >> 63));
    }

    /** Writes at the position of {@code target} and moves it. */
    public static void writeInt(ByteBuffer target, int value) {
        writeUnsigned(target, ((value << 1) ^ (value >> 31)) & 0xffffffffL);
    }

    /** Writes at the position of {@code target} and moves it. */
    public static void writeLong(ByteBuffer target, long value) {
        writeUnsigned(target, (value << 1) ^ (value >> 63));
    }

    /**
     * Reads at the position of {@code source} and moves it.
     *
     * @throws InvalidBatchException if there is no such number: too long, or the buffer ends within it
     */
    public static int readInt(ByteBuffer source) {
        int value = 0;
        for (int shift = 0; shift < 7 * INT_BYTES_MAX; shift += 7) {
            byte next = nextByte(source);
            value |= (next & 0x7f) << shift;
            if (next >= 0) {
                return (value >>> 1) ^ -(value & 1);
            }
        }
        throw InvalidBatchException.malformed("a varint of more than " + INT_BYTES_MAX + " bytes");
    }

    /**
     * Reads at the position of {@code source} and moves it.
     *
     * @throws InvalidBatchException if there is no such number: too long, or the buffer ends within it
     */
    public static long readLong(ByteBuffer source) {
        long value = 0;
        for (int shift = 0; shift < 7 * LONG_BYTES_MAX; shift += 7) {
            byte next = nextByte(source);
            value |= (next & 0x7fL) << shift;
            if (next >= 0) {
                return (value >>> 1) ^ -(value & 1);
            }
        }
        throw InvalidBatchException.malformed("a varlong of more than " + LONG_BYTES_MAX + " bytes");
    }

    private static byte nextByte(ByteBuffer source) {
        if (!source.hasRemaining()) {
            throw InvalidBatchException.malformed("the batch ends within a number");
        }
        return source.get();
    }

    private static int sizeOfUnsigned(long value) {
        int significantBits = Long.SIZE - Long.numberOfLeadingZeros(value | 1);
        return (significantBits + 6) / 7;
    }

    private static void writeUnsigned(ByteBuffer target, long value) {
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            target.put((byte) (rest | 0x80));
            rest >>>= 7;
        }
        target.put((byte) rest);
    }
}
