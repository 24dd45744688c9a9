package io.sampo.storage.directory;

import static io.sampo.storage.Batches.batch;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sampo.logfiles.DurableFiles;
import io.sampo.logfiles.checkpoint.PartitionMetadataFile;
import io.sampo.model.Offsets;
import io.sampo.model.TopicConfig;
import io.sampo.model.TopicId;
import io.sampo.model.TopicPartition;
import io.sampo.storage.LogEnvironment;
import io.sampo.storage.SegmentedLog;
import io.sampo.storage.directory.LogDirectoryException.Reason;
import io.sampo.storage.flush.StorageHealth;
import io.sampo.storage.recovery.CorruptLogException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QuarantineTest {
    private static final TopicPartition PARTITION = new TopicPartition("book", 0);
    private static final TopicPartition EMPTY = new TopicPartition("book", 1);
    private static final TopicId TOPIC = TopicId.random();

    @TempDir
    Path root;

    @Test
    void aCorruptLogIsMovedAsideAndNoEmptyOneTakesItsPlace() throws IOException {
        // given
        Path file = root.resolve("book-0/00000000000000000000.log");
        try (LogDirectory directory = open()) {
            SegmentedLog log = directory.openLog(PARTITION, TOPIC, TopicConfig.DEFAULTS);
            log.append(batch(0, 5, 1));
            log.append(batch(5, 9, 1));
        }
        byte[] bytes = Files.readAllBytes(file);
        bytes[70] ^= 1;
        Files.write(file, bytes);
        Files.delete(root.resolve(".sampo-clean-shutdown"));

        try (LogDirectory directory = open()) {
            // when
            assertThatThrownBy(() -> directory.openLog(PARTITION, TOPIC, TopicConfig.DEFAULTS))
                    .isInstanceOf(CorruptLogException.class);

            // then
            assertThat(Files.exists(root.resolve("book-0"))).isFalse();
            assertThat(directory.quarantined()).isEqualTo(1);
            assertThat(directory.existingLogs()).isEmpty();
            Path moved = onlyLogIn(root.resolve(".sampo-quarantine"));
            assertThat(Files.readAllBytes(moved.resolve("00000000000000000000.log")))
                    .isEqualTo(bytes);
            assertThat(moved.resolve("sampo-report.txt")).content().contains("corrupt at byte");
            assertRefused(directory);
        }
        try (LogDirectory directory = open()) {
            assertRefused(directory);
            directory.openLog(PARTITION, TopicId.random(), TopicConfig.DEFAULTS).close();
        }
    }

    @Test
    void anEmptyLogIsBegunBesideTheCorruptOneOnlyWhereOneLiesThere() throws IOException {
        // given: H51, a log that is merely not here is not replaced
        try (LogDirectory directory = open()) {
            assertThatThrownBy(() -> directory.openLogAnew(PARTITION, TOPIC, TopicConfig.DEFAULTS))
                    .isInstanceOf(LogDirectoryException.class);
            assertThat(Files.exists(root.resolve("book-0"))).isFalse();
            Path corrupt = Files.createDirectories(root.resolve(".sampo-quarantine/book-0.1"));
            PartitionMetadataFile.write(corrupt, TOPIC);
            assertRefused(directory);

            // when
            directory.openLogAnew(PARTITION, TOPIC, TopicConfig.DEFAULTS).close();
        }

        // then: it is the replica from now on, and the corrupt one stays to be looked at
        try (LogDirectory directory = open()) {
            assertThat(directory.openLog(PARTITION, TOPIC, TopicConfig.DEFAULTS).logEndOffset())
                    .isZero();
            assertThat(directory.quarantined()).isEqualTo(1);
        }
    }

    @Test
    void aLogThatHeldRecordsAndIsGoneIsNotReplacedByAnEmptyOne() throws IOException {
        // given
        try (LogDirectory directory = open()) {
            directory.openLog(PARTITION, TOPIC, TopicConfig.DEFAULTS).append(batch(0, 5, 1));
            directory.openLog(EMPTY, TOPIC, TopicConfig.DEFAULTS);
        }
        DurableFiles.deleteTree(root.resolve("book-0"));
        DurableFiles.deleteTree(root.resolve("book-1"));

        // when, then: H51
        try (LogDirectory directory = open()) {
            assertLost(directory);
            assertThat(directory.isMissing(PARTITION, TOPIC)).isTrue();
            assertThat(directory.isMissing(EMPTY, TOPIC)).isFalse();
            directory.openLog(EMPTY, TOPIC, TopicConfig.DEFAULTS);
        }
        try (LogDirectory directory = open()) {
            assertLost(directory);
            assertThat(Files.exists(root.resolve("book-0"))).isFalse();

            // when, then: nobody counts on it any more
            directory.openLogAnew(PARTITION, TOPIC, TopicConfig.DEFAULTS);
        }
        try (LogDirectory directory = open()) {
            assertThat(directory.openLog(PARTITION, TOPIC, TopicConfig.DEFAULTS).logEndOffset())
                    .isZero();
        }
    }

    @Test
    void aLaterTopicOfTheSameNameHasLostNothing() throws IOException {
        // given
        try (LogDirectory directory = open()) {
            directory.openLog(PARTITION, TOPIC, TopicConfig.DEFAULTS).append(batch(0, 5, 1));
        }
        DurableFiles.deleteTree(root.resolve("book-0"));

        try (LogDirectory directory = open()) {
            // when
            SegmentedLog log = directory.openLog(PARTITION, TopicId.random(), TopicConfig.DEFAULTS);

            // then
            assertThat(log.logEndOffset()).isZero();
            assertThat(directory.highWatermark(PARTITION)).isEqualTo(Offsets.UNKNOWN);
        }
    }

    private static void assertLost(LogDirectory directory) {
        assertThatThrownBy(() -> directory.openLog(PARTITION, TOPIC, TopicConfig.DEFAULTS))
                .isInstanceOfSatisfying(
                        LogDirectoryException.class, e -> assertThat(e.reason()).isEqualTo(Reason.LOST));
    }

    private static void assertRefused(LogDirectory directory) {
        assertThatThrownBy(() -> directory.openLog(PARTITION, TOPIC, TopicConfig.DEFAULTS))
                .isInstanceOfSatisfying(
                        LogDirectoryException.class, e -> assertThat(e.reason()).isEqualTo(Reason.QUARANTINED));
    }

    private static Path onlyLogIn(Path directory) throws IOException {
        try (var logs = Files.list(directory)) {
            return logs.findFirst().orElseThrow();
        }
    }

    private LogDirectory open() throws IOException {
        return LogDirectory.open(
                root, 1, null, LogEnvironment.of(() -> 0L, Runnable::run, new StorageHealth(failure -> {})));
    }
}
