package io.sampo.client.fetch;

import io.sampo.client.ConsumerRecord;
import io.sampo.model.ErrorCode;
import io.sampo.model.SampoException;
import io.sampo.model.TopicPartition;
import io.sampo.records.Record;
import io.sampo.records.RecordBatch;
import io.sampo.records.RecordBatches;
import io.sampo.records.RecordReader;
import java.nio.ByteBuffer;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/**
 * The records of one fetch answer from an offset on, unpacked one by one as they are asked for. A fetch returns whole
 * batches, so the first records may lie below the offset; they are skipped, as are control batches.
 */
final class FetchedRecords {
    private final TopicPartition partition;
    private final Iterator<RecordBatch> batches;
    private @Nullable RecordBatch batch;
    private @Nullable RecordReader reader;
    private @Nullable Record next;
    private long position;

    FetchedRecords(TopicPartition partition, ByteBuffer bytes, long fromOffset) {
        this.partition = partition;
        this.batches = RecordBatches.of(bytes).iterator();
        this.position = fromOffset;
    }

    /**
     * True if {@link #next} gives a record.
     *
     * @throws SampoException with {@link ErrorCode#CORRUPT_MESSAGE} if the bytes are not what was written
     */
    boolean hasNext() {
        while (next == null) {
            if (reader != null && reader.hasNext()) {
                Record candidate = reader.next();
                next = candidate.offset() >= position ? candidate : null;
            } else if (!nextBatch()) {
                return false;
            }
        }
        return true;
    }

    /** The next record; call only where {@link #hasNext} holds. */
    ConsumerRecord next() {
        Record record = next;
        RecordBatch from = batch;
        if (record == null || from == null) {
            throw new IllegalStateException("hasNext was not asked");
        }
        next = null;
        position = record.offset() + 1;
        return new ConsumerRecord(
                partition,
                record.offset(),
                record.timestampMs(),
                record.key(),
                record.value(),
                record.headers(),
                from.leaderEpoch());
    }

    /** Offset of the next record, or where to fetch from when there is none. Compaction may leave gaps below it. */
    long position() {
        return position;
    }

    private boolean nextBatch() {
        if (batch != null) {
            position = Math.max(position, batch.nextOffset());
        }
        reader = null;
        if (!batches.hasNext()) {
            batch = null;
            return false;
        }
        batch = batches.next();
        if (!batch.isIntact()) {
            throw new SampoException(
                    ErrorCode.CORRUPT_MESSAGE,
                    partition + ": the batch at offset " + batch.baseOffset() + " fails its CRC");
        }
        if (!batch.isControl() && batch.nextOffset() > position) {
            reader = new RecordReader(batch);
        }
        return true;
    }
}
