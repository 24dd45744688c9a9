package io.sampo.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.compaction.CompactionRequest;
import io.sampo.compaction.CompactionResult;
import io.sampo.compaction.CompactionResult.Outcome;
import io.sampo.model.TopicConfig;
import io.sampo.records.CompressionType;
import io.sampo.records.EndTransactionMarker;
import io.sampo.records.Record;
import io.sampo.records.RecordBatch;
import io.sampo.records.RecordBatchBuilder;
import io.sampo.records.RecordBatches;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What every {@link PartitionLog} keeps when it is compacted. Texts: {@code offset:key=value}, no value for a tombstone. */
abstract class CompactionContract {
    private static final long NOW_MS = 1_000_000;
    private static final long DELETE_RETENTION_MS = 5_000;
    private static final TopicConfig CONFIG = TopicConfig.of(Map.of(
            "cleanup.policy", "compact", "delete.retention.ms", "" + DELETE_RETENTION_MS, "segment.bytes", "10000"));

    /** A new, empty log that begins at 0, with this configuration. */
    abstract PartitionLog newLog(TopicConfig config) throws IOException;

    /** A log with one segment for each batch, and an empty active one behind. */
    private PartitionLog segments(ByteBuffer... batches) throws IOException {
        PartitionLog log = newLog(CONFIG);
        appendSealed(log, batches);
        return log;
    }

    static void appendSealed(PartitionLog log, ByteBuffer... batches) throws IOException {
        for (ByteBuffer batch : batches) {
            log.append(batch);
            log.roll();
        }
    }

    @Test
    void ofEveryKeyTheLastValueStays() throws IOException {
        try (PartitionLog log = segments(keyed(0, 1, "a=1", "b=1"), keyed(2, 1, "a=2", "c=1"), keyed(4, 1, "b=2"))) {
            // when
            CompactionResult result = compact(log, log.logEndOffset());
            // then
            assertThat(records(log)).containsExactly("2:a=2", "3:c=1", "4:b=2");
            assertThat(result.outcome()).isEqualTo(Outcome.CLEANED);
            assertThat(result.endOffset()).isEqualTo(5);
            assertThat(result.records()).isEqualTo(new CompactionResult.Records(5, 3));
            assertThat(log.logEndOffset()).isEqualTo(5);
            assertThat(log.logStartOffset()).isZero();
        }
    }

    @Test
    void theActiveSegmentStaysAsItIs() throws IOException {
        try (PartitionLog log = segments(keyed(0, 1, "a=1"), keyed(1, 1, "b=1"))) {
            log.append(keyed(2, 1, "b=2", "b=3"));
            // when
            compact(log, log.logEndOffset());
            // then
            assertThat(records(log)).containsExactly("0:a=1", "1:b=1", "2:b=2", "3:b=3");
        }
    }

    @Test
    void nothingAboveTheStableOffsetIsTouchedOrCounts() throws IOException {
        try (PartitionLog log = segments(keyed(0, 1, "a=1", "a=2"), keyed(2, 1, "a=3", "a=4"), keyed(4, 1, "a=5"))) {
            // when
            compact(log, 3);
            // then
            assertThat(records(log)).containsExactly("1:a=2", "2:a=3", "3:a=4", "4:a=5");
        }
    }

    @Test
    void aReadWithinAGapBeginsBehindIt() throws IOException {
        try (PartitionLog log = segments(
                keyed(0, 1, "a=1"), keyed(1, 1, "b=1"), keyed(2, 1, "b=2"), keyed(3, 1, "b=3"), keyed(4, 1, "c=1"))) {
            // when
            compact(log, log.logEndOffset());
            // then
            assertThat(Batches.baseOffsets(log)).containsExactly(0L, 3L, 4L);
            assertThat(Batches.baseOffsets(log.read(1, 1, Long.MAX_VALUE).toBuffer()))
                    .containsExactly(3L);
            assertThat(Batches.baseOffsets(log.read(2, 1_000, 4).toBuffer())).containsExactly(3L);
        }
    }

    @Test
    void aTombstoneGoesOnlyAfterItsTimeSinceTheFirstClean() throws IOException {
        try (PartitionLog log = segments(keyed(0, 1, "a=1", "b=1"), keyed(2, 1, "a"), keyed(3, 1, "c=1"))) {
            // when
            compact(log, log.logEndOffset(), NOW_MS);
            // then
            assertThat(records(log)).containsExactly("1:b=1", "2:a", "3:c=1");
            long horizonMs = NOW_MS + DELETE_RETENTION_MS;
            assertThat(headers(log).get(1).deleteHorizonMs()).isEqualTo(horizonMs);

            // when
            appendSealed(log, keyed(4, 1, "d=1"));
            compact(log, log.logEndOffset(), horizonMs - 1);
            // then
            assertThat(records(log)).contains("2:a");
            assertThat(headers(log).get(1).deleteHorizonMs()).isEqualTo(horizonMs);

            // when
            appendSealed(log, keyed(5, 1, "e=1"));
            compact(log, log.logEndOffset(), horizonMs);
            // then
            assertThat(records(log)).containsExactly("1:b=1", "3:c=1", "4:d=1", "5:e=1");
        }
    }

