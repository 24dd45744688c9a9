package io.sampo.records;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sampo.model.ErrorCode;
import io.sampo.model.SampoException;
import io.sampo.model.TopicConfig;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class BatchAdmissionTest {
    private static final long NOW_MS = 1_700_000_001_000L;

    @ParameterizedTest
    @EnumSource
    void storesAsSentWhatTheTopicDoesNotAskToChange(CompressionType type) {
        BatchAdmission admission = admission(Map.of());
        ByteBuffer sent = batch(type);

        assertThat(admission.isLongWork(sent)).isFalse();
        assertThat(admission.admit(sent, NOW_MS)).isSameAs(sent);
    }

    @Property
    void packsAnewUnderTheTopicsCodecAndChangesNothingElse(@ForAll CompressionType from, @ForAll CompressionType to) {
        // given
        String text = to == CompressionType.NONE ? "uncompressed" : to.text();
        BatchAdmission admission = admission(Map.of("compression.type", text));
        ByteBuffer sent = batch(from);

        // when
        ByteBuffer stored = admission.admit(sent, NOW_MS);

        // then
        assertThat(admission.isLongWork(sent)).isEqualTo(from != to);
        RecordBatch before = RecordBatch.at(sent, 0);
        RecordBatch after = RecordBatch.at(stored, 0);
        assertThat(after.isIntact()).isTrue();
        assertThat(after.end()).isEqualTo(stored.limit());
        assertThat(after.compressionCode()).isEqualTo(to.code());
        assertThat(RecordBatchBuilderTest.recordsOf(stored)).isEqualTo(RecordBatchBuilderTest.recordsOf(sent));
        assertThat(List.of(after.producerId(), after.baseSequence(), after.maxTimestamp(), after.recordCount()))
                .isEqualTo(List.of(
                        before.producerId(), before.baseSequence(), before.maxTimestamp(), before.recordCount()));
    }

    @Test
    void severalBatchesKeepTheirOrderAndTheOnesThatFitStayAsSent() {
        // given
        ByteBuffer packed = anonymous(CompressionType.LZ4, 1);
        ByteBuffer open = anonymous(CompressionType.NONE, 2);
        ByteBuffer sent = ByteBuffer.allocate(2 * packed.remaining() + open.remaining())
                .put(packed.duplicate())
                .put(open.duplicate())
                .put(packed.duplicate())
                .flip();

        // when
        ByteBuffer stored = admission(Map.of("compression.type", "lz4")).admit(sent, NOW_MS);

        // then
        assertThat(RecordBatches.of(stored))
                .extracting(RecordBatch::recordCount)
                .containsExactly(1, 2, 1);
        assertThat(RecordBatches.of(stored)).allMatch(RecordBatch::isIntact);
        assertThat(RecordBatches.of(stored))
                .extracting(RecordBatch::compressionCode)
                .containsOnly(CompressionType.LZ4.code());
        assertThat(stored.slice(0, packed.remaining())).isEqualTo(packed);
    }

    @Test
    void theTopicsLevelCounts() {
        ByteBuffer sent = large();
        int fast = admission(Map.of("compression.type", "zstd", "compression.zstd.level", "-50"))
                .admit(sent, NOW_MS)
                .remaining();
        int thorough = admission(Map.of("compression.type", "zstd", "compression.zstd.level", "19"))
                .admit(sent, NOW_MS)
                .remaining();

        assertThat(thorough).isLessThan(fast);
    }

    @ParameterizedTest
    @ValueSource(strings = {"compression.gzip.level=0", "compression.lz4.level=18", "compression.zstd.level=23"})
    void levelsThatKafkaDoesNotKnowAreNoConfiguration(String setting) {
        String[] keyAndValue = setting.split("=", 2);

        assertThatThrownBy(() -> TopicConfig.of(Map.of(keyAndValue[0], keyAndValue[1])))
                .isInstanceOf(SampoException.class);
    }

    @Test
    void whatDoesNotFitUnpackedIsTooLarge() {
        BatchAdmission admission = admission(Map.of("compression.type", "uncompressed", "max.message.bytes", "2000"));
        RecordBatchBuilder builder = new RecordBatchBuilder().compression(CompressionType.GZIP);
        builder.append(NOW_MS, null, ByteBuffer.allocate(10_000));
        ByteBuffer sent = builder.build();

        refused(ErrorCode.MESSAGE_TOO_LARGE, () -> admission.admit(sent, NOW_MS));
    }

    @ParameterizedTest
    @EnumSource
    void aCompactedTopicOpensWhatIsPackedAndTakesNoRecordWithoutAKey(CompressionType type) {
        BatchAdmission admission = admission(Map.of("cleanup.policy", "compact,delete"));

        assertThat(admission.isLongWork(batch(type))).isEqualTo(type != CompressionType.NONE);
        refused(ErrorCode.INVALID_RECORD, () -> admission.admit(batch(type), NOW_MS));
    }

    @Test
    void brokenPackedBytesAreRefusedBeforeTheyArePackedAnew() {
        ByteBuffer sent = batch(CompressionType.GZIP);
        sent.put(RecordBatch.HEADER_SIZE + 12, (byte) ~sent.get(RecordBatch.HEADER_SIZE + 12));
        BatchValidationTest.withCrc(sent);

        refused(ErrorCode.INVALID_RECORD, () -> admission(Map.of("compression.type", "snappy"))
                .admit(sent, NOW_MS));
    }

    @Test
    void bytesThatAreNoBatchAreNoLongWorkAndRefused() {
        BatchAdmission admission = admission(Map.of("compression.type", "gzip", "cleanup.policy", "compact"));

        assertThat(admission.isLongWork(ByteBuffer.allocate(10))).isFalse();
        refused(ErrorCode.CORRUPT_MESSAGE, () -> admission.admit(ByteBuffer.allocate(10), NOW_MS));
    }

    @Test
    void logAppendTimeIsTheLeadersAndStillAnIntactBatch() {
        BatchAdmission admission = admission(Map.of("message.timestamp.type", "LogAppendTime"));
        ByteBuffer stored = admission.admit(batch(CompressionType.ZSTD), 10);

        BatchAdmission.stamp(stored, 4_711);

        assertThat(admission.stampsLogAppendTime()).isTrue();
        assertThat(RecordBatch.at(stored, 0).isIntact()).isTrue();
        assertThat(RecordBatchBuilderTest.recordsOf(stored))
                .extracting(Record::timestampMs)
                .containsOnly(4_711L);
    }

    private static BatchAdmission admission(Map<String, String> config) {
        return BatchAdmission.of(TopicConfig.of(config));
    }

    private static ByteBuffer batch(CompressionType type) {
        ByteBuffer batch = RecordBatchBuilderTest.threeRecords(type).build();
        RecordBatch.at(batch, 0).assign(0, -1);
        return batch;
    }

    private static ByteBuffer anonymous(CompressionType type, int records) {
        RecordBatchBuilder builder = new RecordBatchBuilder().compression(type);
        for (int i = 0; i < records; i++) {
            builder.append(NOW_MS, RecordBatchBuilderTest.utf8("k" + i), RecordBatchBuilderTest.utf8("v" + i));
        }
        return builder.build();
    }

    private static ByteBuffer large() {
        RecordBatchBuilder builder = new RecordBatchBuilder();
        for (int i = 0; i < 5_000; i++) {
            builder.append(NOW_MS, null, RecordBatchBuilderTest.utf8("the " + i * 31 % 977 + "th line of " + i));
        }
        return builder.build();
    }

    private static void refused(ErrorCode error, Runnable admitting) {
        assertThatThrownBy(admitting::run)
                .isInstanceOfSatisfying(
                        InvalidBatchException.class, e -> assertThat(e.error()).isEqualTo(error));
    }
}
