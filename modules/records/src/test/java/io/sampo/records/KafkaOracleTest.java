package io.sampo.records;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.sampo.model.ErrorCode;
import io.sampo.model.TopicConfig;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.MemoryRecordsBuilder;
import org.apache.kafka.common.record.internal.MutableRecordBatch;
import org.apache.kafka.common.requests.ProduceRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What kafka-clients 4.3.1 writes, we read; what we write, it reads; where bytes can be the same, they are. */
class KafkaOracleTest {
    private static final long NOW_MS = 1_700_000_000_000L;

    @Property(tries = 300)
    void whatKafkaBuildsWeRead(
            @ForAll CompressionType type,
            @ForAll boolean logAppendTime,
            @ForAll boolean transactional,
            @ForAll @IntRange(min = 1, max = 60) int count,
            @ForAll long seed) {
        // given
        List<Sent> sent = Sent.random(count, seed);

        // when
        ByteBuffer bytes = kafkas(type, sent, logAppendTime, transactional);

        // then
        RecordBatch batch = RecordBatch.at(bytes, 0);
        assertThat(batch.isIntact()).isTrue();
        assertThat(batch.end()).isEqualTo(bytes.limit());
        assertThat(batch.compressionCode()).isEqualTo(type.code());
        assertThat(batch.isLogAppendTime()).isEqualTo(logAppendTime);
        assertThat(batch.isTransactional()).isEqualTo(transactional);
        assertThat(batch.producerId()).isEqualTo(77);
        assertThat(batch.baseSequence()).isEqualTo(11);
        List<Record> read = RecordBatchBuilderTest.recordsOf(bytes);
        assertThat(read).hasSize(count);
        for (int i = 0; i < count; i++) {
            sent.get(i).assertIs(read.get(i), i, logAppendTime ? NOW_MS : sent.get(i).timestampMs);
        }
        if (!logAppendTime) {
            assertThat(BatchValidation.of(TopicConfig.DEFAULTS)
                            .checkProduce(bytes, NOW_MS, BatchValidation.Depth.STRICT))
                    .isEqualTo(count);
        }
    }

    @Property(tries = 300)
    void whatWeBuildKafkaReads(
            @ForAll CompressionType type, @ForAll @IntRange(min = 1, max = 60) int count, @ForAll long seed) {
        // given
        List<Sent> sent = Sent.random(count, seed);

        // when
        ByteBuffer ours = ours(type, sent);

        // then
        MutableRecordBatch batch =
                MemoryRecords.readableRecords(ours).batches().iterator().next();
        batch.ensureValid();
        assertThat(batch.compressionType().name).isEqualTo(type.text());
        assertThat(batch.countOrNull()).isEqualTo(count);
        int i = 0;
        for (org.apache.kafka.common.record.internal.Record record : batch) {
            sent.get(i).assertIs(record, i);
            i++;
        }
        assertThat(i).isEqualTo(count);
    }

