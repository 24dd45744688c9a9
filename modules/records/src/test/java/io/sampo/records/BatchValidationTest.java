package io.sampo.records;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sampo.model.ErrorCode;
import io.sampo.model.TopicConfig;
import io.sampo.records.BatchValidation.Depth;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.function.Consumer;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class BatchValidationTest {
    private static final long NOW_MS = 1_700_000_001_000L;
    private static final BatchValidation VALIDATION = BatchValidation.of(TopicConfig.DEFAULTS);

    @ParameterizedTest
    @EnumSource
    void takesWhatTheBuilderBuilds(CompressionType compression) {
        assertThat(VALIDATION.checkProduce(batch(compression), NOW_MS)).isEqualTo(3);
        assertThat(VALIDATION.checkProduce(batch(compression), NOW_MS, Depth.STRICT))
                .isEqualTo(3);
    }

    @Test
    void refusesBytesThatAreNoWholeBatch() {
        ByteBuffer batch = batch(CompressionType.NONE);
        for (int limit = 0; limit < batch.capacity() && limit < batch.limit(); limit++) {
            ByteBuffer cut = batch.duplicate().limit(limit);
            refused(ErrorCode.CORRUPT_MESSAGE, () -> VALIDATION.checkProduce(cut, NOW_MS));
        }
    }

    @Property
    void everyFlippedBitBehindTheCrcIsSeen(
            @ForAll @IntRange(min = 0, max = 7) int bit, @ForAll @IntRange(max = 200) int seed) {
        ByteBuffer batch = batch(CompressionType.NONE);
        int at = RecordBatch.CRC + seed % (batch.limit() - RecordBatch.CRC);
        batch.put(at, (byte) (batch.get(at) ^ (1 << bit)));

        refused(ErrorCode.CORRUPT_MESSAGE, () -> VALIDATION.checkProduce(batch, NOW_MS));
        refused(ErrorCode.CORRUPT_MESSAGE, () -> BatchValidation.checkIntact(batch));
    }

    @Test
    void refusesAnotherMagic() {
        refusedWith(ErrorCode.INVALID_RECORD, batch -> batch.put(RecordBatch.MAGIC_AT, (byte) 0));
        refusedWith(ErrorCode.INVALID_RECORD, batch -> batch.put(RecordBatch.MAGIC_AT, (byte) 1));
        refusedWith(ErrorCode.CORRUPT_MESSAGE, batch -> batch.put(RecordBatch.MAGIC_AT, (byte) 3));
        refusedWith(ErrorCode.CORRUPT_MESSAGE, batch -> batch.put(RecordBatch.MAGIC_AT, (byte) -1));
    }

    @Test
    void refusesABatchAboveMaxMessageBytes() {
        ByteBuffer batch = batch(CompressionType.NONE);
        BatchValidation exact =
                BatchValidation.of(TopicConfig.of(Map.of("max.message.bytes", Integer.toString(batch.remaining()))));
        BatchValidation oneLess = BatchValidation.of(
                TopicConfig.of(Map.of("max.message.bytes", Integer.toString(batch.remaining() - 1))));

        assertThat(exact.checkProduce(batch, NOW_MS)).isEqualTo(3);
        refused(ErrorCode.MESSAGE_TOO_LARGE, () -> oneLess.checkProduce(batch, NOW_MS));
    }

    @Test
    void refusesCountsThatDoNotAgree() {
        refusedWith(ErrorCode.INVALID_RECORD, batch -> batch.putInt(RecordBatch.RECORD_COUNT, 2));
        refusedWith(ErrorCode.INVALID_RECORD, batch -> batch.putInt(RecordBatch.LAST_OFFSET_DELTA, 3));
        refusedWith(ErrorCode.INVALID_RECORD, batch -> {
            batch.putInt(RecordBatch.RECORD_COUNT, 0);
            batch.putInt(RecordBatch.LAST_OFFSET_DELTA, -1);
        });
        refusedWith(ErrorCode.INVALID_RECORD, batch -> {
            batch.putInt(RecordBatch.RECORD_COUNT, 4);
            batch.putInt(RecordBatch.LAST_OFFSET_DELTA, 3);
        });
    }

    @Test
    void refusesRecordsThatAreNotFramed() {
        int firstLengthAt = RecordBatch.HEADER_SIZE;
        refusedWith(ErrorCode.INVALID_RECORD, batch -> batch.put(firstLengthAt, (byte) 0x7e));
        refusedWith(ErrorCode.INVALID_RECORD, batch -> batch.put(firstLengthAt, (byte) 0x01));
        refusedWith(ErrorCode.INVALID_RECORD, batch -> batch.put(firstLengthAt + 3, (byte) 0x02)); // offset delta 1
    }

    @Test
    void refusesAMaxTimestampThatIsNotTheRecords() {
        refusedWith(ErrorCode.INVALID_RECORD, batch -> batch.putLong(RecordBatch.MAX_TIMESTAMP, NOW_MS));
    }

    @Test
    void refusesABaseOffsetThatIsNotZero() {
        ByteBuffer batch = batch(CompressionType.NONE);
        RecordBatch.at(batch, 0).assign(1, 0);

        refused(ErrorCode.INVALID_RECORD, () -> VALIDATION.checkProduce(batch, NOW_MS));
    }

    @Test
    void refusesControlBatchesAndSequencesWithoutEpoch() {
        refusedWith(ErrorCode.INVALID_RECORD, batch -> batch.putShort(RecordBatch.ATTRIBUTES, (short) 0x20));
        refusedWith(ErrorCode.INVALID_RECORD, batch -> batch.putInt(RecordBatch.BASE_SEQUENCE, -1));
        refusedWith(ErrorCode.INVALID_RECORD, batch -> batch.putShort(RecordBatch.PRODUCER_EPOCH, (short) -1));
    }

    @Test
    void refusesTimestampsBeyondTheTopicsBounds() {
        ByteBuffer batch = batch(CompressionType.NONE);
        BatchValidation lastSecond =
                BatchValidation.of(TopicConfig.of(Map.of("message.timestamp.before.max.ms", "1010")));

        refused(ErrorCode.INVALID_TIMESTAMP, () -> VALIDATION.checkProduce(batch, NOW_MS - 2 * 3_600_000));
        refused(ErrorCode.INVALID_TIMESTAMP, () -> lastSecond.checkProduce(batch, NOW_MS + 1_000));
        assertThat(lastSecond.checkProduce(batch, NOW_MS)).isEqualTo(3);
        refusedWith(ErrorCode.INVALID_TIMESTAMP, b -> b.putShort(RecordBatch.ATTRIBUTES, (short) 0x08));
    }

    @Test
    void judgesEveryRecordsTimeNotOnlyTheLargest() {
        BatchValidation lastMinute =
                BatchValidation.of(TopicConfig.of(Map.of("message.timestamp.before.max.ms", "60000")));
        RecordBatchBuilder builder = new RecordBatchBuilder();
        builder.append(NOW_MS, null, null);
        builder.append(NOW_MS - 60_001, null, null);

        refused(ErrorCode.INVALID_TIMESTAMP, () -> lastMinute.checkProduce(builder.build(), NOW_MS));
    }

    @Test
    void aRecordWithoutATimeIsNotJudgedAndANegativeTimeIsNone() {
        RecordBatchBuilder without = new RecordBatchBuilder();
        without.append(RecordBatch.NO_TIMESTAMP, null, null);
        RecordBatchBuilder negative = new RecordBatchBuilder();
        negative.append(-2, null, null);

        assertThat(VALIDATION.checkProduce(without.build(), NOW_MS)).isEqualTo(1);
        refused(ErrorCode.INVALID_TIMESTAMP, () -> VALIDATION.checkProduce(negative.build(), NOW_MS));
    }

    @ParameterizedTest
    @EnumSource
    void aCompactedTopicTakesNoRecordWithoutAKey(CompressionType compression) {
        BatchValidation compacted = BatchValidation.of(TopicConfig.of(Map.of("cleanup.policy", "compact")));
        RecordBatchBuilder keyed = new RecordBatchBuilder().compression(compression);
        keyed.append(NOW_MS, ByteBuffer.allocate(0), null);

        assertThat(compacted.checkProduce(keyed.build(), NOW_MS, Depth.STRICT)).isEqualTo(1);
        refused(ErrorCode.INVALID_RECORD, () -> compacted.checkProduce(batch(compression), NOW_MS, Depth.STRICT));
    }

    @Test
    void packedRecordsAreOpenedOnlyWhereAskedFor() {
        ByteBuffer batch = batch(CompressionType.GZIP);
        batch.putInt(RecordBatch.RECORD_COUNT, 4);
        batch.putInt(RecordBatch.LAST_OFFSET_DELTA, 3);
        withCrc(batch);

        assertThat(VALIDATION.checkProduce(batch, NOW_MS, Depth.RELAXED)).isEqualTo(4);
        refused(ErrorCode.INVALID_RECORD, () -> VALIDATION.checkProduce(batch, NOW_MS, Depth.STRICT));
    }

    @Test
    void refusesMoreRecordsThanAnyBatchCanHold() {
        for (int count : new int[] {20_000_000, Integer.MAX_VALUE, Integer.MIN_VALUE}) {
            ByteBuffer batch = batch(CompressionType.GZIP);
            batch.putInt(RecordBatch.RECORD_COUNT, count);
            batch.putInt(RecordBatch.LAST_OFFSET_DELTA, count - 1);
            withCrc(batch);
            refused(ErrorCode.INVALID_RECORD, () -> VALIDATION.checkProduce(batch, NOW_MS));
        }
    }

    @Test
    void lengthsThatOverflowAreNoBatch() {
        for (int length : new int[] {Integer.MAX_VALUE, Integer.MAX_VALUE - 11, -1, Integer.MIN_VALUE, 0, 48}) {
            refusedWith(ErrorCode.CORRUPT_MESSAGE, batch -> batch.putInt(RecordBatch.LENGTH, length));
        }
    }

    @Test
    void sequencesWrapAroundAsKafkasDo() {
        ByteBuffer batch = batch(CompressionType.NONE);
        batch.putInt(RecordBatch.BASE_SEQUENCE, Integer.MAX_VALUE);
        withCrc(batch);

        assertThat(VALIDATION.checkProduce(batch, NOW_MS)).isEqualTo(3);
        assertThat(RecordBatch.at(batch, 0).lastSequence()).isEqualTo(1);
    }

    @Test
    void aProducerIdAllowsOneBatchOnly() {
        ByteBuffer one = batch(CompressionType.NONE);
        ByteBuffer two = ByteBuffer.allocate(2 * one.limit())
                .put(one.duplicate())
                .put(one.duplicate())
                .flip();

        refused(ErrorCode.INVALID_RECORD, () -> VALIDATION.checkProduce(two, NOW_MS));
        assertThat(BatchValidation.checkIntact(two)).isEqualTo(2);
    }

    @Property(tries = 2000)
    void garbageUnderAValidCrcNeverEndsInAnotherException(
            @ForAll byte[] records, @ForAll @IntRange(min = 1, max = 5) int count) {
        // given
        ByteBuffer batch = ByteBuffer.allocate(RecordBatch.HEADER_SIZE + records.length);
        batch.put(batch(CompressionType.NONE).limit(RecordBatch.HEADER_SIZE))
                .put(records)
                .flip();
        batch.putInt(RecordBatch.LENGTH, batch.limit() - RecordBatch.LOG_OVERHEAD);
        batch.putInt(RecordBatch.RECORD_COUNT, count);
        batch.putInt(RecordBatch.LAST_OFFSET_DELTA, count - 1);
        withCrc(batch);

        // when
        try {
            VALIDATION.checkProduce(batch, NOW_MS);
            RecordBatches.records(RecordBatch.at(batch, 0)).forEach(record -> {});
        } catch (InvalidBatchException e) {
            // then
            assertThat(e.error()).isIn(ErrorCode.INVALID_RECORD, ErrorCode.CORRUPT_MESSAGE);
        }
    }

    private static void refusedWith(ErrorCode error, Consumer<ByteBuffer> damage) {
        ByteBuffer batch = batch(CompressionType.NONE);
        damage.accept(batch);
        if (RecordBatch.hasWholeBatch(batch, 0)) {
            withCrc(batch);
        }
        refused(error, () -> VALIDATION.checkProduce(batch, NOW_MS));
    }

    private static void refused(ErrorCode error, ThrowingCallable check) {
        assertThatThrownBy(check).isInstanceOfSatisfying(InvalidBatchException.class, e -> assertThat(e.error())
                .isEqualTo(error));
    }

    private static ByteBuffer batch(CompressionType compression) {
        ByteBuffer batch = RecordBatchBuilderTest.threeRecords(compression).build();
        RecordBatch.at(batch, 0).assign(0, -1);
        return batch;
    }

    static void withCrc(ByteBuffer batch) {
        batch.putInt(RecordBatch.CRC, RecordBatch.at(batch, 0).computeCrc());
    }
}
