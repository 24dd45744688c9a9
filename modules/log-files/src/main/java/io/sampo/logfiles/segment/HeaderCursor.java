package io.sampo.logfiles.segment;

import io.sampo.records.RecordBatch;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Walks batch headers of a segment file without reading what lies between them: a header that is in the buffer of the
 * last read costs nothing. Not thread-safe; make one per walk.
 */
final class HeaderCursor {
    /** For finding one batch between two index entries. */
    static final int SHORT_WALK_BYTES = 4 * 1024;
    /** For walking a whole segment. */
    static final int LONG_WALK_BYTES = 32 * 1024;

    private final SegmentFile file;
    private final int limit;
    private final ByteBuffer buffer;
    private final RecordBatch batch = new RecordBatch();
    private int bufferStart;
    private int position;

    /** @param limit bytes of the file that hold whole batches; nothing behind them is looked at */
    HeaderCursor(SegmentFile file, int limit, int bufferBytes) {
        this.file = file;
        this.limit = limit;
        this.buffer = ByteBuffer.allocate(bufferBytes).limit(0);
    }

    /**
     * Moves to the batch that begins at {@code newPosition}.
     *
     * @return false if the file ends there
     * @throws IOException also if no batch begins there
     */
    boolean moveTo(int newPosition) throws IOException {
        if (newPosition >= limit) {
            return false;
        }
        if (!isBatchAt(newPosition)) {
            throw new IOException("no record batch at byte " + newPosition + " of " + file.path());
        }
        return true;
    }

    boolean moveToNext() throws IOException {
        return moveTo(end());
    }

    /** Moves there and tells whether what is there looks like a batch that ends within the limit. */
    boolean isBatchAt(int newPosition) throws IOException {
        if (newPosition < 0 || newPosition > limit - RecordBatch.HEADER_SIZE) {
            return false;
        }
        load(newPosition);
        position = newPosition;
        batch.wrap(buffer, newPosition - bufferStart);
        int size = batch.sizeInBytes();
        return batch.magic() == RecordBatch.MAGIC && size >= RecordBatch.HEADER_SIZE && size <= limit - newPosition;
    }

    /** The header here; valid until the next move. */
    RecordBatch batch() {
        return batch;
    }

    int position() {
        return position;
    }

    int end() {
        return position + batch.sizeInBytes();
    }

    private void load(int newPosition) throws IOException {
        int bufferEnd = bufferStart + buffer.limit();
        if (newPosition >= bufferStart && newPosition + RecordBatch.HEADER_SIZE <= bufferEnd) {
            return;
        }
        buffer.clear().limit(Math.min(buffer.capacity(), limit - newPosition));
        file.read(buffer, newPosition);
        buffer.flip();
        bufferStart = newPosition;
        if (buffer.limit() < RecordBatch.HEADER_SIZE) {
            throw new IOException(file.path() + " ends before byte " + limit);
        }
    }
}
