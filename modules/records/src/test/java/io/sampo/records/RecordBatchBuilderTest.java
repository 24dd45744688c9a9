package io.sampo.records;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class RecordBatchBuilderTest {
    /** What kafka-clients 4.3.1 (MemoryRecordsBuilder) makes of the records of {@link #threeRecords}. */
    private static final String KAFKAS_BYTES =
            "000000000000002a0000005a0000000902667131080000000000020000018bcfe568000000018bcfe5687b00"
                    + "000000000000070001000000050000000326000000026b0a68656c6c6f0402680276026e011800f60102010a"
                    + "73616d706f000e001304026b0100";

    private static final String KAFKAS_GZIP_BYTES =
            "000000000000002a0000006e0000000902251265f10001000000020000018bcfe568000000018bcfe5687b00"
                    + "00000000000007000100000005000000031f8b08000000000000ff5363606060cae6ca48cdc9c96761ca602a"
                    + "63ca639460f8c6c8c4c8559c985b90cfc0c720ccc294cdc80000dfab2dea29000000";

    @Test
    void writesTheBytesThatKafkaWrites() {
        ByteBuffer batch = threeRecords(CompressionType.NONE).build();

        assertThat(hex(batch)).isEqualTo(KAFKAS_BYTES);
    }

    @Test
    void readsTheGzipThatKafkaWrites() {
        ByteBuffer kafkas = ByteBuffer.wrap(HexFormat.of().parseHex(KAFKAS_GZIP_BYTES));

        assertThat(RecordBatch.at(kafkas, 0).isIntact()).isTrue();
        assertThat(recordsOf(kafkas))
                .isEqualTo(recordsOf(threeRecords(CompressionType.GZIP).build()))
                .isEqualTo(recordsOf(threeRecords(CompressionType.NONE).build()));
    }

    @Test
    void headerCarriesWhatWasSet() {
        // given
        RecordBatchBuilder builder = threeRecords(CompressionType.GZIP).transactional(true);

        // when
        RecordBatch batch = RecordBatch.at(builder.build(), 0);

        // then
        assertThat(batch.isIntact()).isTrue();
        assertThat(batch.baseOffset()).isEqualTo(42);
        assertThat(batch.lastOffset()).isEqualTo(44);
        assertThat(batch.leaderEpoch()).isEqualTo(9);
        assertThat(batch.producerId()).isEqualTo(7);
        assertThat(batch.producerEpoch()).isEqualTo((short) 1);
        assertThat(batch.baseSequence()).isEqualTo(5);
        assertThat(batch.lastSequence()).isEqualTo(7);
        assertThat(batch.compressionCode()).isEqualTo(CompressionType.GZIP.code());
        assertThat(batch.isTransactional()).isTrue();
        assertThat(batch.isControl()).isFalse();
        assertThat(batch.baseTimestamp()).isEqualTo(1700000000000L);
        assertThat(batch.maxTimestamp()).isEqualTo(1700000000123L);
    }

    @Test
    void assigningOffsetAndEpochLeavesTheCrcValid() {
        RecordBatch batch = RecordBatch.at(threeRecords(CompressionType.NONE).build(), 0);

        batch.assign(1_000_000, 12);

        assertThat(batch.isIntact()).isTrue();
        assertThat(RecordBatches.records(batch))
                .extracting(Record::offset)
                .containsExactly(1_000_000L, 1_000_001L, 1_000_002L);
    }

    @Test
    void logAppendTimeReplacesEveryTimestampAndKeepsTheBatchIntact() {
        RecordBatch batch = RecordBatch.at(threeRecords(CompressionType.GZIP).build(), 0);

        batch.stampLogAppendTime(5_000);

        assertThat(batch.isIntact()).isTrue();
        assertThat(batch.isLogAppendTime()).isTrue();
        assertThat(batch.compressionCode()).isEqualTo(CompressionType.GZIP.code());
        assertThat(RecordBatches.records(batch)).extracting(Record::timestampMs).containsOnly(5_000L);
    }

    @Test
    void anEmptyBatchHasRoomForARecordOfAnySizeAndAFullOneForNone() {
        RecordBatchBuilder builder = new RecordBatchBuilder(200);
        ByteBuffer large = ByteBuffer.allocate(1_000);

        assertThat(builder.hasRoomFor(null, large, List.of())).isTrue();
        builder.append(0, null, large);
        assertThat(builder.hasRoomFor(null, null, List.of())).isFalse();
        assertThat(RecordBatches.of(builder.build()).recordCount()).isEqualTo(1);
    }

    @Test
    void whatWasExpectedOfItsSizeChangesNothingOfABatch() {
        for (int expected : new int[] {-1, 0, 61, 1_024, 5_000, Integer.MAX_VALUE}) {
            for (int most : new int[] {1, 61, 200, 4_096}) {
                RecordBatchBuilder guessed = new RecordBatchBuilder(most, expected);
                RecordBatchBuilder plain = new RecordBatchBuilder(most);
                for (int i = 0; i < 3; i++) {
                    guessed.append(1_000 + i, null, ByteBuffer.allocate(700));
                    plain.append(1_000 + i, null, ByteBuffer.allocate(700));
                }
                assertThat(guessed.build()).isEqualTo(plain.build());
            }
        }
    }

    @Test
    void aBatchIsBuiltOnceAndNeverEmpty() {
        RecordBatchBuilder empty = new RecordBatchBuilder();
        assertThatThrownBy(empty::build).isInstanceOf(IllegalStateException.class);

        RecordBatchBuilder built = threeRecords(CompressionType.NONE);
        built.build();
        assertThatThrownBy(built::build).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> built.append(0, null, null)).isInstanceOf(IllegalStateException.class);
    }

    @Property(tries = 200)
    void whatIsAppendedIsRead(@ForAll("recordLists") List<Record> records, @ForAll CompressionType compression) {
        // given
        RecordBatchBuilder builder = new RecordBatchBuilder().baseOffset(100).compression(compression);
        int size = 0;
        for (Record record : records) {
            int bound = RecordBatchBuilder.sizeUpperBound(record.key(), record.value(), record.headers());
            int before = builder.sizeInBytes();
            size = builder.append(record.timestampMs(), record.key(), record.value(), record.headers());
            assertThat(size - before).isLessThanOrEqualTo(bound);
        }

        // when
        ByteBuffer batch = builder.build();

        // then
        assertThat(RecordBatch.at(batch, 0).isIntact()).isTrue();
        assertThat(compression != CompressionType.NONE || batch.remaining() == size)
                .isTrue();
        assertThat(recordsOf(batch)).isEqualTo(records);
    }

    @Provide
    Arbitrary<List<Record>> recordLists() {
        Arbitrary<ByteBuffer> bytes =
                Arbitraries.bytes().array(byte[].class).ofMaxSize(300).map(ByteBuffer::wrap);
        Arbitrary<List<RecordHeader>> headers = Combinators.combine(
                        Arbitraries.strings().ofMaxLength(10), bytes.injectNull(0.2))
                .as(RecordHeader::new)
                .list()
                .ofMaxSize(3);
        return Combinators.combine(
                        Arbitraries.longs().between(0, 4_000_000_000_000L),
                        bytes.injectNull(0.2),
                        bytes.injectNull(0.2),
                        headers)
                .as((timestamp, key, value, list) -> new Record(0, timestamp, key, value, list))
                .list()
                .ofMinSize(1)
                .ofMaxSize(20)
                .map(RecordBatchBuilderTest::numbered);
    }

    private static List<Record> numbered(List<Record> records) {
        List<Record> numbered = new ArrayList<>();
        for (Record record : records) {
            numbered.add(new Record(
                    100 + numbered.size(), record.timestampMs(), record.key(), record.value(), record.headers()));
        }
        return numbered;
    }

    static RecordBatchBuilder threeRecords(CompressionType compression) {
        RecordBatchBuilder builder = new RecordBatchBuilder()
                .baseOffset(42)
                .leaderEpoch(9)
                .producer(7, (short) 1, 5)
                .compression(compression);
        builder.append(
                1700000000000L,
                utf8("k"),
                utf8("hello"),
                List.of(new RecordHeader("h", utf8("v")), new RecordHeader("n", null)));
        builder.append(1700000000123L, null, utf8("sampo"));
        builder.append(1699999999990L, utf8("k"), null);
        return builder;
    }

    static List<Record> recordsOf(ByteBuffer batch) {
        List<Record> records = new ArrayList<>();
        RecordBatches.records(RecordBatch.at(batch, 0)).forEach(records::add);
        return records;
    }

    static ByteBuffer utf8(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String hex(ByteBuffer batch) {
        return HexFormat.of().formatHex(batch.array(), 0, batch.limit());
    }
}
