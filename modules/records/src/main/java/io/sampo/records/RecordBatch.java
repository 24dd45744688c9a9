package io.sampo.records;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * View of one record batch v2 (Kafka's {@code RecordBatch}, magic 2) inside a buffer. A flyweight: {@link #wrap} may be
 * called again and again on one instance and allocates nothing. It keeps the buffer, so it should live no longer than the
 * call that it serves: a field keeps the whole request of the last batch. Reads absolute positions only, so the position and limit
 * of the buffer neither matter nor change. Big-endian, 61 bytes of header:
 *
 * <pre>
 *  0 baseOffset 8 | 8 batchLength 4 | 12 partitionLeaderEpoch 4 | 16 magic 1 | 17 crc 4 | 21 attributes 2
 * 23 lastOffsetDelta 4 | 27 baseTimestamp 8 | 35 maxTimestamp 8 | 43 producerId 8 | 51 producerEpoch 2
 * 53 baseSequence 4 | 57 recordCount 4 | 61 records
 * </pre>
 *
 * <p>{@code crc} is CRC32C from {@code attributes} to the end; the first 21 bytes lie outside of it, which is what lets a
 * broker {@linkplain #assign assign} offset and epoch without touching the rest.
 */
public final class RecordBatch {
    /** Bytes of a batch without records. */
    public static final int HEADER_SIZE = 61;
    /** Bytes before those that {@code batchLength} counts. */
    public static final int LOG_OVERHEAD = 12;

    public static final byte MAGIC = 2;
    public static final long NO_PRODUCER_ID = -1L;
    public static final int NO_SEQUENCE = -1;
    public static final long NO_TIMESTAMP = -1L;

    static final int BASE_OFFSET = 0;
    static final int LENGTH = 8;
    static final int LEADER_EPOCH = 12;
    static final int MAGIC_AT = 16;
    static final int CRC = 17;
    static final int ATTRIBUTES = 21;
    static final int LAST_OFFSET_DELTA = 23;
    static final int BASE_TIMESTAMP = 27;
    static final int MAX_TIMESTAMP = 35;
    static final int PRODUCER_ID = 43;
    static final int PRODUCER_EPOCH = 51;
    static final int BASE_SEQUENCE = 53;
    static final int RECORD_COUNT = 57;

    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private static final int COMPRESSION_MASK = 0x07;
    private static final int TIMESTAMP_TYPE_MASK = 0x08;
    private static final int TRANSACTIONAL_MASK = 0x10;
    private static final int CONTROL_MASK = 0x20;
    private static final int DELETE_HORIZON_MASK = 0x40;

    private ByteBuffer buffer = NOTHING;
    private int start;

    /** A view of the batch that begins at index {@code start} of {@code buffer}. */
    public static RecordBatch at(ByteBuffer buffer, int start) {
        return new RecordBatch().wrap(buffer, start);
    }

    /** Moves this view. Nothing is checked: see {@link #hasWholeBatch} and {@link #isIntact}. */
    public RecordBatch wrap(ByteBuffer buffer, int start) {
        this.buffer = buffer;
        this.start = start;
        return this;
    }

    /** True if a batch with a sane length begins at {@code start} and ends within {@code buffer}'s limit. */
    public static boolean hasWholeBatch(ByteBuffer buffer, int start) {
        int available = buffer.limit() - start;
        if (available < HEADER_SIZE) {
            return false;
        }
        int length = buffer.getInt(start + LENGTH);
        return length >= HEADER_SIZE - LOG_OVERHEAD && length <= available - LOG_OVERHEAD;
    }

    /** Index in the buffer of the first byte of this batch. */
    public int start() {
        return start;
    }

    public long baseOffset() {
        return buffer.getLong(start + BASE_OFFSET);
    }

    /** Bytes of the whole batch, header included. */
    public int sizeInBytes() {
        return buffer.getInt(start + LENGTH) + LOG_OVERHEAD;
    }

    /** Index in the buffer just behind this batch. */
    public int end() {
        return start + sizeInBytes();
    }

    public int leaderEpoch() {
        return buffer.getInt(start + LEADER_EPOCH);
    }

    public byte magic() {
        return buffer.get(start + MAGIC_AT);
    }

    /** The CRC32C that the header carries. */
    public int crc() {
        return buffer.getInt(start + CRC);
    }

    /** The CRC32C of the bytes. */
    public int computeCrc() {
        CRC32C crc = new CRC32C();
        crc.update(buffer.slice(start + ATTRIBUTES, sizeInBytes() - ATTRIBUTES));
        return (int) crc.getValue();
    }

    /** True if the bytes have the CRC that the header carries. Call only where {@link #hasWholeBatch} holds. */
    public boolean isIntact() {
        return magic() == MAGIC && crc() == computeCrc();
    }

    public short attributes() {
        return buffer.getShort(start + ATTRIBUTES);
    }

    /** 0 none, 1 gzip, 2 snappy, 3 lz4, 4 zstd. */
    public int compressionCode() {
        return attributes() & COMPRESSION_MASK;
    }

    public boolean isLogAppendTime() {
        return (attributes() & TIMESTAMP_TYPE_MASK) != 0;
    }

    public boolean isTransactional() {
        return (attributes() & TRANSACTIONAL_MASK) != 0;
    }

    public boolean isControl() {
        return (attributes() & CONTROL_MASK) != 0;
    }

    /** True if compaction has noted when the tombstones of this batch may go (KIP-534). */
    public boolean hasDeleteHorizon() {
        return (attributes() & DELETE_HORIZON_MASK) != 0;
    }

    /** When the tombstones may go, ms since 1970, or {@link #NO_TIMESTAMP}; it stands in the place of the base timestamp. */
    public long deleteHorizonMs() {
        return hasDeleteHorizon() ? baseTimestamp() : NO_TIMESTAMP;
    }

    public int lastOffsetDelta() {
        return buffer.getInt(start + LAST_OFFSET_DELTA);
    }

    /** Offset of the last record. */
    public long lastOffset() {
        return baseOffset() + lastOffsetDelta();
    }

    /** Offset that follows this batch. */
    public long nextOffset() {
        return lastOffset() + 1;
    }

    public long baseTimestamp() {
        return buffer.getLong(start + BASE_TIMESTAMP);
    }

    public long maxTimestamp() {
        return buffer.getLong(start + MAX_TIMESTAMP);
    }

    public long producerId() {
        return buffer.getLong(start + PRODUCER_ID);
    }

    public boolean hasProducerId() {
        return producerId() > NO_PRODUCER_ID;
    }

    public short producerEpoch() {
        return buffer.getShort(start + PRODUCER_EPOCH);
    }

    public int baseSequence() {
        return buffer.getInt(start + BASE_SEQUENCE);
    }

    /** Sequence of the last record; sequences wrap from 2^31-1 to 0. */
    public int lastSequence() {
        int base = baseSequence();
        return base == NO_SEQUENCE ? NO_SEQUENCE : (int) (((long) base + lastOffsetDelta()) & 0x7fffffffL);
    }

    public int recordCount() {
        return buffer.getInt(start + RECORD_COUNT);
    }

    /** Writes the 12 bytes that only the leader knows: base offset and leader epoch. They lie outside the CRC. */
    public void assign(long baseOffset, int leaderEpoch) {
        buffer.putLong(start + BASE_OFFSET, baseOffset);
        buffer.putInt(start + LEADER_EPOCH, leaderEpoch);
    }

    /**
     * Stamps all records with the leader's time (message.timestamp.type = LogAppendTime): 9 bytes and a new CRC, the
     * records themselves stay as they are.
     */
    public void stampLogAppendTime(long nowMs) {
        buffer.putShort(start + ATTRIBUTES, (short) (attributes() | TIMESTAMP_TYPE_MASK));
        buffer.putLong(start + MAX_TIMESTAMP, nowMs);
        buffer.putInt(start + CRC, computeCrc());
    }

    /** The whole batch, as it is: a view from position 0 to its limit. */
    public ByteBuffer bytes() {
        return buffer.slice(start, sizeInBytes());
    }

    /** Says that the records behind this header, a copy, are packed in another way. */
    void describePacked(CompressionType type, int sizeInBytes) {
        buffer.putInt(start + LENGTH, sizeInBytes - LOG_OVERHEAD);
        buffer.putShort(start + ATTRIBUTES, (short) ((attributes() & ~COMPRESSION_MASK) | type.code()));
        buffer.putInt(start + CRC, computeCrc());
    }

    /** The buffer that this view looks at; neither its position nor its limit means anything. */
    ByteBuffer buffer() {
        return buffer;
    }

    /** The bytes behind the header, as they are: a view from position 0 to its limit. */
    ByteBuffer packedRecords() {
        return buffer.slice(start + HEADER_SIZE, sizeInBytes() - HEADER_SIZE);
    }

    /** {@code attributes} of a batch that gets a delete horizon. */
    static short withDeleteHorizon(short attributes) {
        return (short) (attributes | DELETE_HORIZON_MASK);
    }

    /** {@code attributes} of a batch that has lost its records: not packed, no horizon. */
    static short withoutRecords(short attributes) {
        return (short) (attributes & ~(COMPRESSION_MASK | DELETE_HORIZON_MASK));
    }

    static short attributes(CompressionType compression, boolean transactional, boolean control) {
        return (short) (compression.code() | (transactional ? TRANSACTIONAL_MASK : 0) | (control ? CONTROL_MASK : 0));
    }

    @Override
    public String toString() {
        return "RecordBatch[" + baseOffset() + ".." + lastOffset() + " epoch " + leaderEpoch() + ", " + sizeInBytes()
                + " bytes]";
    }
}
