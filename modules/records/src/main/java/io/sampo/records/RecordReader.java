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
    /** Bytes a batch may unpack to: far above 8 MiB of {@code max.message.bytes}, far below the heap. */
    public static final int UNPACKED_BYTES_MAX = 128 * 1024 * 1024;

    private final long baseOffset;
    private final long baseTimestamp;
    private final long logAppendTime;
    private final int recordCount;
    private final ByteBuffer records;
    private int read;

    public RecordReader(RecordBatch batch) {
        this.baseOffset = batch.baseOffset();
        this.baseTimestamp = batch.baseTimestamp();
        this.logAppendTime = batch.isLogAppendTime() ? batch.maxTimestamp() : RecordBatch.NO_TIMESTAMP;
        this.recordCount = batch.recordCount();
        this.records =
                CompressionType.ofCode(batch.compressionCode()).decompress(batch.packedRecords(), UNPACKED_BYTES_MAX);
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
        if (!hasNext()) {
            throw new NoSuchElementException("all " + recordCount + " records were read");
        }
        int length = Varints.readInt(records);
        if (length < 0 || length > records.remaining()) {
            throw InvalidBatchException.malformed(
                    "record " + read + " claims " + length + " bytes of " + records.remaining());
        }
        int end = records.position() + length;
        if (length > 0) {
            records.get(); // attributes, unused in v2
        }
        long timestampDelta = Varints.readLong(records);
        int offsetDelta = Varints.readInt(records);
        ByteBuffer key = readBytes("key");
        ByteBuffer value = readBytes("value");
        List<RecordHeader> headers = readHeaders();
        if (records.position() != end) {
            throw InvalidBatchException.malformed("record " + read + " does not end where its length says");
        }
        read++;
        long timestampMs = logAppendTime == RecordBatch.NO_TIMESTAMP ? baseTimestamp + timestampDelta : logAppendTime;
        return new Record(baseOffset + offsetDelta, timestampMs, key, value, headers);
    }

    private List<RecordHeader> readHeaders() {
        int count = Varints.readInt(records);
        if (count == 0) {
            return List.of();
        }
        // Two bytes are the least a header takes: what claims more is refused before anything is allocated for it.
        if (count < 0 || count > records.remaining() / 2) {
            throw InvalidBatchException.malformed("record " + read + " claims " + count + " headers");
        }
        List<RecordHeader> headers = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            ByteBuffer key = readBytes("header key");
            if (key == null) {
                throw InvalidBatchException.malformed("record " + read + " has a header without a key");
            }
            headers.add(new RecordHeader(StandardCharsets.UTF_8.decode(key).toString(), readBytes("header value")));
        }
        return List.copyOf(headers);
    }

    private @Nullable ByteBuffer readBytes(String what) {
        int length = Varints.readInt(records);
        if (length == -1) {
            return null;
        }
        if (length < 0 || length > records.remaining()) {
            throw InvalidBatchException.malformed(
                    "the " + what + " of record " + read + " claims " + length + " bytes");
        }
        ByteBuffer bytes = records.slice(records.position(), length);
        records.position(records.position() + length);
        return bytes;
    }
}
