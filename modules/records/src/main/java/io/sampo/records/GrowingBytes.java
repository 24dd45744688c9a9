package io.sampo.records;

import io.sampo.model.ErrorCode;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** Bytes in memory that grow as they are written, up to a limit. What was written is handed out without a copy. */
final class GrowingBytes extends OutputStream {
    private static final int LEAST_BYTES = 256;
    private static final int ARRAY_BYTES_MAX = Integer.MAX_VALUE - 8;

    private final int sizeMax;
    private byte[] bytes;
    private int size;

    /**
     * @param expectedBytes what is allocated at first
     * @param sizeMax writing more is refused with MESSAGE_TOO_LARGE
     */
    GrowingBytes(long expectedBytes, int sizeMax) {
        this.sizeMax = Math.min(sizeMax, ARRAY_BYTES_MAX);
        this.bytes = new byte[(int) Math.min(Math.max(expectedBytes, LEAST_BYTES), this.sizeMax)];
    }

    /** Leaves room for what is written later, into {@link #toBuffer()}. */
    GrowingBytes skip(int count) {
        ensureRoom(count);
        size += count;
        return this;
    }

    @Override
    public void write(int value) {
        ensureRoom(1);
        bytes[size++] = (byte) value;
    }

    @Override
    public void write(byte[] source, int at, int length) {
        ensureRoom(length);
        System.arraycopy(source, at, bytes, size, length);
        size += length;
    }

    /** The remaining bytes of {@code source}, whose position does not move. */
    void write(ByteBuffer source) {
        int count = source.remaining();
        ensureRoom(count);
        source.get(source.position(), bytes, size, count);
        size += count;
    }

    /** Everything written, from position 0 to the limit; write no more. */
    ByteBuffer toBuffer() {
        return ByteBuffer.wrap(bytes, 0, size).slice();
    }

    private void ensureRoom(int count) {
        if (count <= bytes.length - size) {
            return;
        }
        if (count > sizeMax - size) {
            throw new InvalidBatchException(
                    ErrorCode.MESSAGE_TOO_LARGE, "Packed, the batch is larger than " + sizeMax + " bytes");
        }
        bytes = Arrays.copyOf(bytes, (int) Math.min(Math.max(size + (long) count, 2L * bytes.length), sizeMax));
    }
}