    @ParameterizedTest
    @EnumSource(names = {"NONE", "GZIP", "SNAPPY", "LZ4"})
    void ourBytesAreKafkasBytes(CompressionType type) {
        List<Sent> sent = Sent.random(400, 7);

        // Zstandard's blocks depend on how the bytes were handed over; the others' do not.
        assertThat(ours(type, sent)).isEqualTo(kafkas(type, sent, false, false));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 5, 12, 17})
    void levelsOfLz4AreKafkas(int level) {
        List<Sent> sent = Sent.random(200, 3);
        RecordBatchBuilder builder =
                builder(sent).compression(new io.sampo.records.Compression(CompressionType.LZ4, level));

        assertThat(builder.build())
                .isEqualTo(kafkas(Compression.lz4().level(level).build(), sent, false, false));
    }

    @ParameterizedTest
    @ValueSource(bytes = {0, 1, 3, 127, -1})
    void otherMagicsAreRefusedAsKafkaRefusesThem(byte magic) {
        // given
        ByteBuffer bytes = ours(CompressionType.NONE, Sent.random(3, 1));
        RecordBatch.at(bytes, 0).assign(0, -1);
        bytes.put(RecordBatch.MAGIC_AT, magic);

        // when
        Throwable kafkas = catchThrowable(
                () -> ProduceRequest.validateRecords((short) 12, MemoryRecords.readableRecords(bytes.duplicate())));
        Throwable ours =
                catchThrowable(() -> BatchValidation.of(TopicConfig.DEFAULTS).checkProduce(bytes, NOW_MS));

        // then
        assertThat(kafkas).isInstanceOf(ApiException.class);
        ErrorCode expected = ErrorCode.of(Errors.forException(kafkas).code());
        assertThat(ours).isInstanceOfSatisfying(InvalidBatchException.class, e -> assertThat(e.error())
                .isEqualTo(expected));
    }

    @Test
    void errorNumbersAreKafkas() {
        for (ErrorCode error : ErrorCode.values()) {
            assertThat(Errors.forCode(error.code()).name()).isEqualTo(error.name());
        }
    }

    private static ByteBuffer ours(CompressionType type, List<Sent> sent) {
        return builder(sent).compression(type).build();
    }

    private static RecordBatchBuilder builder(List<Sent> sent) {
        RecordBatchBuilder builder = new RecordBatchBuilder().producer(77, (short) 3, 11);
        sent.forEach(record -> builder.append(
                record.timestampMs, Sent.wrap(record.key), Sent.wrap(record.value), record.ourHeaders()));
        return builder;
    }

    private static ByteBuffer kafkas(
            CompressionType type, List<Sent> sent, boolean logAppendTime, boolean transactional) {
        return kafkas(
                Compression.of(org.apache.kafka.common.record.internal.CompressionType.forId(type.code()))
                        .build(),
                sent,
                logAppendTime,
                transactional);
    }

    private static ByteBuffer kafkas(
            Compression compression, List<Sent> sent, boolean logAppendTime, boolean transactional) {
        MemoryRecordsBuilder builder = MemoryRecords.builder(
                ByteBuffer.allocate(1024),
                RecordBatch.MAGIC,
                compression,
                logAppendTime ? TimestampType.LOG_APPEND_TIME : TimestampType.CREATE_TIME,
                0L,
                NOW_MS,
                77L,
                (short) 3,
                11,
                transactional,
                -1);
        sent.forEach(record -> builder.append(record.timestampMs, record.key, record.value, record.kafkasHeaders()));
        return builder.build().buffer();
    }

    /** One record, as whoever sends it knows it. */
    private record Sent(long timestampMs, byte[] key, byte[] value, List<String> headerKeys, byte[] headerValue) {
        static List<Sent> random(int count, long seed) {
            Random random = new Random(seed);
            List<Sent> sent = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                List<String> headerKeys = new ArrayList<>();
                for (int header = random.nextInt(4); header > 1; header--) {
                    headerKeys.add("h-" + random.nextInt(3) + "-ä");
                }
                sent.add(new Sent(
                        NOW_MS - random.nextInt(5_000),
                        bytes(random, 40),
                        bytes(random, random.nextInt(20) == 0 ? 100_000 : 300),
                        headerKeys,
                        bytes(random, 20)));
            }
            return sent;
        }

        private static byte[] bytes(Random random, int sizeMax) {
            if (random.nextInt(5) == 0) {
                return null;
            }
            byte[] bytes = new byte[random.nextInt(sizeMax)];
            boolean compressible = random.nextBoolean();
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = (byte) (compressible ? i % 7 : random.nextInt());
            }
            return bytes;
        }

        private List<io.sampo.records.RecordHeader> ourHeaders() {
            return headerKeys.stream()
                    .map(key -> new io.sampo.records.RecordHeader(key, wrap(headerValue)))
                    .toList();
        }

        private Header[] kafkasHeaders() {
            return headerKeys.stream()
                    .map(key -> new RecordHeader(key, headerValue))
                    .toArray(Header[]::new);
        }

        private static ByteBuffer wrap(byte[] bytes) {
            return bytes == null ? null : ByteBuffer.wrap(bytes);
        }

        void assertIs(Record read, int index, long expectedMs) {
            assertThat(read.offset()).isEqualTo(index);
            assertThat(read.timestampMs()).isEqualTo(expectedMs);
            assertThat(read.key()).isEqualTo(wrap(key));
            assertThat(read.value()).isEqualTo(wrap(value));
            assertThat(read.headers()).isEqualTo(ourHeaders());
        }

        void assertIs(org.apache.kafka.common.record.internal.Record read, int index) {
            assertThat(read.offset()).isEqualTo(index);
            assertThat(read.timestamp()).isEqualTo(timestampMs);
            assertThat(read.key()).isEqualTo(wrap(key));
            assertThat(read.value()).isEqualTo(wrap(value));
            assertThat(read.headers()).isEqualTo(kafkasHeaders());
        }
    }
}
