package io.sampo.records;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;

/** A {@link LogSlice} over bytes in memory. */
final class MemoryLogSlice implements LogSlice {
    private final ByteBuffer bytes;

    MemoryLogSlice(ByteBuffer bytes) {
        this.bytes = bytes.slice().asReadOnlyBuffer();
    }

    @Override
    public int sizeInBytes() {
        return bytes.limit();
    }

    @Override
    public long writeTo(WritableByteChannel target, long position, long count) throws IOException {
        int from = Math.toIntExact(position);
        int length = (int) Math.min(count, bytes.limit() - from);
        return target.write(bytes.slice(from, length));
    }

    @Override
    public ByteBuffer toBuffer() {
        return bytes.duplicate();
    }

    @Override
    public void close() {}
}
