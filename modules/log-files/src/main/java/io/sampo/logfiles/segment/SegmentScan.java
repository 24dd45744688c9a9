package io.sampo.logfiles.segment;

import io.sampo.records.RecordBatch;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.function.ObjIntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads a segment file from its beginning and tells how far it is a chain of whole, intact batches (STORAGE §4.2). It
 * decides nothing about what follows.
 */
final class SegmentScan {
    private static final int CHUNK_BYTES = 1024 * 1024;

    private final SegmentFile file;
    private final int size;
    private final Progress progress;
    private ByteBuffer chunk;
    private int chunkStart;

    /**
     * Where the chain ends, and why there.
     *
     * @param validBytes bytes of the chain
     * @param nextOffset offset behind it
     * @param invalid what is wrong at {@code validBytes}, or null where the file ends there
     */
    record Result(int validBytes, long nextOffset, @Nullable String invalid) {}

    /** Told of so many more bytes that were read. */
    @FunctionalInterface
    interface Progress {
        void read(int bytes);
    }

    SegmentScan(SegmentFile file, int size) {
        this(file, size, bytes -> {});
    }

    SegmentScan(SegmentFile file, int size, Progress progress) {
        this.file = file;
        this.size = size;
        this.progress = progress;
        this.chunk = ByteBuffer.allocate(Math.max(RecordBatch.HEADER_SIZE, Math.min(CHUNK_BYTES, size)));
        this.chunk.limit(0);
    }

    /** What else a batch has to keep that is intact and follows the one before; says what is wrong, or null. */
    @FunctionalInterface
    interface Rule {
        @Nullable
        String problem(RecordBatch batch, int position, long nextOffset);
    }

    /**
     * Scans the whole file and shows each valid batch with its position; the view is valid during the call only.
     *
     * @param baseOffset least offset that the first batch may have
     * @param epoch least leader epoch that the first batch may have
     */
    Result run(long baseOffset, int epoch, Rule rule, ObjIntConsumer<RecordBatch> visitor) throws IOException {
        RecordBatch batch = new RecordBatch();
        int position = 0;
        long nextOffset = baseOffset;
        int lastEpoch = epoch;
        while (position < size) {
            String invalid = wrap(batch, position);
            if (invalid == null) {
                invalid = chainError(batch, baseOffset, nextOffset, lastEpoch);
            }
            if (invalid == null) {
                invalid = rule.problem(batch, position, nextOffset);
            }
            if (invalid != null) {
                return new Result(position, nextOffset, invalid);
            }
            visitor.accept(batch, position);
            nextOffset = batch.nextOffset();
            lastEpoch = batch.leaderEpoch();
            position += batch.sizeInBytes();
        }
        return new Result(position, nextOffset, null);
    }

    /**
     * Position of a whole, intact batch where the chain ended at byte {@code position}, or of one behind that may follow
     * {@code nextOffset}; −1 if there is none. Torn writes leave none: what it finds is proof of other damage.
     */
    int intactBatchFrom(int position, long nextOffset) throws IOException {
        RecordBatch batch = new RecordBatch();
        if (wrap(batch, position) == null) {
            return position;
        }
        for (int at = position + 1; at <= size - RecordBatch.HEADER_SIZE; at++) {
            load(at, RecordBatch.HEADER_SIZE);
            batch.wrap(chunk, at - chunkStart);
            if (batch.magic() == RecordBatch.MAGIC && batch.baseOffset() >= nextOffset && wrap(batch, at) == null) {
                return at;
            }
        }
        return -1;
    }

    /** Wraps the batch at {@code position}, or says why there is none. */
    private @Nullable String wrap(RecordBatch batch, int position) throws IOException {
        int left = size - position;
        if (left < RecordBatch.HEADER_SIZE) {
            return left + " bytes are no header";
        }
        load(position, RecordBatch.HEADER_SIZE);
        batch.wrap(chunk, position - chunkStart);
        int batchSize = batch.sizeInBytes();
        if (batchSize < RecordBatch.HEADER_SIZE || batchSize > left) {
            return "a batch of " + batchSize + " bytes where " + left + " are left";
        }
        if (batch.magic() != RecordBatch.MAGIC) {
            return "magic " + batch.magic();
        }
        load(position, batchSize);
        batch.wrap(chunk, position - chunkStart);
        return batch.isIntact() ? null : "the CRC does not match the bytes";
    }

    private static @Nullable String chainError(RecordBatch batch, long baseOffset, long nextOffset, int epoch) {
        if (batch.baseOffset() < nextOffset) {
            return "base offset " + batch.baseOffset() + " where at least " + nextOffset + " follows";
        }
        if (batch.lastOffset() - baseOffset > Integer.MAX_VALUE) {
            return "base offset " + batch.baseOffset() + ", out of reach of segment " + baseOffset;
        }
        if (batch.lastOffsetDelta() < 0
                || batch.recordCount() < 0
                || batch.recordCount() > batch.lastOffsetDelta() + 1) {
            return batch.recordCount() + " records with a last offset delta of " + batch.lastOffsetDelta();
        }
        if (batch.leaderEpoch() < epoch) {
            return "leader epoch " + batch.leaderEpoch() + " behind epoch " + epoch;
        }
        return null;
    }

    private void load(int position, int bytes) throws IOException {
        if (position >= chunkStart && position + bytes <= chunkStart + chunk.limit()) {
            return;
        }
        if (bytes > chunk.capacity()) {
            chunk = ByteBuffer.allocate(bytes);
        }
        chunk.clear().limit(Math.min(chunk.capacity(), size - position));
        file.read(chunk, position);
        if (chunk.hasRemaining()) {
            throw new IOException(file.path() + " became shorter than " + size + " bytes while it was read");
        }
        chunk.flip();
        chunkStart = position;
        progress.read(chunk.limit());
    }
}
