package io.sampo.records;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * Reads the records of one batch, oldest first, unpacking them where they are compressed. Every length is checked before
 * it is used: bytes that are no records end in an {@link InvalidBatchException}, never in another one.
 */
public final class RecordReader implements Iterator<Record> {
    private final RecordCursor cursor = new RecordCursor();
    private final int recordCount;
    private final ByteBuffer records;
    private int read;

    /** @throws InvalidBatchException if the records are packed and do not unpack */
    public RecordReader(RecordBatch batch) {
        this.recordCount = batch.recordCount();
        this.records = CompressionType.ofCode(batch.compressionCode())
                .decompress(batch.packedRecords(), RecordCursor.UNPACKED_BYTES_MAX);
        cursor.wrap(batch, records);
    }

    @Override
    public boolean hasNext() {
        return read < recordCount;
    }

    /**
     * The next record.
     *
     * @throws InvalidBatchException if the bytes are not a record
     */
    @Override
    public Record next() {
        if (!hasNext() || !cursor.next()) {
            throw new NoSuchElementException("all " + recordCount + " records were read");
        }
        Record record = new Record(
                cursor.offset(),
                cursor.timestampMs(),
                view(cursor.keyAt(), cursor.keyBytes()),
                view(cursor.valueAt(), cursor.valueBytes()),
                headers());
        read++;
        if (read == recordCount) {
            // Nothing may follow.
            cursor.next();
        }
        return record;
    }

    private List<RecordHeader> headers() {
        if (cursor.headerCount() == 0) {
            return List.of();
        }
        ByteBuffer source = records.duplicate().position(cursor.headersAt());
        List<RecordHeader> headers = new ArrayList<>(cursor.headerCount());
        for (int i = 0; i < cursor.headerCount(); i++) {
            ByteBuffer key = take(source, Varints.readInt(source));
            String name = key == null ? "" : StandardCharsets.UTF_8.decode(key).toString();
            headers.add(new RecordHeader(name, take(source, Varints.readInt(source))));
        }
        return List.copyOf(headers);
    }

    /** The cursor has checked the lengths. */
    private @Nullable ByteBuffer take(ByteBuffer source, int length) {
        ByteBuffer taken = view(source.position(), length);
        source.position(source.position() + Math.max(0, length));
        return taken;
    }

    private @Nullable ByteBuffer view(int at, int length) {
        return length < 0 ? null : records.slice(at, length);
    }
}
