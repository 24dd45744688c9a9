package io.sampo.storage;

import static io.sampo.storage.CompactionContract.appendSealed;
import static io.sampo.storage.CompactionContract.compact;
import static io.sampo.storage.CompactionContract.keyed;
import static io.sampo.storage.CompactionContract.records;
import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.compaction.CompactionRequest;
import io.sampo.compaction.CompactionResult;
import io.sampo.compaction.CompactionResult.Outcome;
import io.sampo.logfiles.DurableFiles;
import io.sampo.logfiles.segment.SegmentNames;
import io.sampo.model.TopicConfig;
import io.sampo.storage.flush.StorageHealth;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a crash within the swap of a cleaned segment leaves, and what happens to a round below which the log changes. */
class CompactionCrashTest {
    private static final TopicConfig CONFIG =
            TopicConfig.of(Map.of("cleanup.policy", "compact", "segment.bytes", "10000"));
    private static final List<Long> REPLACED = List.of(0L, 2L, 3L);
    /** In the order in which a segment's files are renamed, the batches last. */
    private static final List<String> KINDS =
            List.of(SegmentNames.OFFSET_INDEX, SegmentNames.TIME_INDEX, SegmentNames.SUMS, SegmentNames.LOG);

    @TempDir
    Path directory;

    private final FixedCheckpoints checkpoints = new FixedCheckpoints();

    @Test
    void aCrashAtAnyStepOfTheSwapLeavesTheOldSegmentsOrTheNewOne() throws IOException {
        // given
        Path before = directory.resolve("before");
        Path after = directory.resolve("after");
        Files.createDirectory(after);
        SegmentedLog log = filled(after);
        List<String> oldRecords = records(log);
        log.flush();
        copy(after, before);
        compact(log, log.logEndOffset());
        List<String> newRecords = records(log);
        assertThat(newRecords).isNotEqualTo(oldRecords);
        Path image = directory.resolve("image");
        copy(before, image);
        requireOpens(image, oldRecords);
        // when / then
        for (String kind : KINDS) {
            Files.copy(SegmentNames.file(after, 0, kind), SegmentNames.file(image, 0, kind + SegmentNames.CLEANED));
            requireOpens(image, oldRecords);
        }
        List<String> logFirst =
                List.of(SegmentNames.LOG, SegmentNames.OFFSET_INDEX, SegmentNames.TIME_INDEX, SegmentNames.SUMS);
        for (String kind : logFirst) {
            rename(image, 0, kind + SegmentNames.CLEANED, kind + SegmentNames.SWAP);
            requireOpens(image, kind.equals(SegmentNames.SUMS) ? newRecords : oldRecords);
        }
        for (long replaced : REPLACED) {
            for (String kind : KINDS) {
                rename(image, replaced, kind, kind + SegmentNames.DELETED);
                requireOpens(image, newRecords);
            }
        }
        for (String kind : KINDS) {
            rename(image, 0, kind + SegmentNames.SWAP, kind);
            requireOpens(image, newRecords);
        }
        log.close();
    }

    @Test
    void aSwapIsDecidedBeforeTheFirstOldFileGoes() throws IOException {
        // given a clock that is looked at whenever an old segment was renamed
        List<List<String>> seen = new ArrayList<>();
        SegmentedLog log = filled(open(directory, () -> {
            seen.add(names());
            return 1_000_000;
        }));
        seen.clear();
        // when
        compact(log, log.logEndOffset());
        // then
        List<List<String>> whileOldOnesGo = seen.stream()
                .filter(names -> names.stream().anyMatch(name -> name.endsWith(SegmentNames.DELETED)))
                .toList();
        assertThat(whileOldOnesGo).hasSize(REPLACED.size());
        assertThat(whileOldOnesGo).allSatisfy(names -> assertThat(names)
                .contains("00000000000000000000" + SegmentNames.SUMS + SegmentNames.SWAP));
        log.close();
    }

    @Test
    void aTruncationWithinARoundVoidsIt() throws IOException {
        // given
        SegmentedLog log = filled(directory);
        boolean[] cut = {false};
        CompactionRequest.Pace cutter = (bytes, goOn) -> {
            if (!cut[0]) {
                cut[0] = true;
                truncate(log, 3);
            }
        };
        // when
        CompactionResult result =
                log.compact(new CompactionRequest(log.logEndOffset(), 1_000_000, 100_000, 100, cutter));
        // then
        assertThat(result.outcome()).isEqualTo(Outcome.GIVEN_UP);
        assertThat(records(log)).containsExactly("0:a=1", "1:b=1", "2:a=2");
        assertThat(checkpoints.cleanerOffset()).isLessThanOrEqualTo(3);
        assertThat(names(directory)).noneMatch(name -> name.endsWith(SegmentNames.CLEANED));
        log.close();
    }

