package io.sampo.records;

import io.sampo.model.ErrorCode;
import io.sampo.model.TopicConfig;
import io.sampo.model.TopicConfigKey;
import java.nio.ByteBuffer;

/**
 * What a leader checks before it appends what a client sent: sizes, magic, CRC, counts, timestamps, and every record that
 * lies open, without allocating for it (Kafka's {@code LogValidator}). Packed records are opened where {@link Depth#STRICT}
 * asks for it. Nothing of what it refuses may reach a log. Immutable, for any thread.
 *
 * @param maxMessageBytes largest batch, bytes
 * @param timestampBeforeMaxMs how far before now a record may be stamped
 * @param timestampAfterMaxMs how far after now a record may be stamped
 * @param logAppendTime true where the broker stamps the records itself, so that the producer's time is not judged
 * @param keysRequired true where the topic is compacted: a record without a key could never be replaced
 */
public record BatchValidation(
        int maxMessageBytes,
        long timestampBeforeMaxMs,
        long timestampAfterMaxMs,
        boolean logAppendTime,
        boolean keysRequired) {
    /** A record takes at least so many bytes: a batch of more records than fit into what it may unpack to lies. */
    private static final int RECORDS_MAX = RecordCursor.UNPACKED_BYTES_MAX / 7;

    private static final byte MAGIC_OLDEST = 0;

    /** How far a check goes. */
    public enum Depth {
        /** Packed records stay packed: framing, CRC and header are checked, as a broker does that stores them as sent. */
        RELAXED,
        /** Packed records are unpacked and walked; it takes milliseconds, so not on a thread that serves others. */
        STRICT
    }

    /** The limits of a topic. */
    public static BatchValidation of(TopicConfig config) {
        return new BatchValidation(
                config.maxMessageBytes(),
                Long.parseLong(config.value(TopicConfigKey.MESSAGE_TIMESTAMP_BEFORE_MAX_MS)),
                Long.parseLong(config.value(TopicConfigKey.MESSAGE_TIMESTAMP_AFTER_MAX_MS)),
                config.isLogAppendTime(),
                config.isCompacted());
    }

    /** As {@link #checkProduce(ByteBuffer, long, Depth)}, {@link Depth#RELAXED}. */
    public int checkProduce(ByteBuffer batches, long nowMs) {
        return checkProduce(batches, nowMs, Depth.RELAXED);
    }

    /**
     * Checks the remaining bytes of {@code batches} as the records of one produce request for one partition. Its position
     * does not move.
     *
     * @return records in all
     * @throws InvalidBatchException with the error that the client gets: CORRUPT_MESSAGE, MESSAGE_TOO_LARGE,
     *     INVALID_RECORD, INVALID_TIMESTAMP or UNSUPPORTED_COMPRESSION_TYPE
     */
    public int checkProduce(ByteBuffer batches, long nowMs, Depth depth) {
        try (RecordCursor cursor = new RecordCursor()) {
            return checkProduce(batches, nowMs, depth, cursor);
        }
    }

    private int checkProduce(ByteBuffer batches, long nowMs, Depth depth, RecordCursor cursor) {
        RecordBatch batch = new RecordBatch();
        int at = batches.position();
        int batchCount = 0;
        long records = 0;
        boolean idempotent = false;
        do {
            requireWhole(batches, at);
            batch.wrap(batches, at);
            checkProduceBatch(batch, nowMs, depth, cursor);
            idempotent |= batch.hasProducerId();
            records += batch.recordCount();
            batchCount++;
            at = batch.end();
        } while (at < batches.limit());
        if (idempotent && batchCount != 1) {
            throw invalid("a request with a producer id holds exactly one batch, this one holds " + batchCount);
        }
        if (records > Integer.MAX_VALUE) {
            throw invalid("a request with " + records + " records");
        }
        return (int) records;
    }

    /**
     * Checks bytes that came from another broker or a disk: whole batches, magic 2, CRC, counts. Offsets and epochs are
     * the caller's.
     *
     * @return batches in all, at least 1
     * @throws InvalidBatchException with CORRUPT_MESSAGE
     */
    public static int checkIntact(ByteBuffer batches) {
        RecordBatch batch = new RecordBatch();
        int at = batches.position();
        int count = 0;
        do {
            requireWhole(batches, at);
            batch.wrap(batches, at);
            requireIntact(batch);
            count++;
            at = batch.end();
        } while (at < batches.limit());
        return count;
    }

    private void checkProduceBatch(RecordBatch batch, long nowMs, Depth depth, RecordCursor cursor) {
        if (batch.sizeInBytes() > maxMessageBytes) {
            throw new InvalidBatchException(
                    ErrorCode.MESSAGE_TOO_LARGE,
                    "The batch of " + batch.sizeInBytes() + " bytes is larger than max.message.bytes = "
                            + maxMessageBytes);
        }
        requireMagic(batch);
        requireCrc(batch);
        checkHeader(batch);
        if (!logAppendTime) {
            checkTimestamp(batch.baseTimestamp(), nowMs);
            checkTimestamp(batch.maxTimestamp(), nowMs);
        }
        if (depth == Depth.STRICT || batch.compressionCode() == CompressionType.NONE.code()) {
            checkRecords(batch, nowMs, cursor.wrap(batch));
        }
    }

    private void checkRecords(RecordBatch batch, long nowMs, RecordCursor record) {
        long maxTimestamp = RecordBatch.NO_TIMESTAMP;
        while (record.next()) {
            if (record.offsetDelta() != record.index()) {
                throw invalid("record " + record.index() + " has offset delta " + record.offsetDelta());
            }
            if (keysRequired && !record.hasKey()) {
                throw invalid("record " + record.index() + " has no key, and the topic is compacted");
            }
            if (!logAppendTime) {
                checkTimestamp(record.timestampMs(), nowMs);
                maxTimestamp = Math.max(maxTimestamp, record.timestampMs());
            }
        }
        if (!logAppendTime && maxTimestamp != batch.maxTimestamp()) {
            throw invalid("the header says that the largest timestamp is " + batch.maxTimestamp() + ", its records say "
                    + maxTimestamp);
        }
    }

    private static void checkHeader(RecordBatch batch) {
        if (batch.baseOffset() != 0) {
            throw invalid("its base offset is " + batch.baseOffset() + ", expected 0");
        }
        if (batch.recordCount() < 1) {
            throw invalid("its record count is " + batch.recordCount() + ", expected at least 1");
        }
        if (batch.lastOffsetDelta() != batch.recordCount() - 1) {
            throw invalid("its last offset delta is " + batch.lastOffsetDelta() + " with " + batch.recordCount()
                    + " records");
        }
        if (batch.recordCount() > RECORDS_MAX) {
            throw invalid("its record count is " + batch.recordCount() + ", expected at most " + RECORDS_MAX);
        }
        if (batch.isControl()) {
            throw invalid("clients do not write control batches");
        }
        if (batch.hasProducerId() && (batch.baseSequence() < 0 || batch.producerEpoch() < 0)) {
            throw invalid("producer id " + batch.producerId() + " comes with sequence " + batch.baseSequence()
                    + " and epoch " + batch.producerEpoch());
        }
        CompressionType.ofCode(batch.compressionCode());
        if (batch.isLogAppendTime()) {
            throw new InvalidBatchException(
                    ErrorCode.INVALID_TIMESTAMP, "A producer must not set the timestamp type LogAppendTime");
        }
    }

    private void checkTimestamp(long timestampMs, long nowMs) {
        if (timestampMs == RecordBatch.NO_TIMESTAMP) {
            return;
        }
        // Differences, not sums: the limits may be Long.MAX_VALUE.
        boolean tooOld = timestampMs < 0 || nowMs - timestampMs > timestampBeforeMaxMs;
        boolean tooNew = timestampMs - nowMs > timestampAfterMaxMs && timestampMs > nowMs;
        if (tooOld || tooNew) {
            throw new InvalidBatchException(
                    ErrorCode.INVALID_TIMESTAMP,
                    "Timestamp " + timestampMs + " ms lies outside of [now - " + timestampBeforeMaxMs + ", now + "
                            + timestampAfterMaxMs + "], now = " + nowMs);
        }
    }

    private static void requireWhole(ByteBuffer batches, int at) {
        if (!RecordBatch.hasWholeBatch(batches, at)) {
            throw corrupt("no whole batch at byte " + (at - batches.position()) + " of " + batches.remaining());
        }
    }

    private static void requireIntact(RecordBatch batch) {
        if (batch.magic() != RecordBatch.MAGIC) {
            throw corrupt("magic " + batch.magic() + ", expected " + RecordBatch.MAGIC);
        }
        requireCrc(batch);
    }

    private static void requireCrc(RecordBatch batch) {
        if (batch.crc() != batch.computeCrc()) {
            throw corrupt("the CRC does not match the bytes");
        }
    }

    /** As Kafka's {@code ProduceRequest.validateRecords}: the old formats are known and refused, others are no format. */
    private static void requireMagic(RecordBatch batch) {
        byte magic = batch.magic();
        if (magic >= MAGIC_OLDEST && magic < RecordBatch.MAGIC) {
            throw invalid("message format v" + magic + " is not supported, only v2 is");
        }
        if (magic != RecordBatch.MAGIC) {
            throw corrupt("magic " + magic + ", expected " + RecordBatch.MAGIC);
        }
    }

    private static InvalidBatchException corrupt(String what) {
        return new InvalidBatchException(ErrorCode.CORRUPT_MESSAGE, "Corrupt record batch: " + what);
    }

    private static InvalidBatchException invalid(String what) {
        return new InvalidBatchException(ErrorCode.INVALID_RECORD, "Invalid record batch: " + what);
    }
}
