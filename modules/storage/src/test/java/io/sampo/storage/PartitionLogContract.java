package io.sampo.storage;

import static io.sampo.storage.Batches.baseOffsets;
import static io.sampo.storage.Batches.batch;
import static io.sampo.storage.Batches.joined;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sampo.model.Offsets;
import io.sampo.model.TopicConfig;
import io.sampo.records.LogSlice;
import io.sampo.records.RecordBatch;
import io.sampo.storage.PartitionLog.EpochEnd;
import io.sampo.storage.PartitionLog.OffsetAndTimestamp;
import io.sampo.storage.PartitionLog.OffsetOutOfRangeException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What every {@link PartitionLog} keeps. */
abstract class PartitionLogContract extends CompactionContract {
    static final long NOW_MS = 1_000_000;
    private static final int ALL_BYTES = Integer.MAX_VALUE;

    private PartitionLog newLog() throws IOException {
        return newLog(TopicConfig.DEFAULTS);
    }

    /** Ten batches of ten records, 0 to 99, one segment each. */
    private PartitionLog tenSegments(Map<String, String> config) throws IOException {
        PartitionLog log = newLog(TopicConfig.of(config));
        for (int from = 0; from < 100; from += 10) {
            log.roll();
            log.append(batch(from, from + 10, from / 30));
        }
        return log;
    }

    private PartitionLog tenSegments() throws IOException {
        return tenSegments(Map.of());
    }

    @Test
    void aNewLogIsEmptyAndBeginsAtZero() throws IOException {
        try (PartitionLog log = newLog()) {
            assertThat(log.logStartOffset()).isZero();
            assertThat(log.logEndOffset()).isZero();
            assertThat(log.sizeInBytes()).isZero();
            assertThat(log.lastEpoch()).isEqualTo(Offsets.NO_EPOCH);
            assertThat(log.endOffsetFor(7)).isEqualTo(EpochEnd.UNKNOWN);
            assertThat(log.read(0, ALL_BYTES, Long.MAX_VALUE).sizeInBytes()).isZero();
        }
    }

    @Test
    void whatIsAppendedIsReadByteForByte() throws IOException {
        try (PartitionLog log = newLog()) {
            ByteBuffer batches = joined(batch(0, 3, 1), batch(3, 4, 1), batch(4, 10, 2));

            log.append(batches);

            assertThat(log.logEndOffset()).isEqualTo(10);
            assertThat(log.lastEpoch()).isEqualTo(2);
            assertThat(log.sizeInBytes()).isEqualTo(batches.remaining());
            assertThat(batches.position()).isZero();
            assertThat(bytes(log, 0, ALL_BYTES, Long.MAX_VALUE)).isEqualTo(batches);
        }
    }

    @Test
    void aReadBeginsWithTheBatchThatHoldsTheOffset() throws IOException {
        try (PartitionLog log = newLog()) {
            log.append(joined(batch(0, 3, 1), batch(3, 5, 1), batch(5, 10, 2)));

            assertThat(offsets(log, 2, Long.MAX_VALUE)).containsExactly(0L, 3L, 5L);
            assertThat(offsets(log, 3, Long.MAX_VALUE)).containsExactly(3L, 5L);
            assertThat(offsets(log, 9, Long.MAX_VALUE)).containsExactly(5L);
            assertThat(offsets(log, 10, Long.MAX_VALUE)).isEmpty();
        }
    }

    @Test
    void aReadShowsNothingThatEndsAtOrBehindItsUpperOffset() throws IOException {
        try (PartitionLog log = newLog()) {
            log.append(joined(batch(0, 3, 1), batch(3, 5, 1), batch(5, 10, 2)));

            assertThat(offsets(log, 0, 2)).isEmpty();
            assertThat(offsets(log, 0, 3)).containsExactly(0L);
            assertThat(offsets(log, 0, 4)).containsExactly(0L);
            assertThat(offsets(log, 4, 9)).containsExactly(3L);
            assertThat(offsets(log, 5, 5)).isEmpty();
        }
    }

    @Test
    void aReadTakesWholeBatchesAndAtLeastOne() throws IOException {
        try (PartitionLog log = newLog()) {
            ByteBuffer first = batch(0, 3, 1);
            ByteBuffer second = batch(3, 5, 1);
            log.append(joined(first, second, batch(5, 10, 2)));
            int two = first.remaining() + second.remaining();

            assertThat(bytes(log, 0, 1, Long.MAX_VALUE)).isEqualTo(first);
            assertThat(bytes(log, 0, two - 1, Long.MAX_VALUE)).isEqualTo(first);
            assertThat(bytes(log, 0, two, Long.MAX_VALUE)).isEqualTo(joined(first, second));
            assertThat(bytes(log, 3, 1, Long.MAX_VALUE)).isEqualTo(second);
        }
    }

