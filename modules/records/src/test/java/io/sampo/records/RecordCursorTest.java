package io.sampo.records;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.Iterator;
import org.apache.kafka.common.record.internal.ControlRecordType;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.Record;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class RecordCursorTest {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    @ParameterizedTest
    @EnumSource
    void seesWhatTheReaderReads(CompressionType type) {
        // given
        RecordBatch batch =
                RecordBatch.at(RecordBatchBuilderTest.threeRecords(type).build(), 0);
        Iterator<io.sampo.records.Record> expected = new RecordReader(batch);

        // when
        try (RecordCursor cursor = new RecordCursor().wrap(batch)) {
            while (cursor.next()) {
                // then
                io.sampo.records.Record record = expected.next();
                assertThat(cursor.offset()).isEqualTo(record.offset());
                assertThat(cursor.timestampMs()).isEqualTo(record.timestampMs());
                assertThat(slice(cursor, cursor.keyAt(), cursor.keyBytes())).isEqualTo(record.key());
                assertThat(slice(cursor, cursor.valueAt(), cursor.valueBytes())).isEqualTo(record.value());
                assertThat(cursor.headerCount()).isEqualTo(record.headers().size());
            }
        }
        assertThat(expected).isExhausted();
    }

    @ParameterizedTest
    @EnumSource
    void walksRecordsLargerThanItsWindow(CompressionType type) {
        RecordBatchBuilder builder = new RecordBatchBuilder().compression(type);
        for (int i = 0; i < 5; i++) {
            builder.append(0, null, ByteBuffer.allocate(i * 70_000));
        }

        try (RecordCursor cursor = new RecordCursor().wrap(RecordBatch.at(builder.build(), 0))) {
            int seen = 0;
            while (cursor.next()) {
                assertThat(cursor.valueBytes()).isEqualTo(seen * 70_000);
                seen++;
            }
            assertThat(seen).isEqualTo(5);
        }
    }

    /** The counter counts what the whole JVM asks of this thread, so the least of some rounds is what the walk takes. */
    @ParameterizedTest
    @CsvSource({"NONE, 200", "GZIP, 80000", "SNAPPY, 300000", "LZ4, 400000", "ZSTD, 80000"})
    void allocatesNothingPerRecord(CompressionType type, long bytesPerBatchMax) {
        // given
        RecordBatchBuilder builder = new RecordBatchBuilder().compression(type);
        ByteBuffer key = ByteBuffer.allocate(10);
        for (int i = 0; i < 20_000; i++) {
            builder.append(i, key, key);
        }
        ByteBuffer bytes = builder.build();
        RecordBatch batch = new RecordBatch();
        long least = Long.MAX_VALUE;

        // when
        try (RecordCursor cursor = new RecordCursor()) {
            for (int round = 0; round < 10; round++) {
                long before = THREADS.getCurrentThreadAllocatedBytes();
                walk(cursor.wrap(batch.wrap(bytes, 0)));
                least = Math.min(least, THREADS.getCurrentThreadAllocatedBytes() - before);
            }
        }

        // then
        assertThat(least).isLessThan(bytesPerBatchMax);
    }

    @Test
    void theHeaderViewAllocatesNothing() {
        // given
        ByteBuffer bytes =
                RecordBatchBuilderTest.threeRecords(CompressionType.NONE).build();
        RecordBatch view = new RecordBatch();
        long least = Long.MAX_VALUE;
        long sum = 0;

        // when
        for (int round = 0; round < 10; round++) {
            long before = THREADS.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < 10_000; i++) {
                view.wrap(bytes, 0);
                sum += view.lastOffset() + view.maxTimestamp() + view.lastSequence() + view.recordCount() + view.end();
            }
            least = Math.min(least, THREADS.getCurrentThreadAllocatedBytes() - before);
        }

        // then
        assertThat(sum).isNotZero();
        assertThat(least).isLessThan(200);
    }

    @ParameterizedTest
    @EnumSource
    void bytesBehindTheLastRecordAreRefused(CompressionType type) {
        ByteBuffer batch = RecordBatchBuilderTest.threeRecords(type).build();
        batch.putInt(RecordBatch.RECORD_COUNT, 2);

        assertThatThrownBy(() -> walk(new RecordCursor().wrap(RecordBatch.at(batch, 0))))
                .isInstanceOf(InvalidBatchException.class)
                .hasMessageContaining("follow");
    }

    @ParameterizedTest
    @CsvSource({"true, COMMIT", "false, ABORT"})
    void markersAreThoseOfKafka(boolean commit, ControlRecordType type) {
        // given
        EndTransactionMarker marker = new EndTransactionMarker(commit, 41);
        ByteBuffer kafkas = MemoryRecords.withEndTransactionMarker(
                        0L,
                        5_000L,
                        -1,
                        9L,
                        (short) 2,
                        new org.apache.kafka.common.record.internal.EndTransactionMarker(type, 41))
                .buffer();

        // when
        ByteBuffer ours = marker.toBatch(9, (short) 2, 5_000);

        // then
        assertThat(ours).isEqualTo(kafkas);
        assertThat(EndTransactionMarker.of(RecordBatch.at(kafkas, 0))).isEqualTo(marker);
        Record read = MemoryRecords.readableRecords(ours).records().iterator().next();
        assertThat(org.apache.kafka.common.record.internal.EndTransactionMarker.deserialize(read)
                        .coordinatorEpoch())
                .isEqualTo(41);
    }

    @Test
    void ordinaryBatchesHoldNoMarkerAndBrokenOnesSaySo() {
        ByteBuffer ordinary =
                RecordBatchBuilderTest.threeRecords(CompressionType.NONE).build();
        RecordBatchBuilder broken = new RecordBatchBuilder().control(true);
        broken.append(0, null, null);

        assertThat(EndTransactionMarker.of(RecordBatch.at(ordinary, 0))).isNull();
        assertThatThrownBy(() -> EndTransactionMarker.of(RecordBatch.at(broken.build(), 0)))
                .isInstanceOf(InvalidBatchException.class);
    }

    private static long walk(RecordCursor cursor) {
        long sum = 0;
        while (cursor.next()) {
            sum += cursor.keyBytes() + cursor.valueAt();
        }
        return sum;
    }

    private static ByteBuffer slice(RecordCursor cursor, int at, int length) {
        return length < 0 ? null : cursor.bytes().slice(at, length);
    }
}
