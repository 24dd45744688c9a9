package io.sampo.records;

import io.sampo.model.Offsets;
import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.NoSuchElementException;

/**
 * The batches in a buffer, one behind the other: what a produce request, a push or a fetch answer carries. A batch that
 * is cut off at the end, as a fetch answer may have one, is not seen. Nothing but the lengths is checked.
 */
public final class RecordBatches implements Iterable<RecordBatch> {
    private final ByteBuffer buffer;

    private RecordBatches(ByteBuffer buffer) {
        this.buffer = buffer;
    }

    /** The batches in the remaining bytes of {@code buffer}, whose position does not move. */
    public static RecordBatches of(ByteBuffer buffer) {
        return new RecordBatches(buffer.slice());
    }

    /** The records of one batch, oldest first, unpacked. Each call reads anew. */
    public static Iterable<Record> records(RecordBatch batch) {
        return () -> new RecordReader(batch);
    }

    /** A new view for each batch, oldest first. */
    @Override
    public Iterator<RecordBatch> iterator() {
        return new Iterator<>() {
            private int next;

            @Override
            public boolean hasNext() {
                return RecordBatch.hasWholeBatch(buffer, next);
            }

            @Override
            public RecordBatch next() {
                if (!hasNext()) {
                    throw new NoSuchElementException("no whole batch at byte " + next);
                }
                RecordBatch batch = RecordBatch.at(buffer, next);
                next = batch.end();
                return batch;
            }
        };
    }

    /** Whole batches. */
    public int count() {
        int count = 0;
        for (int at = 0; RecordBatch.hasWholeBatch(buffer, at); at = endAt(at)) {
            count++;
        }
        return count;
    }

    /** Records of all whole batches, as their headers say. */
    public int recordCount() {
        int count = 0;
        for (RecordBatch batch : this) {
            count += batch.recordCount();
        }
        return count;
    }

    /** Bytes of the whole batches. */
    public int wholeBytes() {
        int at = 0;
        while (RecordBatch.hasWholeBatch(buffer, at)) {
            at = endAt(at);
        }
        return at;
    }

    /** Base offset of the first batch, or {@link Offsets#UNKNOWN} if there is none. */
    public long firstOffset() {
        return RecordBatch.hasWholeBatch(buffer, 0) ? buffer.getLong(RecordBatch.BASE_OFFSET) : Offsets.UNKNOWN;
    }

    /** Last offset of the last batch, or {@link Offsets#UNKNOWN} if there is none. */
    public long lastOffset() {
        long last = Offsets.UNKNOWN;
        for (RecordBatch batch : this) {
            last = batch.lastOffset();
        }
        return last;
    }

    private int endAt(int start) {
        return start + RecordBatch.LOG_OVERHEAD + buffer.getInt(start + RecordBatch.LENGTH);
    }
}
