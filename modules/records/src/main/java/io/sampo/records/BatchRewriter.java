package io.sampo.records;

import java.nio.ByteBuffer;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * Takes records out of a stored batch, as log compaction does (Kafka's {@code MemoryRecords.filterTo}). What is left keeps
 * its offset, time, key, value and headers byte by byte; the batch keeps its first and last offset, its epoch, its producer
 * and its packing. Not thread-safe.
 */
public final class BatchRewriter {
    private final RecordCursor cursor = new RecordCursor();
    private final BitSet kept = new BitSet();
    private ByteBuffer unpacked = ByteBuffer.allocate(0);
    private int count;
    private boolean tombstones;
    private long maxTimestamp;

    /** Decides over one record, under the cursor. */
    @FunctionalInterface
    public interface Filter {
        boolean keeps(RecordCursor record);
    }

    /**
     * The bytes of {@code batch} with the records that {@code filter} keeps: the very same bytes where nothing is to be
     * changed, null where no record is left.
     *
     * @param horizonMs delete horizon that a batch gets in which a tombstone stays and which has none yet (KIP-534), ms
     *     since 1970
     * @throws InvalidBatchException if the batch cannot be read
     */
    public @Nullable ByteBuffer filtered(RecordBatch batch, long horizonMs, Filter filter) {
        select(batch, filter);
        if (kept.isEmpty()) {
            return null;
        }
        boolean setHorizon = tombstones && !batch.hasDeleteHorizon();
        if (!setHorizon && kept.cardinality() == count) {
            return batch.bytes();
        }
        return rewritten(batch, setHorizon ? horizonMs : RecordBatch.NO_TIMESTAMP);
    }

    /** {@code batch} with all its records, at least one, and this delete horizon. */
    public ByteBuffer withDeleteHorizon(RecordBatch batch, long horizonMs) {
        select(batch, record -> true);
        return rewritten(batch, horizonMs);
    }

    /** The header alone, so that offsets, epoch and sequences stay known (Kafka's {@code writeEmptyHeader}). */
    public static ByteBuffer emptied(RecordBatch batch) {
        ByteBuffer header = headerOf(batch, RecordBatch.HEADER_SIZE);
        header.putShort(RecordBatch.ATTRIBUTES, RecordBatch.withoutRecords(batch.attributes()));
        header.putLong(RecordBatch.BASE_TIMESTAMP, RecordBatch.NO_TIMESTAMP);
        return sealed(header, 0);
    }

    private void select(RecordBatch batch, Filter filter) {
        kept.clear();
        count = 0;
        tombstones = false;
        maxTimestamp = RecordBatch.NO_TIMESTAMP;
        unpacked = CompressionType.ofCode(batch.compressionCode())
                .decompress(batch.packedRecords(), RecordCursor.UNPACKED_BYTES_MAX);
        cursor.wrap(batch, unpacked);
        for (; cursor.next(); count++) {
            if (filter.keeps(cursor)) {
                kept.set(count);
                tombstones |= !cursor.hasValue();
                maxTimestamp = Math.max(maxTimestamp, cursor.timestampMs());
            }
        }
    }

    private ByteBuffer rewritten(RecordBatch batch, long horizonMs) {
        boolean setHorizon = horizonMs != RecordBatch.NO_TIMESTAMP;
        ByteBuffer records = keptRecords(batch, setHorizon ? batch.baseTimestamp() - horizonMs : 0);
        ByteBuffer packed = CompressionType.ofCode(batch.compressionCode()).compress(records);
        ByteBuffer bytes = headerOf(batch, RecordBatch.HEADER_SIZE + packed.remaining());
        bytes.put(RecordBatch.HEADER_SIZE, packed, packed.position(), packed.remaining());
        if (setHorizon) {
            bytes.putShort(RecordBatch.ATTRIBUTES, RecordBatch.withDeleteHorizon(batch.attributes()));
            bytes.putLong(RecordBatch.BASE_TIMESTAMP, horizonMs);
        }
        if (!batch.isLogAppendTime()) {
            bytes.putLong(RecordBatch.MAX_TIMESTAMP, maxTimestamp);
        }
        return sealed(bytes, kept.cardinality());
    }

    /** A horizon becomes the base of all times: then each record counts from another one, by {@code shiftMs} more. */
    private ByteBuffer keptRecords(RecordBatch batch, long shiftMs) {
        int growth = kept.cardinality() * (Varints.LONG_BYTES_MAX + Varints.INT_BYTES_MAX);
        ByteBuffer target = ByteBuffer.allocate(Math.addExact(unpacked.remaining(), growth));
        cursor.wrap(batch, unpacked);
        for (int i = 0; cursor.next(); i++) {
            if (!kept.get(i)) {
                continue;
            }
            long delta = cursor.timestampDelta() + shiftMs;
            int fields = cursor.fieldsEnd() - cursor.fieldsAt();
            Varints.writeInt(target, 1 + Varints.sizeOfLong(delta) + Varints.sizeOfInt(cursor.offsetDelta()) + fields);
            target.put((byte) 0);
            Varints.writeLong(target, delta);
            Varints.writeInt(target, cursor.offsetDelta());
            target.put(target.position(), unpacked, cursor.fieldsAt(), fields);
            target.position(target.position() + fields);
        }
        return target.flip();
    }

    private static ByteBuffer headerOf(RecordBatch batch, int sizeInBytes) {
        ByteBuffer bytes = ByteBuffer.allocate(sizeInBytes);
        bytes.put(0, batch.bytes(), 0, RecordBatch.HEADER_SIZE);
        return bytes;
    }

    private static ByteBuffer sealed(ByteBuffer bytes, int recordCount) {
        bytes.putInt(RecordBatch.LENGTH, bytes.limit() - RecordBatch.LOG_OVERHEAD);
        bytes.putInt(RecordBatch.RECORD_COUNT, recordCount);
        bytes.putInt(RecordBatch.CRC, RecordBatch.at(bytes, 0).computeCrc());
        return bytes;
    }
}
