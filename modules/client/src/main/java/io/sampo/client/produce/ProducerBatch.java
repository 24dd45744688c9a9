package io.sampo.client.produce;

import io.sampo.records.CompressionType;
import io.sampo.records.RecordBatch;
import io.sampo.records.RecordBatchBuilder;
import io.sampo.records.RecordHeader;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Records that travel together, from the first append to the acknowledgement. Its bytes are made once; only a new producer
 * identity makes them anew, in a copy, since the old ones may still be on their way out.
 *
 * @param <T> what the caller keeps for each record
 */
public final class ProducerBatch<T> {
    /** A record whose partition and time are decided. */
    public record OutgoingRecord(
            long timestampMs,
            @Nullable ByteBuffer key,
            @Nullable ByteBuffer value,
            List<RecordHeader> headers) {
        /** Most bytes that it takes in a batch. */
        public int sizeBytesMax() {
            return RecordBatchBuilder.sizeUpperBound(key, value, headers);
        }
    }

    /** What a broker tells this producer's repetitions by (KIP-98). */
    public record ProducerIdentity(long producerId, short producerEpoch) {}

    private static final int PRODUCER_ID_AT = 43;
    private static final int PRODUCER_EPOCH_AT = 51;
    private static final int BASE_SEQUENCE_AT = 53;
    private static final int CRC_AT = 17;

    private final long ordinal;
    private final long createdMs;
    private final RecordBatchBuilder builder;
    private final List<T> tokens = new ArrayList<>();
    private @Nullable ByteBuffer bytes;
    private @Nullable ProducerIdentity identity;
    private int attempts;
    private long notBeforeMs = Long.MIN_VALUE;
    private long correlationId;

    /** @param expectedBytes how large it is going to be, as a guess */
    ProducerBatch(long ordinal, int sizeBytesMax, int expectedBytes, CompressionType compression, long nowMs) {
        this.ordinal = ordinal;
        this.createdMs = nowMs;
        this.builder = new RecordBatchBuilder(sizeBytesMax, expectedBytes).compression(compression);
    }

    boolean hasRoomFor(OutgoingRecord record) {
        return builder.hasRoomFor(record.key(), record.value(), record.headers());
    }

    void append(OutgoingRecord record, T token) {
        builder.append(record.timestampMs(), record.key(), record.value(), record.headers());
        tokens.add(token);
    }

    /** Gives the batch its identity; with {@code null} it has none. */
    void stamp(@Nullable ProducerIdentity given, int baseSequence) {
        long producerId = given == null ? RecordBatch.NO_PRODUCER_ID : given.producerId();
        short producerEpoch = given == null ? -1 : given.producerEpoch();
        if (bytes == null) {
            builder.producer(producerId, producerEpoch, baseSequence);
            bytes = builder.build();
        } else {
            ByteBuffer copy = ByteBuffer.allocate(bytes.remaining())
                    .put(bytes.duplicate())
                    .flip();
            copy.putLong(PRODUCER_ID_AT, producerId);
            copy.putShort(PRODUCER_EPOCH_AT, producerEpoch);
            copy.putInt(BASE_SEQUENCE_AT, baseSequence);
            copy.putInt(CRC_AT, RecordBatch.at(copy, 0).computeCrc());
            bytes = copy;
        }
        identity = given;
    }

    /** The next {@link #stamp} decides again. */
    void clearIdentity() {
        identity = null;
    }

    @Nullable
    ProducerIdentity identity() {
        return identity;
    }

    boolean isStamped() {
        return bytes != null;
    }

    void sent() {
        attempts++;
    }

    void retryAt(long ms) {
        notBeforeMs = ms;
    }

    long notBeforeMs() {
        return notBeforeMs;
    }

    long ordinal() {
        return ordinal;
    }

    long createdMs() {
        return createdMs;
    }

    /** How often it was polled. */
    public int attempts() {
        return attempts;
    }

    int recordCount() {
        return tokens.size();
    }

    int sizeInBytes() {
        return builder.sizeInBytes();
    }

    /**
     * The batch as it goes on the wire.
     *
     * @throws IllegalStateException before it was polled
     */
    public ByteBuffer bytes() {
        if (bytes == null) {
            throw new IllegalStateException("the batch is still open");
        }
        return bytes.duplicate();
    }

    /** What was given with each record, in their order. */
    public List<T> tokens() {
        return tokens;
    }

    /** The correlation id of the attempt that is in flight. */
    public long correlationId() {
        return correlationId;
    }

    public void correlationId(long id) {
        correlationId = id;
    }
}
