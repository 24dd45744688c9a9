package io.sampo.records;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Builds one record batch: append records, then {@link #build()} once. Base offset and leader epoch are 0 and −1 unless
 * set: a producer leaves them to the leader. Not thread-safe.
 */
public final class RecordBatchBuilder {
    private static final int INITIAL_BYTES = 1024;

    private ByteBuffer buffer;
    private final int sizeBytesMax;
    private Compression compression = Compression.NONE;
    private long baseOffset;
    private int leaderEpoch = -1;
    private long producerId = RecordBatch.NO_PRODUCER_ID;
    private short producerEpoch = -1;
    private int baseSequence = RecordBatch.NO_SEQUENCE;
    private boolean transactional;
    private boolean control;
    private int recordCount;
    private long baseTimestamp = RecordBatch.NO_TIMESTAMP;
    private long maxTimestamp = RecordBatch.NO_TIMESTAMP;
    private boolean built;

    /** A builder whose batch has no size limit but that of an array. */
    public RecordBatchBuilder() {
        this(Integer.MAX_VALUE);
    }

    /** @param sizeBytesMax what {@link #hasRoomFor} counts against; one record alone may be larger */
    public RecordBatchBuilder(int sizeBytesMax) {
        this(sizeBytesMax, INITIAL_BYTES);
    }

    /**
     * The same with a first guess: while the batch stays below it, nothing is copied because it grows.
     *
     * @param sizeBytesMax what {@link #hasRoomFor} counts against; one record alone may be larger
     * @param expectedBytes how large the batch is going to be, as far as anybody knows
     */
    public RecordBatchBuilder(int sizeBytesMax, int expectedBytes) {
        this.sizeBytesMax = sizeBytesMax;
        int wanted = Math.min(Math.max(expectedBytes, INITIAL_BYTES), sizeBytesMax);
        this.buffer = ByteBuffer.allocate(Math.max(wanted, RecordBatch.HEADER_SIZE));
        this.buffer.position(RecordBatch.HEADER_SIZE);
    }

    public RecordBatchBuilder baseOffset(long baseOffset) {
        this.baseOffset = baseOffset;
        return this;
    }

    public RecordBatchBuilder leaderEpoch(int leaderEpoch) {
        this.leaderEpoch = leaderEpoch;
        return this;
    }

    /** The identity that makes a repeated send harmless (KIP-98). May be set as late as just before {@link #build()}. */
    public RecordBatchBuilder producer(long producerId, short producerEpoch, int baseSequence) {
        this.producerId = producerId;
        this.producerEpoch = producerEpoch;
        this.baseSequence = baseSequence;
        return this;
    }

    /** That type at its usual level. */
    public RecordBatchBuilder compression(CompressionType type) {
        return compression(Compression.of(type));
    }

    public RecordBatchBuilder compression(Compression compression) {
        this.compression = compression;
        return this;
    }

    public RecordBatchBuilder transactional(boolean transactional) {
        this.transactional = transactional;
        return this;
    }

    public RecordBatchBuilder control(boolean control) {
        this.control = control;
        return this;
    }

    /** Appends a record without headers. */
    public int append(long timestampMs, @Nullable ByteBuffer key, @Nullable ByteBuffer value) {
        return append(timestampMs, key, value, List.of());
    }

    /**
     * Appends a record; the remaining bytes of key and value are copied and their positions do not move.
     *
     * @return bytes of the batch as it stands, before compression
     * @throws IllegalStateException after {@link #build()}
     */
    public int append(
            long timestampMs, @Nullable ByteBuffer key, @Nullable ByteBuffer value, List<RecordHeader> headers) {
        requireNotBuilt();
        if (recordCount == 0) {
            baseTimestamp = timestampMs;
            maxTimestamp = timestampMs;
        }
        long timestampDelta = timestampMs - baseTimestamp;
        int bodySize = bodySize(timestampDelta, recordCount, key, value, headers);
        ensureRoom(Varints.sizeOfInt(bodySize) + bodySize);
        Varints.writeInt(buffer, bodySize);
        buffer.put((byte) 0);
        Varints.writeLong(buffer, timestampDelta);
        Varints.writeInt(buffer, recordCount);
        writeBytes(key);
        writeBytes(value);
        Varints.writeInt(buffer, headers.size());
        for (RecordHeader header : headers) {
            byte[] headerKey = header.key().getBytes(StandardCharsets.UTF_8);
            Varints.writeInt(buffer, headerKey.length);
            buffer.put(headerKey);
            writeBytes(header.value());
        }
        recordCount++;
        maxTimestamp = Math.max(maxTimestamp, timestampMs);
        return buffer.position();
    }

    /** True if such a record still fits below the limit, or if the batch is empty: every record must fit somewhere. */
    public boolean hasRoomFor(@Nullable ByteBuffer key, @Nullable ByteBuffer value, List<RecordHeader> headers) {
        return recordCount == 0 || (long) buffer.position() + sizeUpperBound(key, value, headers) <= sizeBytesMax;
    }

    /** Most bytes that such a record takes in any batch. */
    public static int sizeUpperBound(@Nullable ByteBuffer key, @Nullable ByteBuffer value, List<RecordHeader> headers) {
        return Varints.INT_BYTES_MAX + bodySize(Long.MIN_VALUE, Integer.MAX_VALUE, key, value, headers);
    }

    public int recordCount() {
        return recordCount;
    }

    public boolean isEmpty() {
        return recordCount == 0;
    }

    /** Bytes of the batch as it stands, before compression. */
    public int sizeInBytes() {
        return buffer.position();
    }

    /**
     * The batch, from position 0 to the limit of a buffer that shares nothing with anybody.
     *
     * @throws IllegalStateException if there is no record, or on a second call
     */
    public ByteBuffer build() {
        requireNotBuilt();
        if (recordCount == 0) {
            throw new IllegalStateException("a batch has at least one record");
        }
        built = true;
        ByteBuffer batch = compression.type() == CompressionType.NONE ? buffer.flip() : packed();
        writeHeader(batch);
        return batch;
    }

    private ByteBuffer packed() {
        ByteBuffer records = buffer.flip().position(RecordBatch.HEADER_SIZE);
        return compression.pack(records, RecordBatch.HEADER_SIZE, Integer.MAX_VALUE);
    }

    private void writeHeader(ByteBuffer batch) {
        batch.putLong(RecordBatch.BASE_OFFSET, baseOffset);
        batch.putInt(RecordBatch.LENGTH, batch.limit() - RecordBatch.LOG_OVERHEAD);
        batch.putInt(RecordBatch.LEADER_EPOCH, leaderEpoch);
        batch.put(RecordBatch.MAGIC_AT, RecordBatch.MAGIC);
        batch.putShort(RecordBatch.ATTRIBUTES, RecordBatch.attributes(compression.type(), transactional, control));
        batch.putInt(RecordBatch.LAST_OFFSET_DELTA, recordCount - 1);
        batch.putLong(RecordBatch.BASE_TIMESTAMP, baseTimestamp);
        batch.putLong(RecordBatch.MAX_TIMESTAMP, maxTimestamp);
        batch.putLong(RecordBatch.PRODUCER_ID, producerId);
        batch.putShort(RecordBatch.PRODUCER_EPOCH, producerEpoch);
        batch.putInt(RecordBatch.BASE_SEQUENCE, baseSequence);
        batch.putInt(RecordBatch.RECORD_COUNT, recordCount);
        batch.putInt(RecordBatch.CRC, RecordBatch.at(batch, 0).computeCrc());
    }

    private static int bodySize(
            long timestampDelta,
            int offsetDelta,
            @Nullable ByteBuffer key,
            @Nullable ByteBuffer value,
            List<RecordHeader> headers) {
        int size = 1 + Varints.sizeOfLong(timestampDelta) + Varints.sizeOfInt(offsetDelta);
        size += sizeOf(key) + sizeOf(value) + Varints.sizeOfInt(headers.size());
        for (RecordHeader header : headers) {
            int keyBytes = header.key().getBytes(StandardCharsets.UTF_8).length;
            size = Math.addExact(size, Varints.sizeOfInt(keyBytes) + keyBytes + sizeOf(header.value()));
        }
        return size;
    }

    private static int sizeOf(@Nullable ByteBuffer bytes) {
        return bytes == null ? Varints.sizeOfInt(-1) : Varints.sizeOfInt(bytes.remaining()) + bytes.remaining();
    }

    private void writeBytes(@Nullable ByteBuffer bytes) {
        if (bytes == null) {
            Varints.writeInt(buffer, -1);
            return;
        }
        Varints.writeInt(buffer, bytes.remaining());
        buffer.put(buffer.position(), bytes, bytes.position(), bytes.remaining());
        buffer.position(buffer.position() + bytes.remaining());
    }

    private void ensureRoom(int bytes) {
        int needed = Math.addExact(buffer.position(), bytes);
        if (needed > buffer.capacity()) {
            int doubled = (int) Math.min(Integer.MAX_VALUE - 8L, 2L * buffer.capacity());
            buffer = ByteBuffer.allocate(Math.max(needed, doubled)).put(buffer.flip());
        }
    }

    private void requireNotBuilt() {
        if (built) {
            throw new IllegalStateException("the batch was built");
        }
    }
}
