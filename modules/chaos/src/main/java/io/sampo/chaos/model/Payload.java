package io.sampo.chaos.model;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of a value: the value itself and then bytes that follow from it, so that content is verified without being
 * stored. The size follows from it as well.
 */
public final class Payload {
    /** What {@link #read} says of bytes that nobody can have sent. */
    public static final long WRONG_BYTES = -2;

    private static final int SIZE_MIN = 32;
    private static final int SIZE_SPREAD = 256;

    private Payload() {}

    public static byte[] of(long value) {
        ByteBuffer bytes = ByteBuffer.allocate(size(value));
        bytes.putLong(value);
        for (long state = value; bytes.hasRemaining(); ) {
            state = next(state);
            bytes.put((byte) state);
        }
        return bytes.array();
    }

    /** The value of which {@code bytes} are the payload, to the last byte; else {@link #WRONG_BYTES}. */
    public static long read(@Nullable ByteBuffer given) {
        if (given == null || given.remaining() < SIZE_MIN) {
            return WRONG_BYTES;
        }
        ByteBuffer bytes = given.duplicate();
        long value = bytes.getLong();
        if (value < 0 || given.remaining() != size(value)) {
            return WRONG_BYTES;
        }
        for (long state = value; bytes.hasRemaining(); ) {
            state = next(state);
            if (bytes.get() != (byte) state) {
                return WRONG_BYTES;
            }
        }
        return value;
    }

    private static int size(long value) {
        return SIZE_MIN + (int) Math.floorMod(next(value) >>> 8, (long) SIZE_SPREAD);
    }

    /** SplitMix64 (Steele, Lea, Flood 2014). */
    private static long next(long state) {
        long z = state + 0x9E3779B97F4A7C15L;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
