package io.sampo.records;

import io.sampo.model.ErrorCode;
import io.sampo.model.TopicConfig;
import io.sampo.model.TopicConfigKey;
import java.nio.ByteBuffer;

/**
 * What a leader checks before it appends what a client sent: sizes, magic, CRC, counts, timestamps, and the framing of
 * uncompressed records, without allocating for them (Kafka's {@code LogValidator}; the records of a compressed batch stay
 * unopened). Nothing of what it refuses may reach a log. Immutable, for any thread.
 *
 * @param maxMessageBytes largest batch, bytes
 * @param timestampBeforeMaxMs how far before now a record may be stamped
 * @param timestampAfterMaxMs how far after now a record may be stamped
 * @param logAppendTime true where the broker stamps the records itself, so that the producer's time is not judged
 */
public record BatchValidation(
        int maxMessageBytes, long timestampBeforeMaxMs, long timestampAfterMaxMs, boolean logAppendTime) {
    /** The limits of a topic. */
    public static BatchValidation of(TopicConfig config) {
        return new BatchValidation(
                config.maxMessageBytes(),
                Long.parseLong(config.value(TopicConfigKey.MESSAGE_TIMESTAMP_BEFORE_MAX_MS)),
                Long.parseLong(config.value(TopicConfigKey.MESSAGE_TIMESTAMP_AFTER_MAX_MS)),
                config.isLogAppendTime());
    }

    /**
     * Checks the remaining bytes of {@code batches} as the records of one produce request for one partition. Its position
     * does not move.
     *
     * @return records in all
     * @throws InvalidBatchException with the error that the client gets: CORRUPT_MESSAGE, MESSAGE_TOO_LARGE,
     *     INVALID_RECORD or INVALID_TIMESTAMP
     */
    public int checkProduce(ByteBuffer batches, long nowMs) {
        RecordBatch batch = new RecordBatch();
        int at = batches.position();
        int batchCount = 0;
        int records = 0;
        boolean idempotent = false;
        do {
            requireWhole(batches, at);
            batch.wrap(batches, at);
            checkProduceBatch(batch, nowMs);
            idempotent |= batch.hasProducerId();
            records = Math.addExact(records, batch.recordCount());
            batchCount++;
            at = batch.end();
        } while (at < batches.limit());
        if (idempotent && batchCount != 1) {
            throw invalid("a request with a producer id holds exactly one batch, this one holds " + batchCount);
        }
        return records;
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

    private void checkProduceBatch(RecordBatch batch, long nowMs) {
        if (batch.sizeInBytes() > maxMessageBytes) {
            throw new InvalidBatchException(
                    ErrorCode.MESSAGE_TOO_LARGE,
                    "The batch of " + batch.sizeInBytes() + " bytes is larger than max.message.bytes = "
                            + maxMessageBytes);
        }
        requireIntact(batch);
        checkHeader(batch);
        if (batch.compressionCode() == CompressionType.NONE.code()) {
            RecordFraming.check(batch);
        }
        if (!logAppendTime) {
            checkTimestamp(batch.maxTimestamp(), nowMs);
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
        // Differences, not sums: the limits may be Long.MAX_VALUE.
        boolean tooOld = timestampMs >= 0 && nowMs - timestampMs > timestampBeforeMaxMs;
        boolean tooNew = timestampMs - nowMs > timestampAfterMaxMs;
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
        if (batch.crc() != batch.computeCrc()) {
            throw corrupt("the CRC does not match the bytes");
        }
    }

    private static InvalidBatchException corrupt(String what) {
        return new InvalidBatchException(ErrorCode.CORRUPT_MESSAGE, "Corrupt record batch: " + what);
    }

    private static InvalidBatchException invalid(String what) {
        return new InvalidBatchException(ErrorCode.INVALID_RECORD, "Invalid record batch: " + what);
    }
}
