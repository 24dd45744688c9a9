package io.sampo.inspection;

import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.logfiles.checkpoint.LeaderEpochCheckpoint;
import io.sampo.model.TopicConfig;
import io.sampo.model.TopicPartition;
import io.sampo.records.RecordBatchBuilder;
import io.sampo.storage.LogEnvironment;
import io.sampo.storage.SegmentedLog;
import io.sampo.storage.directory.LogDirectory;
import io.sampo.storage.flush.StorageHealth;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LogInspectionTest {
    private static final TopicPartition PARTITION = new TopicPartition("t", 0);
    private static final int BATCHES = 60;
    /** Of the bits of a segment; no multiple of 8, so that a sample hits each bit of a byte. */
    private static final int EVERY = 201;

    @TempDir
    private Path root;

    private Path directory;

    @BeforeEach
    void logOfThreeSegmentsAndTwoEpochs() throws IOException {
        TopicConfig config = TopicConfig.of(Map.of("segment.bytes", "2000", "index.interval.bytes", "200"));
        try (LogDirectory logs = LogDirectory.open(
                root, 1, "cluster", LogEnvironment.of(() -> 0, Runnable::run, new StorageHealth(failed -> {})))) {
            SegmentedLog log = logs.openLog(PARTITION, io.sampo.model.TopicId.random(), config);
            for (int offset = 0; offset < BATCHES; offset++) {
                log.append(batch(offset, offset < 40 ? 3 : 5));
            }
        }
        directory = root.resolve(PARTITION.toString());
    }

    @Test
    void whatWasClosedInOrderIsClean() throws IOException {
        // when
        LogInspection.Report report = inspect();

        // then
        assertThat(report.findings()).isEmpty();
        assertThat(report.segments()).isGreaterThan(2);
        assertThat(report.batches()).isEqualTo(BATCHES);
        assertThat(report.records()).isEqualTo(BATCHES);
        assertThat(report.nextOffset()).isEqualTo(BATCHES);
        assertThat(report.topicId()).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {".log", ".index", ".timeindex", LeaderEpochCheckpoint.FILE_NAME})
    void everyFlippedBitIsFound(String suffix) throws IOException {
        for (Path file : filesThatEndWith(suffix)) {
            byte[] whole = Files.readAllBytes(file);
            int step = suffix.equals(".log") ? EVERY : 3;
            for (int bit = 0; bit < whole.length * 8; bit += step) {
                // given
                byte[] flipped = whole.clone();
                flipped[bit / 8] ^= (byte) (1 << (bit % 8));
                Files.write(file, flipped);

                // when, then
                assertThat(isFound(whole, flipped, suffix))
                        .as("bit %d of %s", bit, file)
                        .isTrue();
            }
            Files.write(file, whole);
        }
    }

    private boolean isFound(byte[] whole, byte[] flipped, String suffix) throws IOException {
        // A newline more or less, or a leading zero, says the same thing.
        boolean same = !suffix.startsWith(".")
                && Arrays.asList(new String(whole, java.nio.charset.StandardCharsets.US_ASCII).split("\\s+"))
                        .equals(Arrays.asList(
                                new String(flipped, java.nio.charset.StandardCharsets.US_ASCII).split("\\s+")));
        return same || inspect().isDamaged();
    }

    @Test
    void cutEndIsFoundWhereverItIsCut() throws IOException {
        // given
        List<Path> logs = filesThatEndWith(".log");
        Path last = logs.get(logs.size() - 1);
        byte[] whole = Files.readAllBytes(last);
        int lastBatch = whole.length - batch(BATCHES - 1, 5).remaining();
        for (int size = lastBatch + 1; size < whole.length; size += 7) {
            // when
            Files.write(last, Arrays.copyOf(whole, size));

            // then
            assertThat(inspect().findings()).filteredOn(Finding::isDamage).anySatisfy(finding -> {
                assertThat(finding.file()).isEqualTo(last);
                assertThat(finding.position()).isEqualTo(lastBatch);
                assertThat(finding.text()).contains("torn end");
            });
        }
    }

    @Test
    void missingSegmentIsFoundUnlessTheLogIsCompacted() throws IOException {
        // given
        Path second = filesThatEndWith(".log").get(1);
        for (String suffix : List.of(".log", ".index", ".timeindex")) {
            Files.delete(second.resolveSibling(second.getFileName().toString().replace(".log", suffix)));
        }

        // when, then
        assertThat(inspect().findings())
                .filteredOn(Finding::isDamage)
                .hasSize(1)
                .allSatisfy(finding -> assertThat(finding.text()).contains("are missing before this segment"));
        assertThat(new LogInspection(directory, new LogInspection.Options(true, true, 0), bytes -> {})
                        .run()
                        .isDamaged())
                .isFalse();
    }

    @Test
    void lostIndexIsAnIndexToBeBuiltAndLeftoversAreNotes() throws IOException {
        // given
        Files.delete(filesThatEndWith(".index").get(0));
        Files.writeString(directory.resolve("00000000000000000000.log.deleted"), "old");

        // when
        LogInspection.Report report = inspect();

        // then
        assertThat(report.isDamaged()).isFalse();
        assertThat(report.findings()).hasSize(2);
    }

    @Test
    void whatIsCompletedWhileItIsReadIsNoDamage() throws IOException {
        // given a last batch of which half has been written
        List<Path> logs = filesThatEndWith(".log");
        Path last = logs.get(logs.size() - 1);
        byte[] whole = Files.readAllBytes(last);
        Files.write(last, Arrays.copyOf(whole, whole.length - 20));

        try (BatchWalk walk = BatchWalk.open(last)) {
            // when the rest comes behind the size that the walk knows
            Files.write(last, Arrays.copyOfRange(whole, whole.length - 20, whole.length), StandardOpenOption.APPEND);

            // then
            for (BatchWalk.Step step = walk.next(); step != null; step = walk.next()) {
                assertThat(step.problem()).isNull();
            }
            assertThat(walk.position()).isEqualTo(whole.length);
        }
    }

    private LogInspection.Report inspect() throws IOException {
        return new LogInspection(directory, new LogInspection.Options(true, false, 0), bytes -> {}).run();
    }

    private List<Path> filesThatEndWith(String suffix) throws IOException {
        try (var files = Files.list(directory)) {
            return files.filter(file -> file.toString().endsWith(suffix))
                    .sorted()
                    .toList();
        }
    }

    private static ByteBuffer batch(long offset, int epoch) {
        RecordBatchBuilder builder = new RecordBatchBuilder().baseOffset(offset).leaderEpoch(epoch);
        builder.append(offset, null, StandardCharsets.UTF_8.encode("record " + offset));
        return builder.build();
    }
}
