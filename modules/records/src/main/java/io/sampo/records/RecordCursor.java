package io.sampo.records;

import io.sampo.records.compression.CompressionCodec;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Walks the records of one batch where they lie, oldest first, and checks every length before it uses it. Allocates
 * nothing per record: key, value and headers are places in {@link #bytes()}, good until the next {@link #next()}. Packed
 * records pass through a window that grows to the largest one. May be wrapped around one batch after the other; close it
 * in the end, since some codecs hold memory outside of the heap. Not thread-safe.
 *
 * <pre>try (RecordCursor records = new RecordCursor().wrap(batch)) { while (records.next()) … }</pre>
 */
public final class RecordCursor implements AutoCloseable {
    /** Bytes a batch may unpack to: far above 8 MiB of {@code max.message.bytes}. */
    public static final int UNPACKED_BYTES_MAX = 128 * 1024 * 1024;

    private static final int WINDOW_BYTES = 16 * 1024;
    private static final ByteBuffer NO_BYTES = ByteBuffer.allocate(0);

    private ByteBuffer bytes = NO_BYTES;
    private ByteBuffer window = NO_BYTES;
    private @Nullable UnpackedBytes packed;
    private int at;
    private int end;

    private long baseOffset;
    private long baseTimestamp;
    private long logAppendTime;
    private int lastOffsetDelta;
    private int recordCount;

    private int number;
    private int index = -1;
    private int bodyEnd;
    private long timestampDelta;
    private int offsetDelta;
    private int fieldsAt;
    private int keyAt;
    private int keyBytes;
    private int valueAt;
    private int valueBytes;
    private int headersAt;
    private int headerCount;

    /**
     * Before the first record of {@code batch}, whose buffer must not change meanwhile.
     *
     * @throws InvalidBatchException if the records are packed and the packed bytes do not even begin well
     */
    public RecordCursor wrap(RecordBatch batch) {
        begin(batch);
        CompressionCodec codec = CompressionType.ofCode(batch.compressionCode()).codec();
        if (codec == null) {
            bytes = batch.buffer();
            at = batch.start() + RecordBatch.HEADER_SIZE;
            end = batch.end();
        } else {
            if (window.capacity() == 0) {
                window = ByteBuffer.allocate(WINDOW_BYTES);
            }
            bytes = window;
            at = 0;
            end = 0;
            packed = new UnpackedBytes(
                    CompressionType.ofCode(batch.compressionCode()), codec, batch.packedRecords(), UNPACKED_BYTES_MAX);
        }
        return this;
    }

    /** As {@link #wrap(RecordBatch)}, with the records unpacked already: they stay where they are. */
    RecordCursor wrap(RecordBatch batch, ByteBuffer unpacked) {
        begin(batch);
        bytes = unpacked;
        at = unpacked.position();
        end = unpacked.limit();
        return this;
    }

    private void begin(RecordBatch batch) {
        close();
        baseOffset = batch.baseOffset();
        baseTimestamp = batch.baseTimestamp();
        logAppendTime = batch.isLogAppendTime() ? batch.maxTimestamp() : RecordBatch.NO_TIMESTAMP;
        lastOffsetDelta = batch.lastOffsetDelta();
        recordCount = batch.recordCount();
        index = -1;
        offsetDelta = -1;
    }

    /**
     * Moves to the next record; false behind the last one.
     *
     * @throws InvalidBatchException if the bytes are not a record, or if bytes follow the last one
     */
    public boolean next() {
        if (index + 1 >= recordCount) {
            requireEnd();
            return false;
        }
        index++;
        fill(Varints.INT_BYTES_MAX);
        at = readNumber(at, end);
        int length = number;
        if (length < 0 || length > UNPACKED_BYTES_MAX) {
            throw malformed("claims " + length + " bytes");
        }
        fill(length);
        if (length > end - at) {
            throw malformed("claims " + length + " bytes of " + (end - at));
        }
        bodyEnd = at + length;
        readFields(at, bodyEnd);
        at = bodyEnd;
        return true;
    }

    private void readFields(int from, int limit) {
        if (from == limit) {
            throw malformed("ends too early");
        }
        // One byte of attributes, unused in v2.
        fieldsAt = readOffsetDelta(readTimestampDelta(from + 1, limit), limit);
        keyAt = readLength(fieldsAt, -1, limit);
        keyBytes = number;
        valueAt = readLength(keyAt + Math.max(0, keyBytes), -1, limit);
        valueBytes = number;
        headersAt = readNumber(valueAt + Math.max(0, valueBytes), limit);
        headerCount = number;
        if (endOfHeaders(headersAt, limit) != limit) {
            throw malformed("does not end where its length says");
        }
    }

    private int endOfHeaders(int from, int limit) {
        // Two bytes are the least a header takes: what claims more is refused before anybody allocates for it.
        if (headerCount < 0 || headerCount > (limit - from) / 2) {
            throw malformed("claims " + headerCount + " headers");
        }
        int place = from;
        for (int i = 0; i < headerCount; i++) {
            place = readLength(place, 0, limit);
            place = readLength(place + number, -1, limit);
            place += Math.max(0, number);
        }
        return place;
    }

    /** Position of the record in its batch, from 0; compaction leaves gaps in the offsets, never here. */
    public int index() {
        return index;
    }

    public long offset() {
        return baseOffset + offsetDelta;
    }

    public int offsetDelta() {
        return offsetDelta;
    }

    /** ms since 1970: when the producer made it, or when the leader appended the batch (LogAppendTime). */
    public long timestampMs() {
        return logAppendTime == RecordBatch.NO_TIMESTAMP ? baseTimestamp + timestampDelta : logAppendTime;
    }

    public long timestampDelta() {
        return timestampDelta;
    }

    /** Where the places of this record lie; neither position nor limit means anything. */
    public ByteBuffer bytes() {
        return bytes;
    }

    public boolean hasKey() {
        return keyBytes >= 0;
    }

    /** Index in {@link #bytes()} of the first byte of the key. */
    public int keyAt() {
        return keyAt;
    }

    /** Length of the key, or -1 where there is none. */
    public int keyBytes() {
        return keyBytes;
    }

    /** False for a tombstone. */
    public boolean hasValue() {
        return valueBytes >= 0;
    }

    /** Index in {@link #bytes()} of the first byte of the value. */
    public int valueAt() {
        return valueAt;
    }

    /** Length of the value, or -1 for a tombstone. */
    public int valueBytes() {
        return valueBytes;
    }

    /** Index in {@link #bytes()} of what does not depend on the batch: key, value and headers with their lengths. */
    int fieldsAt() {
        return fieldsAt;
    }

    /** Index in {@link #bytes()} just behind them. */
    int fieldsEnd() {
        return bodyEnd;
    }

    /** Index in {@link #bytes()} of the first header; each is a length, a key, a length, a value. */
    int headersAt() {
        return headersAt;
    }

    public int headerCount() {
        return headerCount;
    }

    /** Gives back what the codec holds. The cursor may be wrapped again. */
    @Override
    public void close() {
        UnpackedBytes open = packed;
        packed = null;
        if (open != null) {
            open.close();
        }
    }

    private void requireEnd() {
        fill(1);
        if (at != end) {
            throw InvalidBatchException.malformed("bytes follow the last of " + recordCount + " records");
        }
    }

    /** Has {@code count} bytes behind {@link #at} in the window, fewer only where the records end. */
    private void fill(int count) {
        if (packed == null || end - at >= count) {
            return;
        }
        System.arraycopy(window.array(), at, window.array(), 0, end - at);
        end -= at;
        at = 0;
        int read = 0;
        while (end < count && read >= 0) {
            if (end == window.capacity()) {
                // It grows with the bytes that came, not with those that were claimed.
                window = ByteBuffer.wrap(Arrays.copyOf(window.array(), 2 * end));
                bytes = window;
            }
            read = packed.read(window.array(), end, window.capacity() - end);
            end += Math.max(0, read);
        }
    }

    private int readOffsetDelta(int from, int limit) {
        int behind = readNumber(from, limit);
        if (number <= offsetDelta || number > lastOffsetDelta) {
            throw malformed("has offset delta " + number + " behind " + offsetDelta + ", the batch ends with "
                    + lastOffsetDelta);
        }
        offsetDelta = number;
        return behind;
    }

    private int readLength(int from, int least, int limit) {
        int behind = readNumber(from, limit);
        if (number < least || number > limit - behind) {
            throw malformed("has a field that claims " + number + " bytes");
        }
        return behind;
    }

    /**
     * Leaves what it reads in {@link #number} and returns the index of the byte behind it. Most take one byte or two; so the place
     * of the next field hangs on branches that the processor foresees, not on what was just read.
     */
    private int readNumber(int from, int limit) {
        if (from < limit) {
            byte first = bytes.get(from);
            if (first >= 0) {
                number = (first >>> 1) ^ -(first & 1);
                return from + 1;
            }
            if (from + 1 < limit) {
                byte second = bytes.get(from + 1);
                if (second >= 0) {
                    int unsigned = (first & 0x7f) | (second << 7);
                    number = (unsigned >>> 1) ^ -(unsigned & 1);
                    return from + 2;
                }
            }
        }
        return readLongerNumber(from, limit);
    }

    private int readLongerNumber(int from, int limit) {
        int unsigned = 0;
        for (int i = 0; i < Varints.INT_BYTES_MAX; i++) {
            byte next = byteAt(from + i, limit);
            unsigned |= (next & 0x7f) << (7 * i);
            if (next >= 0) {
                number = (unsigned >>> 1) ^ -(unsigned & 1);
                return from + i + 1;
            }
        }
        throw malformed("has a varint of more than " + Varints.INT_BYTES_MAX + " bytes");
    }

    /** Returns the index of the byte behind it. */
    private int readTimestampDelta(int from, int limit) {
        if (from < limit) {
            byte only = bytes.get(from);
            if (only >= 0) {
                timestampDelta = (only >>> 1L) ^ -(only & 1L);
                return from + 1;
            }
        }
        long unsigned = 0;
        int shift = 0;
        for (int place = from; shift < 7 * Varints.LONG_BYTES_MAX; shift += 7) {
            byte next = byteAt(place++, limit);
            unsigned |= (next & 0x7fL) << shift;
            if (next >= 0) {
                timestampDelta = (unsigned >>> 1) ^ -(unsigned & 1);
                return place;
            }
        }
        throw malformed("has a varlong of more than " + Varints.LONG_BYTES_MAX + " bytes");
    }

    private byte byteAt(int place, int limit) {
        if (place >= limit) {
            throw malformed("ends within a number");
        }
        return bytes.get(place);
    }

    private InvalidBatchException malformed(String what) {
        return InvalidBatchException.malformed("record " + index + " " + what);
    }
}