    @Test
    void aTruncationIntoAGapEndsAtTheSameOffsetBeforeAndAfterARestart() throws IOException {
        // given a log whose offsets 1 and 2 are gone
        SegmentedLog log = open(directory);
        appendSealed(log, keyed(0, 1, "a=1"), keyed(1, 1, "b=1"), keyed(2, 2, "b=2"), keyed(3, 2, "b=3"));
        compact(log, log.logEndOffset());
        assertThat(records(log)).containsExactly("0:a=1", "3:b=3");
        // when
        log.truncateTo(2);
        // then every answer is that of the batches, never of an offset that is not there
        assertThat(log.logEndOffset()).isEqualTo(1);
        assertThat(log.endOffsetFor(1)).isEqualTo(new PartitionLog.EpochEnd(1, 1));
        assertThat(log.endOffsetFor(2)).isEqualTo(new PartitionLog.EpochEnd(1, 1));
        log.flush();
        assertThat(log.flushedOffset()).isEqualTo(1);
        assertThat(checkpoints.cleanerOffset()).isLessThanOrEqualTo(1);
        log.close();
        try (SegmentedLog again = open(directory)) {
            assertThat(again.logEndOffset()).isEqualTo(1);
            assertThat(records(again)).containsExactly("0:a=1");
        }
    }

    @Test
    void whoReadsASegmentThatIsReplacedReadsOn() throws IOException {
        // given
        SegmentedLog log = filled(directory);
        try (var slice = log.read(0, 1, Long.MAX_VALUE)) {
            var bytes = slice.toBuffer();
            // when
            compact(log, log.logEndOffset());
            // then
            assertThat(slice.toBuffer()).isEqualTo(bytes);
        }
        log.close();
    }

    @Test
    void aRoundEndsSoonWhenItsLogIsClosed() throws Exception {
        // given
        SegmentedLog log = filled(directory);
        Thread closing = new Thread(() -> close(log), "sampo-test-close");
        CompactionRequest.Pace closer = (bytes, goOn) -> {
            closing.start();
            while (goOn.getAsBoolean()) {
                Thread.onSpinWait();
            }
        };
        // when
        CompactionResult result =
                log.compact(new CompactionRequest(log.logEndOffset(), 1_000_000, 100_000, 100, closer));
        // then
        assertThat(result.outcome()).isEqualTo(Outcome.GIVEN_UP);
        // The round ends first, then the close writes the indexes: who takes the directory away waits for it.
        closing.join();
        assertThat(names(directory)).noneMatch(name -> name.endsWith(SegmentNames.CLEANED));
    }

    /** Segments [0, 2), [2, 3) and [3, 5), and an active one. */
    private SegmentedLog filled(Path where) throws IOException {
        return filled(open(where));
    }

    private static SegmentedLog filled(SegmentedLog log) throws IOException {
        appendSealed(log, keyed(0, 1, "a=1", "b=1"), keyed(2, 1, "a=2"), keyed(3, 1, "a=3", "c=1"));
        log.append(keyed(5, 1, "d=1"));
        return log;
    }

    private void requireOpens(Path image, List<String> expected) throws IOException {
        Path copy = directory.resolve("copy");
        copy(image, copy);
        checkpoints.cleanEnd = null;
        try (SegmentedLog log = open(copy)) {
            assertThat(records(log)).as("%s", names(image)).isEqualTo(expected);
            assertThat(log.logEndOffset()).isEqualTo(6);
        }
        assertThat(names(copy))
                .noneMatch(name -> name.endsWith(SegmentNames.CLEANED)
                        || name.endsWith(SegmentNames.SWAP)
                        || name.endsWith(SegmentNames.DELETED));
        DurableFiles.deleteTree(copy);
    }

    private SegmentedLog open(Path where) throws IOException {
        return open(where, () -> 1_000_000);
    }

    private SegmentedLog open(Path where, LongSupplier nowMs) throws IOException {
        return SegmentedLog.open(
                where,
                CONFIG,
                checkpoints,
                LogEnvironment.of(nowMs, task -> {}, new StorageHealth(failure -> {})),
                new DeletedFiles());
    }

    private static void rename(Path where, long baseOffset, String from, String to) throws IOException {
        Files.move(SegmentNames.file(where, baseOffset, from), SegmentNames.file(where, baseOffset, to));
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.createDirectory(to);
        try (Stream<Path> files = Files.list(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(file.getFileName()));
            }
        }
    }

    private static List<String> names(Path where) throws IOException {
        try (Stream<Path> files = Files.list(where)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private List<String> names() {
        try {
            return names(directory);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static void truncate(SegmentedLog log, long offset) {
        try {
            log.truncateTo(offset);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static void close(SegmentedLog log) {
        try {
            log.close();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