    @Test
    void timesStayWhenTheHorizonBecomesTheBaseOfAllTimes() throws IOException {
        try (PartitionLog log = segments(keyed(0, 1, "a=1", "b", "c=1"), keyed(3, 1, "a=2"))) {
            List<Long> before = timestamps(log);
            // when
            compact(log, log.logEndOffset());
            // then
            assertThat(records(log)).containsExactly("1:b", "2:c=1", "3:a=2");
            assertThat(timestamps(log)).isEqualTo(before.subList(1, 4));
        }
    }

    @ParameterizedTest
    @EnumSource(CompressionType.class)
    void aBatchKeepsItsPackingItsOffsetsItsProducerAndItsEpoch(CompressionType compression) throws IOException {
        ByteBuffer bytes = builder(0, 7, "a=1", "b=1", "c=1", "b=2", "a=2")
                .compression(compression)
                .producer(77, (short) 3, 42)
                .build();
        try (PartitionLog log = segments(bytes, keyed(5, 7, "a=3"))) {
            // when
            compact(log, log.logEndOffset());
            // then
            RecordBatch header = headers(log).get(0);
            assertThat(records(log)).containsExactly("2:c=1", "3:b=2", "5:a=3");
            assertThat(header.compressionCode()).isEqualTo(compression.code());
            assertThat(List.of(header.baseOffset(), header.lastOffset())).containsExactly(0L, 4L);
            assertThat(header.leaderEpoch()).isEqualTo(7);
            assertThat(header.producerId()).isEqualTo(77);
            assertThat(header.producerEpoch()).isEqualTo((short) 3);
            assertThat(header.baseSequence()).isEqualTo(42);
            assertThat(header.recordCount()).isEqualTo(2);
            assertThat(header.maxTimestamp()).isEqualTo(NOW_MS - 100 + 3);
            assertThat(header.isIntact()).isTrue();
        }
    }

    @Test
    void theLastBatchOfAProducerStaysAsAHeader() throws IOException {
        try (PartitionLog log = segments(
                keyed(0, 1, "x=1"),
                idempotent(1, 9, 0, "a=1"),
                idempotent(2, 9, 1, "a=2"),
                keyed(3, 1, "a=3", "x=2"),
                keyed(5, 1, "y=1"))) {
            // when
            compact(log, log.logEndOffset());
            // then
            assertThat(records(log)).containsExactly("3:a=3", "4:x=2", "5:y=1");
            List<RecordBatch> headers = headers(log);
            assertThat(headers).extracting(RecordBatch::baseOffset).containsExactly(0L, 2L, 3L, 5L);
            assertThat(headers.get(1).producerId()).isEqualTo(9);
            assertThat(headers.get(1).lastSequence()).isEqualTo(1);
            assertThat(headers.get(1).recordCount()).isZero();
            assertThat(headers.get(1).isIntact()).isTrue();
        }
    }

    @Test
    void aProducerWhoseLaterBatchesAreNotCommittedKeepsItsLastCommittedOne() throws IOException {
        try (PartitionLog log =
                segments(keyed(0, 1, "x=1"), idempotent(1, 9, 0, "a=1"), keyed(2, 1, "a=2"), keyed(3, 1, "b=1"))) {
            log.append(idempotent(4, 9, 1, "a=3"));
            // when
            compact(log, 4);
            log.truncateTo(4);
            // then
            assertThat(headers(log)).extracting(RecordBatch::producerId).contains(9L);
        }
    }

    @Test
    void whereAnEpochBeginsCanBeToldFromTheBatches() throws IOException {
        try (PartitionLog log =
                segments(keyed(0, 1, "a=1"), keyed(1, 2, "a=2"), keyed(2, 2, "a=3"), keyed(3, 5, "a=4"))) {
            // when
            compact(log, log.logEndOffset());
            // then
            assertThat(records(log)).containsExactly("3:a=4");
            assertThat(headers(log)).extracting(RecordBatch::baseOffset).containsExactly(0L, 1L, 3L);
            assertThat(log.endOffsetFor(1).endOffset()).isEqualTo(1);
            assertThat(log.endOffsetFor(2).endOffset()).isEqualTo(3);
        }
    }

