package io.sampo.storage.directory;

import static io.sampo.storage.Batches.batch;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sampo.logfiles.DiskFullException;
import io.sampo.model.TopicConfig;
import io.sampo.model.TopicId;
import io.sampo.model.TopicPartition;
import io.sampo.storage.LogEnvironment;
import io.sampo.storage.flush.StorageHealth;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** STORAGE 4.8: a log directory without room waits and goes on; what is to be deleted can still be deleted. */
class FullDirectoryTest {
    private static final TopicPartition PARTITION = new TopicPartition("book", 0);
    private static final TopicId TOPIC = TopicId.random();
    private static final Path FULL = Path.of("/dev/full");

    @TempDir
    Path root;

    private final List<IOException> failures = new ArrayList<>();

    @BeforeEach
    void thereIsAFullDevice() {
        assumeTrue(Files.exists(FULL), "a file that takes nothing");
    }

    @Test
    void aLogIsDeletedThoughTheCheckpointsFindNoRoom() throws IOException {
        try (LogDirectory directory = open()) {
            // given
            var log = directory.openLog(PARTITION, TOPIC, TopicConfig.DEFAULTS);
            log.append(batch(0, 5, 1));
            log.flush();
            directory.checkpoint(Map.of());
            Path checkpoint = noRoomFor(root.resolve("recovery-point-offset-checkpoint"));

            // when
            directory.deleteLog(PARTITION, 0);

            // then: the name is not given to another topic before the files know of it (R14)
            assertThat(Files.exists(root.resolve("book-0"))).isFalse();
            assertThatThrownBy(() -> directory.openLog(PARTITION, TopicId.random(), TopicConfig.DEFAULTS))
                    .isInstanceOf(DiskFullException.class);
            assertThat(failures).isEmpty();
            Files.delete(checkpoint);
            directory.openLog(PARTITION, TopicId.random(), TopicConfig.DEFAULTS);
            assertThat(root.resolve("recovery-point-offset-checkpoint"))
                    .content()
                    .doesNotContain("book 0 5");
        }
    }

    @Test
    void aLogThatFindsNoRoomIsBegunWhenThereIs() throws IOException {
        try (LogDirectory directory = open()) {
            // given
            Files.createDirectories(root.resolve("book-0"));
            Path metadata = noRoomFor(root.resolve("book-0/partition.metadata"));

            // when, then
            assertThatThrownBy(() -> directory.openLog(PARTITION, TOPIC, TopicConfig.DEFAULTS))
                    .isInstanceOf(DiskFullException.class);
            assertThat(failures).isEmpty();
            Files.delete(metadata);
            directory.openLog(PARTITION, TOPIC, TopicConfig.DEFAULTS).append(batch(0, 5, 1));
        }
    }

    @Test
    void aDamagedLogGoesIntoQuarantineWithoutRoomForAReport() throws IOException {
        try (LogDirectory directory = open()) {
            // given
            directory.openLog(PARTITION, TOPIC, TopicConfig.DEFAULTS).append(batch(0, 5, 1));
            noRoomFor(root.resolve("book-0/sampo-report.txt"));

            // when
            directory.quarantineLog(PARTITION, "planted");

            // then
            assertThat(directory.quarantined()).isEqualTo(1);
            assertThat(failures).isEmpty();
        }
    }

    @Test
    void aFlushThatFindsNoRoomForTheEpochsIsMadeWhenThereIs() throws Exception {
        try (LogDirectory directory = open()) {
            // given: more epochs than are written over the old ones
            var log = directory.openLog(PARTITION, TOPIC, TopicConfig.DEFAULTS);
            for (int epoch = 1; epoch <= 100; epoch++) {
                log.append(batch(epoch - 1, epoch, epoch));
            }
            Path checkpoint = noRoomFor(root.resolve("book-0/leader-epoch-checkpoint"));
            BlockingQueue<Long> heard = new LinkedBlockingQueue<>();

            // when, then
            assertThatThrownBy(log::flush).isInstanceOf(DiskFullException.class);
            log.flushLater(heard::add);
            assertThat(failures).isEmpty();
            assertThat(log.flushedOffset()).isZero();
            assertThat(heard).isEmpty();
            Files.delete(checkpoint);

            // then: who asked is served, though nobody asks again
            assertThat(heard.poll(30, TimeUnit.SECONDS)).isEqualTo(100);
            assertThat(log.flushedOffset()).isEqualTo(100);
        }
    }

    @Test
    void aLogThatClosesWithoutRoomForItsEpochsIsReadAtTheNextStart() throws IOException {
        // given
        LogDirectory directory = open();
        var log = directory.openLog(PARTITION, TOPIC, TopicConfig.DEFAULTS);
        for (int epoch = 1; epoch <= 100; epoch++) {
            log.append(batch(epoch - 1, epoch, epoch));
        }
        Path checkpoint = noRoomFor(root.resolve("book-0/leader-epoch-checkpoint"));

        // when
        log.close();
        Files.delete(checkpoint);
        directory.close();

        // then
        assertThat(failures).isEmpty();
        try (LogDirectory again = open()) {
            var found = again.openLog(PARTITION, TOPIC, TopicConfig.DEFAULTS);
            assertThat(found.logEndOffset()).isEqualTo(100);
            assertThat(found.endOffsetFor(60).endOffset()).isEqualTo(60);
        }
    }

    @Test
    void nothingIsAppendedBehindAHistoryThatAFullDiskHasKeptTooLong() throws IOException {
        // given: epoch 3 is cut away, and the checkpoint cannot say so
        LogDirectory directory = open();
        var log = directory.openLog(PARTITION, TOPIC, TopicConfig.DEFAULTS);
        log.append(batch(0, 10, 1));
        log.append(batch(10, 20, 3));
        Path checkpoint = noRoomFor(root.resolve("book-0/leader-epoch-checkpoint"));
        log.truncateTo(10);

        // when, then
        assertThatThrownBy(() -> log.append(batch(10, 15, 1))).isInstanceOf(DiskFullException.class);
        assertThat(log.logEndOffset()).isEqualTo(10);
        Files.delete(checkpoint);
        log.append(batch(10, 15, 1));
        log.append(batch(15, 20, 1));
        assertThat(failures).isEmpty();

        // then: a process that dies here has written batches of an epoch that the checkpoint knows
        assertThat(root.resolve("book-0/leader-epoch-checkpoint")).content().isEqualTo("0\n1\n1 0\n");
        directory.close();
    }

    /** The next try to replace {@code file} finds no room, until what is returned is removed. */
    private static Path noRoomFor(Path file) throws IOException {
        return Files.createSymbolicLink(file.resolveSibling(file.getFileName() + ".tmp"), FULL);
    }

    private LogDirectory open() throws IOException {
        return LogDirectory.open(
                root, 1, null, LogEnvironment.of(() -> 0L, Runnable::run, new StorageHealth(failures::add)));
    }
}
