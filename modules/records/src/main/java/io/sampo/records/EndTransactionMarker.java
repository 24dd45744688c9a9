package io.sampo.records;

import io.sampo.model.ErrorCode;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The one record of a control batch that ends a transaction of its producer in a partition (KIP-98). Written by brokers only;
 * consumers never see it.
 *
 * <pre>key: version int16 | type int16 (0 abort, 1 commit)      value: version int16 | coordinatorEpoch int32</pre>
 *
 * @param commit false for an abort
 * @param coordinatorEpoch of the transaction coordinator that decided; an older one's marker is refused
 */
public record EndTransactionMarker(boolean commit, int coordinatorEpoch) {
    private static final short VERSION = 0;
    private static final short ABORT = 0;
    private static final short COMMIT = 1;
    private static final int KEY_BYTES = 4;
    private static final int VALUE_BYTES = 6;

    /** The control batch with this marker; base offset and leader epoch are the leader's to assign. */
    public ByteBuffer toBatch(long producerId, short producerEpoch, long nowMs) {
        ByteBuffer key = ByteBuffer.allocate(KEY_BYTES)
                .putShort(VERSION)
                .putShort(commit ? COMMIT : ABORT)
                .flip();
        ByteBuffer value = ByteBuffer.allocate(VALUE_BYTES)
                .putShort(VERSION)
                .putInt(coordinatorEpoch)
                .flip();
        RecordBatchBuilder batch = new RecordBatchBuilder()
                .producer(producerId, producerEpoch, RecordBatch.NO_SEQUENCE)
                .transactional(true)
                .control(true);
        batch.append(nowMs, key, value);
        return batch.build();
    }

    /**
     * The marker in {@code batch}; null if it is no control batch, or one of another type (KRaft has some).
     *
     * @throws InvalidBatchException with CORRUPT_MESSAGE if it is a control batch and not well formed
     */
    public static @Nullable EndTransactionMarker of(RecordBatch batch) {
        if (!batch.isControl()) {
            return null;
        }
        try (RecordCursor record = new RecordCursor().wrap(batch)) {
            if (!record.next() || record.keyBytes() < KEY_BYTES) {
                throw corrupt("has no key with a type");
            }
            short type = record.bytes().getShort(record.keyAt() + Short.BYTES);
            if (type != ABORT && type != COMMIT) {
                return null;
            }
            if (record.valueBytes() < VALUE_BYTES) {
                throw corrupt("has no value with a coordinator epoch");
            }
            if (record.bytes().getShort(record.keyAt()) < 0 || record.bytes().getShort(record.valueAt()) < 0) {
                throw corrupt("has a negative version");
            }
            // Newer versions only append fields.
            int epoch = record.bytes().getInt(record.valueAt() + Short.BYTES);
            return new EndTransactionMarker(type == COMMIT, epoch);
        }
    }

    private static InvalidBatchException corrupt(String what) {
        return new InvalidBatchException(ErrorCode.CORRUPT_MESSAGE, "Corrupt record batch: its control record " + what);
    }
}
