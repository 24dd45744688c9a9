package io.sampo.logfiles.segment;

import io.sampo.records.LogSlice;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Whole batches in a segment file. Holds the file open, so that the bytes stay readable after the segment was deleted. A
 * truncation below takes them away: then a read ends in an {@link IOException} and not in a loop of zero bytes.
 */
final class FileLogSlice implements LogSlice {
    private final SegmentFile file;
    private final int start;
    private final int size;
    private final AtomicBoolean closed = new AtomicBoolean();

    /** Takes over one {@link SegmentFile#retain()} of the caller. */
    FileLogSlice(SegmentFile file, int start, int size) {
        this.file = file;
        this.start = start;
        this.size = size;
    }

    @Override
    public int sizeInBytes() {
        return size;
    }

    @Override
    public long writeTo(WritableByteChannel target, long position, long count) throws IOException {
        requireOpen();
        long wanted = Math.min(count, size - position);
        long written = file.transferTo(Math.toIntExact(start + position), wanted, target);
        if (written == 0 && wanted > 0 && start + position >= file.sizeInBytes()) {
            throw cutAway();
        }
        return written;
    }

    @Override
    public FileRange inFile() {
        requireOpen();
        return new FileRange(file.lent(), start);
    }

    @Override
    public ByteBuffer toBuffer() throws IOException {
        requireOpen();
        ByteBuffer bytes = ByteBuffer.allocate(size);
        file.read(bytes, start);
        if (bytes.hasRemaining()) {
            throw cutAway();
        }
        return bytes.flip().asReadOnlyBuffer();
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            try {
                file.release();
            } catch (IOException e) {
                throw new UncheckedIOException("closing " + file.path() + " failed", e);
            }
        }
    }

    private void requireOpen() {
        if (closed.get()) {
            throw new IllegalStateException("the slice was closed");
        }
    }

    private IOException cutAway() {
        return new IOException(
                "bytes [" + start + ", " + (start + size) + ") of " + file.path() + " were truncated meanwhile");
    }
}
