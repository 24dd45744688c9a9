package io.sampo.records.compression;

import java.io.InputStream;
import java.nio.ByteBuffer;

/** The remaining bytes of a buffer as a stream; its position moves. */
final class ByteBufferInput extends InputStream {
    private final ByteBuffer bytes;

    ByteBufferInput(ByteBuffer bytes) {
        this.bytes = bytes;
    }

    @Override
    public int read() {
        return bytes.hasRemaining() ? bytes.get() & 0xff : -1;
    }

    @Override
    public int read(byte[] target, int at, int length) {
        if (length == 0) {
            return 0;
        }
        if (!bytes.hasRemaining()) {
            return -1;
        }
        int count = Math.min(length, bytes.remaining());
        bytes.get(target, at, count);
        return count;
    }

    @Override
    public int available() {
        return bytes.remaining();
    }
}
