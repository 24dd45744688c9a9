package io.sampo.records;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import org.jspecify.annotations.Nullable;

/**
 * A run of whole record batches, in memory or in a file. Immutable; may be read from any thread until it is
 * {@linkplain #close() closed}. Storage supplies the file-backed one, whose bytes can go file → socket without passing
 * through the heap.
 */
public interface LogSlice extends AutoCloseable {
    /** A slice over {@code batches}: its remaining bytes, which must be whole batches and must not change afterwards. */
    static LogSlice of(ByteBuffer batches) {
        return new MemoryLogSlice(batches);
    }

    /** Bytes in all; 0 for nothing. */
    int sizeInBytes();

    /**
     * Writes bytes {@code [position, position + count)} of this slice, as many as {@code target} takes.
     *
     * @return bytes written, possibly 0 where the target would block
     */
    long writeTo(WritableByteChannel target, long position, long count) throws IOException;

    /**
     * Where the bytes lie in a file, for whoever sends them from there by himself (sendfile); null where they are in memory.
     * Good until {@link #close()}. A truncation below may have taken the bytes away: the file is shorter then.
     */
    default @Nullable FileRange inFile() {
        return null;
    }

    /** The first byte of a slice is at {@code position}. The channel is lent: not to be closed, moved or written. */
    record FileRange(FileChannel channel, long position) {}

    /** All bytes in one read-only buffer: a view where they are in memory already, else a copy. */
    ByteBuffer toBuffer() throws IOException;

    /** Gives back what the slice holds open. Idempotent. */
    @Override
    void close();
}
