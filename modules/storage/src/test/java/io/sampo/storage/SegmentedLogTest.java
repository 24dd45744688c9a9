package io.sampo.storage;

import static io.sampo.storage.Batches.baseOffsets;
import static io.sampo.storage.Batches.batch;
import static io.sampo.storage.Batches.joined;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sampo.model.TopicConfig;
import io.sampo.records.LogSlice;
import io.sampo.records.RecordBatch;
import io.sampo.storage.flush.StorageHealth;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SegmentedLogTest extends PartitionLogContract {
    @TempDir
    Path root;

    private final DeletedFiles deletedFiles = new DeletedFiles();
    private Path directory = Path.of("");

    @Override
    PartitionLog newLog(TopicConfig config) throws IOException {
        directory = Files.createTempDirectory(root, "log");
        return SegmentedLog.open(
                directory,
                config,
                LogCheckpoints.inMemory(),
                LogEnvironment.of(() -> NOW_MS, Runnable::run, new StorageHealth(failure -> {})),
                deletedFiles);
    }

    @Test
    void oneAppendIsSpreadOverSegmentsThatWouldOverflow() throws IOException {
        int size = batch(10, 20, 1).remaining();
        try (PartitionLog log = newLog(TopicConfig.of(Map.of("segment.bytes", Integer.toString(2 * size))))) {
            log.append(joined(batch(0, 10, 1), batch(10, 20, 2), batch(20, 30, 2), batch(30, 40, 3), batch(40, 50, 3)));

            assertThat(segmentNames()).containsExactly(name(0), name(20), name(40));
            assertThat(baseOffsets(log)).containsExactly(0L, 10L, 20L, 30L, 40L);
            assertThat(log.lastEpoch()).isEqualTo(3);
        }
    }

    @Test
    void whoReadsWhatWasJustWrittenFindsItWithoutALookAtTheFile() throws IOException {
        // given
        FaultyChannel.Faults disk = new FaultyChannel.Faults();
        directory = Files.createTempDirectory(root, "log");
        try (SegmentedLog log = SegmentedLog.open(
                directory,
                TopicConfig.of(Map.of()),
                LogCheckpoints.inMemory(),
                new LogEnvironment(
                        () -> NOW_MS,
                        Runnable::run,
                        (path, options) -> new FaultyChannel(FileChannel.open(path, options), disk),
                        new StorageHealth(failure -> {})),
                deletedFiles)) {
            log.append(joined(batch(0, 10, 1), batch(10, 20, 1)));
            log.append(batch(20, 30, 1));
            disk.bytesRead.set(0);
            // when
            for (long from : new long[] {20, 10, 0}) {
                for (long upTo = from + 10; upTo <= 30; upTo += 10) {
                    try (LogSlice slice = log.read(from, Integer.MAX_VALUE, upTo)) {
                        // then
                        assertThat(disk.bytesRead.get())
                                .as("%d to %d", from, upTo)
                                .isZero();
                        ByteBuffer bytes = slice.toBuffer();
                        long offset = from;
                        for (int at = 0;
                                at < bytes.limit();
                                at = RecordBatch.at(bytes, at).end()) {
                            assertThat(RecordBatch.at(bytes, at).baseOffset()).isEqualTo(offset);
                            offset += 10;
                        }
                        assertThat(offset).isEqualTo(upTo);
                        disk.bytesRead.set(0);
                    }
                }
            }
        }
    }

    @Test
    void whatFollowsATruncationIsFoundWhereItIsAndNotWhereTheOldLay() throws IOException {
        try (PartitionLog log = newLog(TopicConfig.of(Map.of()))) {
            log.append(joined(batch(0, 10, 1), batch(10, 20, 1), batch(20, 30, 1)));
            log.truncateTo(10);
            log.append(joined(batch(10, 11, 2), batch(11, 12, 2), batch(12, 25, 2), batch(25, 40, 2)));

            try (LogSlice slice = log.read(20, Integer.MAX_VALUE, 40)) {
                assertThat(RecordBatch.at(slice.toBuffer(), 0).baseOffset()).isEqualTo(12);
            }
        }
    }

    @Test
    void aBatchLargerThanASegmentHasOneOfItsOwn() throws IOException {
        try (PartitionLog log = newLog(TopicConfig.of(Map.of("segment.bytes", "100")))) {
            log.append(joined(batch(0, 1, 1), batch(1, 50, 1), batch(50, 51, 1)));

            assertThat(segmentNames()).containsExactly(name(0), name(1), name(50));
        }
    }

    @Test
    void aSegmentIsLeftWhenItsRecordsSpanTooMuchTime() throws IOException {
        try (PartitionLog log = newLog(TopicConfig.of(Map.of("segment.ms", "1000")))) {
            log.append(batch(0, 1, 1, 5_000));
            log.append(batch(1, 2, 1, 6_000));
            log.append(batch(2, 3, 1, 6_001));

            assertThat(segmentNames()).containsExactly(name(0), name(2));
        }
    }

    @Test
    void aSegmentIsLeftWhenItsIndexIsFull() throws IOException {
        try (PartitionLog log =
                newLog(TopicConfig.of(Map.of("segment.index.bytes", "36", "index.interval.bytes", "0")))) {
            for (long from = 0; from < 10; from++) {
                log.append(batch(from, from + 1, 1));
            }

            assertThat(segmentNames()).hasSizeGreaterThan(2);
            assertThat(baseOffsets(log)).hasSize(10);
        }
    }

    @Test
    void droppedSegmentsAreRenamedAtOnceAndRemovedAfterTheDelay() throws IOException {
        try (PartitionLog log = newLog(TopicConfig.of(Map.of("file.delete.delay.ms", "100")))) {
            log.append(batch(0, 10, 1));
            log.roll();
            log.append(batch(10, 20, 1));

            log.deleteBefore(10);

            assertThat(segmentNames()).containsExactly(name(10));
            assertThat(fileNames()).contains(name(0) + ".deleted");
            deletedFiles.deleteExpired(NOW_MS + 99);
            assertThat(fileNames()).contains(name(0) + ".deleted");
            deletedFiles.deleteExpired(NOW_MS + 100);
            assertThat(fileNames()).noneMatch(name -> name.endsWith(".deleted"));
        }
    }

    @Test
    void aSliceWhoseBytesWereTruncatedSaysSo() throws IOException {
        try (PartitionLog log = newLog(TopicConfig.DEFAULTS)) {
            log.append(batch(0, 10, 1));
            try (LogSlice slice = log.read(0, Integer.MAX_VALUE, Long.MAX_VALUE)) {
                log.truncateTo(0);

                assertThatThrownBy(slice::toBuffer).hasMessageContaining("truncated meanwhile");
            }
        }
    }

    @Test
    void readersSeeWholeBatchesWhileTheLogGrowsRollsAndShrinks()
            throws IOException, InterruptedException, ExecutionException {
        ExecutorService readers = Executors.newFixedThreadPool(2);
        try (PartitionLog log =
                newLog(TopicConfig.of(Map.of("segment.bytes", "2000", "index.interval.bytes", "200")))) {
            // given
            log.append(batch(0, 5, 1));
            List<Future<Long>> reading =
                    List.of(readers.submit(() -> readAll(log)), readers.submit(() -> readAll(log)));

            // when
            for (long from = 5; from < 3_000; from += 5) {
                log.append(batch(from, from + 5, 1));
                if (from % 500 == 0) {
                    log.deleteBefore(from - 300);
                }
            }
            log.append(batch(3_000, 3_001, 2));

            // then
            for (Future<Long> reader : reading) {
                assertThat(reader.get()).isEqualTo(3_001);
            }
        } finally {
            readers.shutdownNow();
        }
    }

    /** Reads until the batch of epoch 2 comes. */
    private static long readAll(PartitionLog log) throws IOException {
        long next = 0;
        int epoch = 1;
        while (epoch == 1) {
            long from = Math.max(next, log.logStartOffset());
            try (LogSlice slice = log.read(from, 1_000, Long.MAX_VALUE)) {
                ByteBuffer bytes = slice.toBuffer();
                for (int at = 0;
                        at < bytes.limit();
                        at = RecordBatch.at(bytes, at).end()) {
                    RecordBatch batch = RecordBatch.at(bytes, at);
                    assertThat(batch.isIntact()).isTrue();
                    assertThat(batch.nextOffset()).isGreaterThan(from);
                    next = batch.nextOffset();
                    epoch = batch.leaderEpoch();
                }
            } catch (PartitionLog.OffsetOutOfRangeException e) {
                // The log start overtook this reader between the two calls: it begins there again.
                next = log.logStartOffset();
            }
        }
        return next;
    }

    private List<String> segmentNames() throws IOException {
        return fileNames().stream().filter(name -> name.endsWith(".log")).toList();
    }

    private List<String> fileNames() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private static String name(long baseOffset) {
        return String.format(java.util.Locale.ROOT, "%020d.log", baseOffset);
    }
}