    @Test
    void anOffsetOutsideOfTheLogIsRefused() throws IOException {
        try (PartitionLog log = newLog()) {
            log.append(batch(0, 10, 1));
            log.deleteBefore(5);

            assertThatThrownBy(() -> log.read(4, 1, 10)).isInstanceOf(OffsetOutOfRangeException.class);
            assertThatThrownBy(() -> log.read(11, 1, 20)).isInstanceOf(OffsetOutOfRangeException.class);
            assertThatThrownBy(() -> log.deleteBefore(11)).isInstanceOf(OffsetOutOfRangeException.class);
            assertThat(offsets(log, 5, Long.MAX_VALUE)).containsExactly(0L);
        }
    }

    @Test
    void anAppendBelowTheLogEndOrFromAnOlderEpochChangesNothing() throws IOException {
        try (PartitionLog log = newLog()) {
            log.append(batch(0, 10, 3));

            assertThatThrownBy(() -> log.append(batch(9, 12, 3))).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> log.append(batch(10, 12, 2))).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> log.append(joined(batch(10, 12, 3), batch(11, 13, 3))))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> log.append(batch(10, 12, 3).limit(30)))
                    .isInstanceOf(IllegalArgumentException.class);

            assertThat(log.logEndOffset()).isEqualTo(10);
            assertThat(baseOffsets(log)).containsExactly(0L);
        }
    }

    @Test
    void anAppendMayLeaveAGapThatReadsStepOver() throws IOException {
        try (PartitionLog log = newLog()) {
            log.append(batch(0, 10, 1));
            log.append(batch(15, 20, 1));

            assertThat(log.logEndOffset()).isEqualTo(20);
            assertThat(offsets(log, 12, Long.MAX_VALUE)).containsExactly(15L);
        }
    }

    @Test
    void readsGoOnFromSegmentToSegment() throws IOException {
        try (PartitionLog log = tenSegments()) {
            long next = 0;
            while (next < log.logEndOffset()) {
                ByteBuffer bytes = bytes(log, next, ALL_BYTES, Long.MAX_VALUE);
                for (long base : baseOffsets(bytes)) {
                    assertThat(base).isEqualTo(next);
                    next += 10;
                }
            }
            assertThat(next).isEqualTo(100);
            assertThat(baseOffsets(log)).hasSize(10);
        }
    }

    @Test
    void aTruncationCutsEveryBatchThatEndsAtOrBehindTheOffset() throws IOException {
        for (int offset : new int[] {0, 1, 9, 10, 11, 29, 30, 31, 55, 99, 100, 105}) {
            try (PartitionLog log = tenSegments()) {
                log.truncateTo(offset);

                int end = Math.min(100, offset / 10 * 10);
                assertThat(log.logEndOffset()).isEqualTo(end);
                assertThat(baseOffsets(log)).hasSize(end / 10);
                assertThat(log.lastEpoch()).isEqualTo(end == 0 ? Offsets.NO_EPOCH : (end - 10) / 30);
                log.append(batch(end, end + 5, 9));
                assertThat(offsets(log, end, Long.MAX_VALUE)).containsExactly((long) end);
            }
        }
    }

    @Test
    void aTruncationWithinASegmentKeepsWhatLiesBelow() throws IOException {
        try (PartitionLog log = newLog()) {
            log.append(joined(batch(0, 3, 1), batch(3, 5, 1), batch(5, 10, 2)));

            log.truncateTo(5);

            assertThat(baseOffsets(log)).containsExactly(0L, 3L);
            assertThat(log.lastEpoch()).isEqualTo(1);
            assertThat(log.endOffsetFor(2)).isEqualTo(new EpochEnd(1, 5));
            log.append(batch(5, 6, 3));
            assertThat(log.endOffsetFor(2)).isEqualTo(new EpochEnd(1, 5));
        }
    }

    @Test
    void aTruncationBelowTheLogStartBeginsAnewThere() throws IOException {
        try (PartitionLog log = tenSegments()) {
            log.deleteBefore(55);

            log.truncateTo(20);

            assertThat(log.logStartOffset()).isEqualTo(20);
            assertThat(log.logEndOffset()).isEqualTo(20);
            assertThat(log.sizeInBytes()).isZero();
            log.append(batch(20, 22, 5));
            assertThat(offsets(log, 20, Long.MAX_VALUE)).containsExactly(20L);
        }
    }

    @Test
    void aTruncationThatTakesTheBatchOfTheLogStartLeavesNothing() throws IOException {
        try (PartitionLog log = newLog()) {
            log.append(batch(0, 10, 1));
            log.deleteBefore(5);

            log.truncateTo(7);

            assertThat(log.logStartOffset()).isEqualTo(5);
            assertThat(log.logEndOffset()).isEqualTo(5);
        }
    }

    @Test
    void theLogStartRisesAndNeverFalls() throws IOException {
        try (PartitionLog log = tenSegments()) {
            log.deleteBefore(42);
            log.deleteBefore(7);

            assertThat(log.logStartOffset()).isEqualTo(42);
            assertThat(baseOffsets(log)).first().isEqualTo(40L);
            assertThat(log.logEndOffset()).isEqualTo(100);
        }
    }

    @Test
    void anEmptiedLogRemembersTheEpochOfItsLastRecord() throws IOException {
        try (PartitionLog log = tenSegments()) {
            log.roll();
            log.deleteBefore(100);

            assertThat(log.logStartOffset()).isEqualTo(100);
            assertThat(log.lastEpoch()).isEqualTo(3);
            assertThat(log.endOffsetFor(3)).isEqualTo(new EpochEnd(3, 100));
        }
    }

    @Test
    void aRestartForgetsEverything() throws IOException {
        try (PartitionLog log = tenSegments()) {
            log.restartAt(500);

            assertThat(log.logStartOffset()).isEqualTo(500);
            assertThat(log.logEndOffset()).isEqualTo(500);
            assertThat(log.lastEpoch()).isEqualTo(Offsets.NO_EPOCH);
            assertThat(log.flushedOffset()).isEqualTo(500);
            log.append(batch(500, 501, 1));
            assertThat(offsets(log, 500, Long.MAX_VALUE)).containsExactly(500L);
        }
    }

    @Test
    void anEpochEndsWhereTheNextOneBegins() throws IOException {
        try (PartitionLog log = newLog()) {
            log.append(joined(batch(0, 3, 2), batch(3, 5, 4), batch(5, 10, 7)));

            assertThat(log.endOffsetFor(1)).isEqualTo(EpochEnd.UNKNOWN);
            assertThat(log.endOffsetFor(2)).isEqualTo(new EpochEnd(2, 3));
            assertThat(log.endOffsetFor(3)).isEqualTo(new EpochEnd(2, 3));
            assertThat(log.endOffsetFor(4)).isEqualTo(new EpochEnd(4, 5));
            assertThat(log.endOffsetFor(7)).isEqualTo(new EpochEnd(7, 10));
            assertThat(log.endOffsetFor(9)).isEqualTo(new EpochEnd(7, 10));
        }
    }

    @Test
    void anEpochMayBeginBeforeItWrites() throws IOException {
        try (PartitionLog log = newLog()) {
            log.append(batch(0, 3, 2));

            log.beginEpoch(5);
            log.beginEpoch(4);

            assertThat(log.lastEpoch()).isEqualTo(2);
            assertThat(log.endOffsetFor(4)).isEqualTo(new EpochEnd(2, 3));
            assertThat(log.endOffsetFor(5)).isEqualTo(new EpochEnd(5, 3));
            log.append(batch(3, 4, 5));
            assertThat(log.endOffsetFor(5)).isEqualTo(new EpochEnd(5, 4));
        }
    }

    @Test
    void anEpochThatNeverWroteGivesWayToWhatALeaderSends() throws IOException {
        try (PartitionLog log = newLog()) {
            log.append(batch(0, 3, 2));
            log.beginEpoch(5);

            log.append(batch(3, 4, 3));

            assertThat(log.endOffsetFor(5)).isEqualTo(new EpochEnd(3, 4));
        }
    }

    @Test
    void aTimestampFindsTheFirstRecordThatIsNotOlder() throws IOException {
        try (PartitionLog log = newLog()) {
            log.append(batch(0, 3, 1, 100)); // 100, 101, 102
            log.append(batch(3, 5, 1, 50)); // 50, 51
            log.roll();
            log.append(batch(5, 8, 1, 200)); // 200, 201, 202

            assertThat(log.offsetForTimestamp(0)).isEqualTo(new OffsetAndTimestamp(0, 100));
            assertThat(log.offsetForTimestamp(101)).isEqualTo(new OffsetAndTimestamp(1, 101));
            assertThat(log.offsetForTimestamp(103)).isEqualTo(new OffsetAndTimestamp(5, 200));
            assertThat(log.offsetForTimestamp(202)).isEqualTo(new OffsetAndTimestamp(7, 202));
            assertThat(log.offsetForTimestamp(203)).isNull();
            log.deleteBefore(2);
            assertThat(log.offsetForTimestamp(0)).isEqualTo(new OffsetAndTimestamp(2, 102));
        }
    }

    @Test
    void retentionByTimeTakesExpiredSegmentsBelowTheHighWatermark() throws IOException {
        try (PartitionLog log = tenSegments(Map.of("retention.ms", "10"))) { // youngest of the first: 9
            assertThat(log.applyRetention(100, 19)).isZero();
            assertThat(log.applyRetention(100, 20)).isEqualTo(10);
            assertThat(log.applyRetention(35, 1_000)).isEqualTo(30);
            assertThat(log.applyRetention(100, 1_000)).isEqualTo(100);
            assertThat(log.sizeInBytes()).isZero();
            assertThat(log.logEndOffset()).isEqualTo(100);
        }
    }

    @Test
    void retentionBySizeKeepsAtLeastSoManyBytes() throws IOException {
        int segment = batch(90, 100, 0).remaining();
        try (PartitionLog log =
                tenSegments(Map.of("retention.ms", "-1", "retention.bytes", Integer.toString(3 * segment - 1)))) {
            assertThat(log.applyRetention(20, Long.MAX_VALUE)).isEqualTo(20);
            assertThat(log.applyRetention(100, Long.MAX_VALUE)).isEqualTo(70);
            assertThat(log.sizeInBytes()).isGreaterThanOrEqualTo(3L * segment - 1);
        }
    }

    @Test
    void aCompactedTopicLosesNothingToRetention() throws IOException {
        try (PartitionLog log = tenSegments(Map.of("cleanup.policy", "compact", "retention.ms", "1"))) {
            assertThat(log.applyRetention(100, 1_000_000)).isZero();
        }
    }

    @Test
    void aFlushMovesTheFlushedOffsetToTheLogEnd() throws IOException {
        try (PartitionLog log = newLog()) {
            log.append(batch(0, 3, 1));
            log.flush();
            log.append(batch(3, 5, 1));

            assertThat(log.flushedOffset()).isEqualTo(3);
            log.truncateTo(0);
            assertThat(log.flushedOffset()).isZero();
        }
    }

    @Test
    void flushMessagesForcesAfterSoManyRecords() throws IOException {
        try (PartitionLog log = newLog(TopicConfig.of(Map.of("flush.messages", "3")))) {
            log.append(batch(0, 2, 1));
            assertThat(log.flushedOffset()).isZero();
            log.append(batch(2, 4, 1));
            assertThat(log.flushedOffset()).isEqualTo(4);
        }
    }

    @Test
    void aSliceOutlivesTheDeletionOfItsSegment() throws IOException {
        try (PartitionLog log = tenSegments()) {
            try (LogSlice slice = log.read(0, ALL_BYTES, 10)) {
                log.deleteBefore(50);

                assertThat(slice.toBuffer()).isEqualTo(batch(0, 10, 0));
            }
        }
    }

    @Test
    void aSliceGoesToAChannelInPieces() throws IOException {
        try (PartitionLog log = newLog()) {
            ByteBuffer batches = joined(batch(0, 3, 1), batch(3, 5, 1));
            log.append(batches);
            ByteArrayOutputStream sent = new ByteArrayOutputStream();

            try (LogSlice slice = log.read(0, ALL_BYTES, Long.MAX_VALUE);
                    WritableByteChannel socket = Channels.newChannel(sent)) {
                long position = 0;
                while (position < slice.sizeInBytes()) {
                    position += slice.writeTo(socket, position, 50);
                }
                assertThat(position).isEqualTo(slice.sizeInBytes());
            }

            assertThat(ByteBuffer.wrap(sent.toByteArray())).isEqualTo(batches);
        }
    }

    @Test
    void aClosedLogRefusesEverything() throws IOException {
        PartitionLog log = newLog();
        log.close();
        log.close();

        assertThatThrownBy(() -> log.append(batch(0, 1, 1))).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> log.read(0, 1, 1)).isInstanceOf(IOException.class);
    }

    private static ByteBuffer bytes(PartitionLog log, long from, int maxBytes, long upTo) throws IOException {
        try (LogSlice slice = log.read(from, maxBytes, upTo)) {
            ByteBuffer bytes = slice.toBuffer();
            assertThat(bytes.remaining()).isEqualTo(slice.sizeInBytes());
            for (int at = 0; at < bytes.limit(); at = RecordBatch.at(bytes, at).end()) {
                assertThat(RecordBatch.at(bytes, at).isIntact()).isTrue();
            }
            return bytes;
        }
    }

    private static java.util.List<Long> offsets(PartitionLog log, long from, long upTo) throws IOException {
        return baseOffsets(bytes(log, from, ALL_BYTES, upTo));
    }
}