    @Test
    void anAbortedTransactionNeverPushesOutTheValueThatHolds() throws IOException {
        try (PartitionLog log =
                segments(keyed(0, 1, "a=1"), transactional(1, 9, 0, "a=2"), marker(2, 9, false), keyed(3, 1, "b=1"))) {
            // when
            compact(log, log.logEndOffset());
            // then
            assertThat(records(log)).contains("0:a=1").doesNotContain("1:a=2");
        }
    }

    @Test
    void nothingFromTheFirstOpenTransactionOnIsTouched() throws IOException {
        try (PartitionLog log =
                segments(keyed(0, 1, "a=1", "a=2"), transactional(2, 9, 0, "a=3"), keyed(3, 1, "b=1", "b=2"))) {
            // when
            compact(log, log.logEndOffset());
            // then
            assertThat(records(log)).containsExactly("1:a=2", "2:a=3", "3:b=1", "4:b=2");
        }
    }

    @Test
    void theMarkerOfATransactionStaysWhileItHasBatchesAndThenForItsTime() throws IOException {
        try (PartitionLog log = segments(
                keyed(0, 1, "x=1"),
                transactional(1, 9, 0, "a=1"),
                marker(2, 9, true),
                keyed(3, 1, "y=1"),
                idempotent(4, 9, 1, "z=1"))) {
            // when / then
            compact(log, log.logEndOffset());
            assertThat(records(log)).hasSize(5);
            appendSealed(log, keyed(5, 1, "a=2"));
            compact(log, log.logEndOffset(), NOW_MS);
            appendSealed(log, keyed(6, 1, "b=2"));
            compact(log, log.logEndOffset(), NOW_MS);
            assertThat(headers(log))
                    .filteredOn(RecordBatch::isControl)
                    .singleElement()
                    .satisfies(marker -> {
                        assertThat(marker.recordCount()).isOne();
                        assertThat(marker.deleteHorizonMs()).isEqualTo(NOW_MS + DELETE_RETENTION_MS);
                    });
            appendSealed(log, keyed(7, 1, "c=2"));
            compact(log, log.logEndOffset(), NOW_MS + DELETE_RETENTION_MS);
            assertThat(headers(log)).noneMatch(RecordBatch::isControl);
        }
    }

    @Test
    void smallSegmentsBecomeOne() throws IOException {
        try (PartitionLog log = segments(keyed(0, 1, "a=1"), keyed(1, 1, "b=1"), keyed(2, 1, "c=1"))) {
            // when
            CompactionResult result = compact(log, log.logEndOffset());
            // then
            assertThat(result.segmentsBefore()).isEqualTo(3);
            assertThat(result.segmentsAfter()).isEqualTo(1);
            assertThat(records(log)).containsExactly("0:a=1", "1:b=1", "2:c=1");
        }
    }

    @Test
    void whatDoesNotFitIntoTheMapIsForTheNextRound() throws IOException {
        try (PartitionLog log = segments(
                keyed(0, 1, "a=1", "b=1"), keyed(2, 1, "c=1", "d=1"), keyed(4, 1, "c=2", "e=1"), keyed(6, 1, "a=2"))) {
            // when
            CompactionResult first = compact(log, 100, NOW_MS, 5 * 24);
            // then
            assertThat(first.endOffset()).isEqualTo(4);
            assertThat(records(log))
                    .as("c was moved on before e found no room")
                    .containsExactly("0:a=1", "1:b=1", "3:d=1", "4:c=2", "5:e=1", "6:a=2");
            // when
            CompactionResult second = compact(log, 100, NOW_MS, 5 * 24);
            // then
            assertThat(second.startOffset()).isEqualTo(4);
            assertThat(second.endOffset()).isEqualTo(7);
            assertThat(records(log)).containsExactly("1:b=1", "3:d=1", "4:c=2", "5:e=1", "6:a=2");
        }
    }

    @Test
    void aCleanLogIsNotCleanedAgain() throws IOException {
        try (PartitionLog log = segments(keyed(0, 1, "a=1", "a=2"), keyed(2, 1, "b=1"))) {
            // when
            compact(log, log.logEndOffset());
            // then
            assertThat(log.cleanable(log.logEndOffset(), NOW_MS).due()).isFalse();
            assertThat(compact(log, log.logEndOffset()).outcome()).isEqualTo(Outcome.NOTHING_DIRTY);
        }
    }

    @Test
    void afterATruncationIntoTheCleanPartWhatFollowsIsDirty() throws IOException {
        try (PartitionLog log = segments(keyed(0, 1, "a=1"), keyed(1, 1, "b=1", "b=2"), keyed(3, 1, "c=1"))) {
            compact(log, log.logEndOffset());
            // when
            log.truncateTo(3);
            appendSealed(log, keyed(3, 2, "a=9"), keyed(4, 2, "d=1"));
            CompactionResult result = compact(log, log.logEndOffset());
            // then
            assertThat(result.startOffset()).isEqualTo(3);
            assertThat(records(log)).containsExactly("2:b=2", "3:a=9", "4:d=1");
        }
    }

