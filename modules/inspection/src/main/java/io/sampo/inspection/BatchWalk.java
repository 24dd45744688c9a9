package io.sampo.inspection;

import io.sampo.records.RecordBatch;
import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * Reads a {@code .log} file from its beginning to its end, over damaged stretches to the next intact batch. A tail that is
 * no whole batch is read once more a moment later: a running broker may just be writing it.
 */
public final class BatchWalk implements Closeable {
    /** No batch is larger, whatever its length field says. */
    private static final int BATCH_BYTES_MAX = 128 * 1024 * 1024;

    private static final int CHUNK_BYTES = 1024 * 1024;
    private static final long RECHECK_MS = 300;

    private final Path file;
    private final FileChannel channel;
    private final RecordBatch batch = new RecordBatch();
    private ByteBuffer chunk;
    private long chunkStart;
    private long size;
    private long position;
    private boolean rechecked;

    /**
     * One step of the walk.
     *
     * @param batch what lies there, valid until the next step; null where that is no batch
     * @param problem what is wrong with these bytes; null if nothing is
     * @param last true if nothing but these bytes is left of the file
     */
    public record Step(
            long position,
            long sizeInBytes,
            @Nullable RecordBatch batch,
            @Nullable String problem,
            boolean last) {}

    private BatchWalk(Path file, FileChannel channel) throws IOException {
        this.file = file;
        this.channel = channel;
        this.size = channel.size();
        this.chunk = ByteBuffer.allocate((int) Math.max(RecordBatch.HEADER_SIZE, Math.min(CHUNK_BYTES, size)))
                .limit(0);
    }

    /** Opens {@code file} for reading. */
    public static BatchWalk open(Path file) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
        try {
            return new BatchWalk(file, channel);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    public Path file() {
        return file;
    }

    /** Bytes read so far. */
    public long position() {
        return position;
    }

    /** What looks torn may be half of a write that a broker is busy with. */
    private static void awaitWriter() throws InterruptedIOException {
        try {
            Thread.sleep(RECHECK_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while a tail was given time to be written");
        }
    }

    /** The next batch, or stretch of bytes that are none; null at the end of the file. */
    public @Nullable Step next() throws IOException {
        if (position >= size) {
            return null;
        }
        long at = position;
        String problem = frame(at);
        if (problem != null && !rechecked && nextIntact(at + 1) < 0) {
            awaitWriter();
            rechecked = true;
            chunk.limit(0);
            size = channel.size();
            if (at >= size) {
                return null;
            }
            problem = frame(at);
        }
        if (problem == null && !batch.isIntact()) {
            problem = "the CRC is " + hex(batch.crc()) + ", the bytes have " + hex(batch.computeCrc());
            if (!isChainedAt(at, batch.sizeInBytes(), batch.baseOffset())) {
                return hole(at, problem);
            }
            wrap(at, frameSize(at));
        } else if (problem != null) {
            return hole(at, problem);
        }
        position = at + batch.sizeInBytes();
        return new Step(at, batch.sizeInBytes(), batch, problem, position >= size);
    }

    private Step hole(long at, String problem) throws IOException {
        long next = nextIntact(at + 1);
        position = next < 0 ? size : next;
        String text = isZero(at, position) ? "zeros where a batch should begin" : problem;
        return new Step(at, position - at, null, text, next < 0);
    }

    /** Wraps the whole batch at {@code at}, or says why there is none. */
    private @Nullable String frame(long at) throws IOException {
        long left = size - at;
        if (left < RecordBatch.HEADER_SIZE) {
            return left + " bytes are no header of a batch";
        }
        wrap(at, RecordBatch.HEADER_SIZE);
        int batchSize = batch.sizeInBytes();
        if (batch.magic() == 0 || batch.magic() == 1) {
            return "message format v" + batch.magic() + " of before Kafka 0.11; only v2 can be read";
        }
        if (batch.magic() != RecordBatch.MAGIC) {
            return "magic " + batch.magic() + " where a batch should begin";
        }
        if (batchSize < RecordBatch.HEADER_SIZE || batchSize > Math.min(left, BATCH_BYTES_MAX)) {
            return "a batch of " + batchSize + " bytes where " + left + " are left";
        }
        wrap(at, batchSize);
        return null;
    }

    /** True if a batch of that size is followed by the end of the file or by what looks like the next batch. */
    private boolean isChainedAt(long at, int batchSize, long baseOffset) throws IOException {
        long next = at + batchSize;
        return next == size || (frame(next) == null && batch.baseOffset() > baseOffset);
    }

    private int frameSize(long at) throws IOException {
        wrap(at, RecordBatch.HEADER_SIZE);
        return batch.sizeInBytes();
    }

    /** Where the next intact batch begins; −1 if there is none. */
    private long nextIntact(long from) throws IOException {
        for (long at = from; at <= size - RecordBatch.HEADER_SIZE; at++) {
            load(at, RecordBatch.HEADER_SIZE);
            // Nearly every byte ends here: one look for the magic, then the rest of the header.
            if (chunk.get((int) (at - chunkStart) + 16) == RecordBatch.MAGIC && frame(at) == null && batch.isIntact()) {
                return at;
            }
        }
        return -1;
    }

    private boolean isZero(long from, long to) throws IOException {
        for (long at = from; at < to; at++) {
            load(at, 1);
            if (chunk.get((int) (at - chunkStart)) != 0) {
                return false;
            }
        }
        return true;
    }

    private void wrap(long at, int bytes) throws IOException {
        load(at, bytes);
        batch.wrap(chunk, (int) (at - chunkStart));
    }

    private void load(long at, int bytes) throws IOException {
        if (at >= chunkStart && at + bytes <= chunkStart + chunk.limit()) {
            return;
        }
        if (bytes > chunk.capacity()) {
            chunk = ByteBuffer.allocate(bytes);
        }
        chunk.clear().limit((int) Math.min(chunk.capacity(), size - at));
        long read = at;
        while (chunk.hasRemaining()) {
            int count = channel.read(chunk, read);
            if (count < 0) {
                throw new IOException(file + " became shorter than " + size + " bytes while it was read");
            }
            read += count;
        }
        chunk.flip();
        chunkStart = at;
    }

    /** The bytes of the batch of the last step; valid until the next one. */
    public ByteBuffer bytes() {
        return chunk.slice(batch.start(), batch.sizeInBytes());
    }

    private static String hex(int crc) {
        return String.format("%08x", crc);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