    @Test
    void aTruncationWithinAGapKeepsWhatLiesBefore() throws IOException {
        try (PartitionLog log =
                segments(keyed(0, 1, "a=1"), keyed(1, 1, "b=1"), keyed(2, 1, "b=2"), keyed(3, 1, "b=3", "c=1"))) {
            compact(log, log.logEndOffset());
            // when
            log.truncateTo(2);
            // then
            assertThat(records(log)).containsExactly("0:a=1");
            assertThat(log.logEndOffset()).isEqualTo(1);
            log.append(keyed(2, 2, "d=1"));
            assertThat(records(log)).containsExactly("0:a=1", "2:d=1");
        }
    }

    @Test
    void recordsWithoutAKeyDoNotStay() throws IOException {
        ByteBuffer keyless = Batches.batch(1, 3, 1);
        try (PartitionLog log = segments(keyed(0, 1, "a=1"), keyless, keyed(3, 1, "b=1"))) {
            // when
            compact(log, log.logEndOffset());
            // then
            assertThat(records(log)).containsExactly("0:a=1", "3:b=1");
        }
    }

    static CompactionResult compact(PartitionLog log, long stableOffset) throws IOException {
        return compact(log, stableOffset, NOW_MS);
    }

    private static CompactionResult compact(PartitionLog log, long stableOffset, long nowMs) throws IOException {
        return compact(log, stableOffset, nowMs, 100_000);
    }

    private static CompactionResult compact(PartitionLog log, long stableOffset, long nowMs, int mapBytes)
            throws IOException {
        return log.compact(new CompactionRequest(stableOffset, nowMs, mapBytes, 300, CompactionRequest.Pace.NONE));
    }

    static ByteBuffer keyed(long baseOffset, int epoch, String... records) {
        return builder(baseOffset, epoch, records).build();
    }

    private static ByteBuffer idempotent(long baseOffset, long producerId, int sequence, String... records) {
        return builder(baseOffset, 1, records)
                .producer(producerId, (short) 0, sequence)
                .build();
    }

    private static ByteBuffer transactional(long baseOffset, long producerId, int sequence, String... records) {
        return builder(baseOffset, 1, records)
                .producer(producerId, (short) 0, sequence)
                .transactional(true)
                .build();
    }

    private static ByteBuffer marker(long offset, long producerId, boolean commit) {
        ByteBuffer batch = new EndTransactionMarker(commit, 0).toBatch(producerId, (short) 0, NOW_MS - 100);
        RecordBatch.at(batch, 0).assign(offset, 1);
        return batch;
    }

    private static RecordBatchBuilder builder(long baseOffset, int epoch, String... records) {
        RecordBatchBuilder builder =
                new RecordBatchBuilder().baseOffset(baseOffset).leaderEpoch(epoch);
        long timestampMs = NOW_MS - 100 + baseOffset;
        for (String record : records) {
            int split = record.indexOf('=');
            builder.append(
                    timestampMs++,
                    utf8(split < 0 ? record : record.substring(0, split)),
                    split < 0 ? null : utf8(record.substring(split + 1)));
        }
        return builder;
    }

    private static ByteBuffer utf8(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String text(ByteBuffer bytes) {
        return StandardCharsets.UTF_8.decode(bytes.duplicate()).toString();
    }

    static List<RecordBatch> headers(PartitionLog log) throws IOException {
        List<RecordBatch> headers = new ArrayList<>();
        for (long from = log.logStartOffset(); from < log.logEndOffset(); ) {
            ByteBuffer bytes = log.read(from, 1, Long.MAX_VALUE).toBuffer();
            headers.add(RecordBatch.at(bytes, 0));
            from = headers.get(headers.size() - 1).nextOffset();
        }
        return headers;
    }

    static List<String> records(PartitionLog log) throws IOException {
        List<String> records = new ArrayList<>();
        for (RecordBatch batch : headers(log)) {
            for (Record record : RecordBatches.records(batch)) {
                String key = batch.isControl() || record.key() == null ? "" : text(record.key());
                String value = record.value() == null ? "" : batch.isControl() ? "!" : "=" + text(record.value());
                records.add(record.offset() + ":" + key + value);
            }
        }
        return records;
    }

    private static List<Long> timestamps(PartitionLog log) throws IOException {
        List<Long> timestamps = new ArrayList<>();
        for (RecordBatch batch : headers(log)) {
            RecordBatches.records(batch).forEach(record -> timestamps.add(record.timestampMs()));
        }
        return timestamps;
    }
}
