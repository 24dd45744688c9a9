package io.sampo.storage.directory;

import static io.sampo.storage.Batches.baseOffsets;
import static io.sampo.storage.Batches.batch;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sampo.logfiles.DurableFiles;
import io.sampo.model.Offsets;
import io.sampo.model.TopicConfig;
import io.sampo.model.TopicId;
import io.sampo.model.TopicPartition;
import io.sampo.storage.LogEnvironment;
import io.sampo.storage.PartitionLog;
import io.sampo.storage.SegmentedLog;
import io.sampo.storage.directory.LogDirectoryException.Reason;
import io.sampo.storage.flush.StorageHealth;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogDirectoryTest {
    private static final TopicPartition BOOK_0 = new TopicPartition("book", 0);
    private static final TopicPartition DASHED_12 = new TopicPartition("a-b.c_d-7", 12);
    private static final TopicId BOOK = TopicId.random();
    private static final TopicId DASHED = TopicId.random();

    @TempDir
    Path root;

    private final AtomicLong nowMs = new AtomicLong(1_000_000);

    @Test
    void aDirectoryIsUsedByOneBrokerAtATime() throws IOException {
        try (LogDirectory first = open("data")) {
            refused(
                    Reason.IN_USE,
                    () -> open("data"),
                    "is in use by another broker (process "
                            + ProcessHandle.current().pid() + ")");
            assertThat(first.path()).isEqualTo(root.resolve("data"));
        }
        open("data").close();
    }

    @Test
    void aDirectoryBelongsToOneBrokerOfOneCluster() throws IOException {
        // given
        LogDirectory first = open("data");
        assertThat(first.clusterId()).isEmpty();
        first.assignClusterId("cluster-a");
        first.close();

        // when, then
        refused(
                Reason.OTHER_CLUSTER,
                () -> LogDirectory.open(root.resolve("data"), 1, "cluster-b", environment()),
                "cluster-a",
                "cluster-b");
        refused(
                Reason.OTHER_BROKER,
                () -> LogDirectory.open(root.resolve("data"), 2, "cluster-a", environment()),
                "broker 1",
                "broker 2");
        try (LogDirectory again = open("data")) {
            assertThat(again.clusterId()).contains("cluster-a");
            assertThat(again.directoryId()).isEqualTo(first.directoryId());
            refused(Reason.OTHER_CLUSTER, () -> again.assignClusterId("cluster-b"), "cluster-b");
        }
    }

    @Test
    void metaPropertiesHaveKafkasKeys() throws IOException {
        try (LogDirectory directory = open("data")) {
            directory.assignClusterId("cluster-a");
            directory.writeRunningMarker(17);

            assertThat(Files.readAllLines(root.resolve("data/meta.properties")))
                    .containsExactly(
                            "version=1",
                            "cluster.id=cluster-a",
                            "node.id=1",
                            "directory.id=" + new TopicId(directory.directoryId()),
                            "sampo.broker.epoch=17");
        }
    }

    @Test
    void aFileInPlaceOfTheDirectoryIsSaid() throws IOException {
        Files.writeString(root.resolve("data"), "no directory");

        refused(Reason.NOT_USABLE, () -> open("data"), "data cannot be used: there is a file of that name");
        refused(Reason.NOT_USABLE, () -> open("data/below"), "cannot be used");
    }

    @Test
    void propertiesThatSayNothingAreRefused() throws IOException {
        Files.createDirectories(root.resolve("data"));
        Files.writeString(root.resolve("data/meta.properties"), "version=1\n");

        refused(Reason.BROKEN_PROPERTIES, () -> open("data"), "meta.properties", "node.id");
    }

    @Test
    void logsAreFoundAgainWithTheirTopic() throws IOException {
        // given
        try (LogDirectory directory = open("data")) {
            directory.openLog(BOOK_0, BOOK, TopicConfig.DEFAULTS).append(batch(0, 10, 3));
            directory.openLog(DASHED_12, DASHED, TopicConfig.DEFAULTS);
        }

        // when
        try (LogDirectory directory = open("data")) {
            // then
            assertThat(directory.existingLogs())
                    .containsExactly(
                            new ExistingLog(DASHED_12, DASHED, root.resolve("data/a-b.c_d-7-12")),
                            new ExistingLog(BOOK_0, BOOK, root.resolve("data/book-0")));
            PartitionLog log = directory.openLog(BOOK_0, BOOK, TopicConfig.DEFAULTS);
            assertThat(log.logEndOffset()).isEqualTo(10);
            assertThat(log.lastEpoch()).isEqualTo(3);
            assertThat(log.flushedOffset()).isEqualTo(10);
            assertThat(fileNames("data/book-0"))
                    .containsExactly(
                            "00000000000000000000.index",
                            "00000000000000000000.log",
                            "00000000000000000000.sums",
                            "00000000000000000000.timeindex",
                            "leader-epoch-checkpoint",
                            "partition.metadata");
            assertThat(Files.readString(root.resolve("data/book-0/partition.metadata")))
                    .isEqualTo("version: 0\ntopic_id: " + BOOK + "\n");
            assertThat(Files.readString(root.resolve("data/book-0/leader-epoch-checkpoint")))
                    .isEqualTo("0\n1\n3 0\n");
        }
    }

    @Test
    void aNameAloneOpensNothing() throws IOException {
        try (LogDirectory directory = open("data")) {
            directory.openLog(BOOK_0, BOOK, TopicConfig.DEFAULTS).close();

            refused(Reason.OTHER_TOPIC, () -> directory.openLog(BOOK_0, DASHED, TopicConfig.DEFAULTS), BOOK.toString());
        }
    }

    @Test
    void aLogIsOpenOnce() throws IOException {
        try (LogDirectory directory = open("data")) {
            SegmentedLog log = directory.openLog(BOOK_0, BOOK, TopicConfig.DEFAULTS);

            assertThat(directory.log(BOOK_0)).contains(log);
            assertThatThrownBy(() -> directory.openLog(BOOK_0, BOOK, TopicConfig.DEFAULTS))
                    .isInstanceOf(IllegalStateException.class);
            log.close();
            assertThat(directory.log(BOOK_0)).isEmpty();
            directory.openLog(BOOK_0, BOOK, TopicConfig.DEFAULTS);
        }
    }

    @Test
    void aDeletedLogStepsAsideAtOnceAndGoesAfterTheDelay() throws IOException {
        try (LogDirectory directory = open("data")) {
            // given
            SegmentedLog log = directory.openLog(BOOK_0, BOOK, TopicConfig.DEFAULTS);
            log.append(batch(0, 10, 3));
            log.deleteBefore(7);

            // when
            directory.deleteLog(BOOK_0, 60_000);

            // then
            assertThat(log.isClosed()).isTrue();
            assertThat(directory.existingLogs()).isEmpty();
            assertThat(fileNames("data")).anyMatch(name -> name.matches("book-0\\.[0-9a-f]{32}-delete"));
            PartitionLog next = directory.openLog(BOOK_0, TopicId.random(), TopicConfig.DEFAULTS);
            assertThat(next.logStartOffset()).isZero();
            assertThat(next.logEndOffset()).isZero();
            directory.deleteExpiredFiles(nowMs.get() + 59_999);
            assertThat(fileNames("data")).anyMatch(name -> name.endsWith("-delete"));
            directory.deleteExpiredFiles(nowMs.get() + 60_000);
            assertThat(fileNames("data")).noneMatch(name -> name.endsWith("-delete"));
        }
    }

    @Test
    void aForceThatComesAfterTheDeletionIsNoFailureOfTheDisk() throws IOException {
        // given
        Queue<Runnable> background = new ArrayDeque<>();
        StorageHealth health = new StorageHealth(failure -> {});
        try (LogDirectory directory = LogDirectory.open(
                root.resolve("data"), 1, null, LogEnvironment.of(nowMs::get, background::add, health))) {
            SegmentedLog log = directory.openLog(BOOK_0, BOOK, TopicConfig.DEFAULTS);
            log.append(batch(0, 10, 3));
            log.roll();
            assertThat(background).hasSize(1);

            // when
            directory.deleteLog(BOOK_0, 0);
            background.remove().run();

            // then
            assertThat(health.failure()).isNull();
        }
    }

    @Test
    void whatADeletionLeftIsRemovedByTheNextRun() throws IOException {
        try (LogDirectory directory = open("data")) {
            directory.openLog(BOOK_0, BOOK, TopicConfig.DEFAULTS);
            directory.openLog(DASHED_12, DASHED, TopicConfig.DEFAULTS);
            directory.deleteLog(BOOK_0, 60_000);
            directory.strayLog(DASHED_12);
        }
        try (LogDirectory directory = open("data")) {
            assertThat(directory.existingLogs()).isEmpty();
            directory.deleteExpiredFiles(nowMs.get());
            assertThat(fileNames("data")).noneMatch(name -> name.endsWith("-delete"));
            assertThat(fileNames("data")).anyMatch(name -> name.matches("a-b\\.c_d-7-12\\.[0-9a-f]{32}-stray"));
        }
    }

    @Test
    void theDirectoryOfAnotherBrokerIsNoLogOfThisOne() throws IOException {
        // given: its name reads as partition 1 of a topic "broker"
        open("data/broker-1").close();
        // when
        try (LogDirectory directory = open("data")) {
            // then
            assertThat(directory.existingLogs()).isEmpty();
        }
    }

    @Test
    void checkpointsOutliveTheProcess() throws IOException {
        // given
        try (LogDirectory directory = open("data")) {
            directory.writeRunningMarker(17);
            SegmentedLog log = directory.openLog(BOOK_0, BOOK, TopicConfig.DEFAULTS);
            log.append(batch(0, 10, 3));
            log.flush();
            log.append(batch(10, 20, 3));
            log.deleteBefore(5);
            directory.checkpoint(Map.of(BOOK_0, 12L));
            assertThat(Files.readString(root.resolve("data/recovery-point-offset-checkpoint")))
                    .isEqualTo("0\n1\nbook 0 10\n");
            assertThat(Files.readString(root.resolve("data/log-start-offset-checkpoint")))
                    .isEqualTo("0\n1\nbook 0 5\n");
            assertThat(Files.readString(root.resolve("data/replication-offset-checkpoint")))
                    .isEqualTo("0\n1\nbook 0 12\n");

            // when
            copy("data", "killed");
        }

        // then
        try (LogDirectory directory = open("killed")) {
            PartitionLog log = directory.openLog(BOOK_0, BOOK, TopicConfig.DEFAULTS);
            assertThat(log.logStartOffset()).isEqualTo(5);
            assertThat(log.logEndOffset()).isEqualTo(20);
            assertThat(log.flushedOffset()).isEqualTo(10);
            assertThat(directory.highWatermark(BOOK_0)).isEqualTo(12);
            assertThat(directory.highWatermark(DASHED_12)).isEqualTo(Offsets.UNKNOWN);
        }
    }

    @Test
    void whatAKilledProcessLeftToThePageCacheOfItsEpochsIsForcedByTheNextFlush() throws IOException {
        // given
        try (LogDirectory directory = open("data")) {
            directory.writeRunningMarker(17);
            directory.openLog(BOOK_0, BOOK, TopicConfig.DEFAULTS).append(batch(0, 10, 3));
            copy("data", "killed");
        }
        Path checkpoint = root.resolve("killed/book-0/leader-epoch-checkpoint");

        // when
        try (LogDirectory directory = open("killed")) {
            SegmentedLog log = directory.openLog(BOOK_0, BOOK, TopicConfig.DEFAULTS);
            Files.setLastModifiedTime(checkpoint, FileTime.fromMillis(0));
            log.flush();

            // then: written once more, by who forces it
            assertThat(Files.getLastModifiedTime(checkpoint)).isGreaterThan(FileTime.fromMillis(0));
            assertThat(Files.readString(checkpoint)).isEqualTo("0\n1\n3 0\n");
        }
    }

    @Test
    void aLogThatIsGoneIsLostAlsoWhereNothingOfItWasForced() throws IOException {
        // given
        try (LogDirectory directory = open("data")) {
            directory.openLog(BOOK_0, BOOK, TopicConfig.DEFAULTS).append(batch(0, 10, 3));
            directory.checkpoint(Map.of(BOOK_0, 8L));
            copy("data", "partial");
        }
        DurableFiles.deleteTree(root.resolve("partial/book-0"));

        // when / then: in a start without proof, and in the one behind it
        for (int start = 0; start < 2; start++) {
            try (LogDirectory directory = open("partial")) {
                assertThat(directory.isMissing(BOOK_0, BOOK)).isTrue();
            }
        }
    }

    @Test
    void afterAPowerCutNoHighWatermarkGoesBeyondWhatWasForced_alsoOnceTheLogHasGrownAgain() throws IOException {
        // given
        try (LogDirectory directory = open("data")) {
            directory.writeRunningMarker(17);
            SegmentedLog log = directory.openLog(BOOK_0, BOOK, TopicConfig.DEFAULTS);
            log.append(batch(0, 10, 3));
            log.flush();
            log.append(batch(10, 20, 3));
            directory.checkpoint(Map.of(BOOK_0, 12L));
            copy("data", "cut");
        }
        Files.delete(root.resolve("cut").resolve(RunningMarker.FILE_NAME));

        // when: it is killed again before the next checkpoint
        try (LogDirectory directory = open("cut")) {
            directory.writeRunningMarker(18);
            assertThat(directory.highWatermark(BOOK_0)).isEqualTo(10);
            copy("cut", "killed");
        }

        // then
        try (LogDirectory directory = open("killed")) {
            assertThat(directory.highWatermark(BOOK_0)).isEqualTo(10);
        }
    }

    @Test
    void theCheckpointIsBehindOnceASegmentThatItDoesNotKnowIsForced() throws IOException {
        try (LogDirectory directory = open("data")) {
            // given
            SegmentedLog log = directory.openLog(BOOK_0, BOOK, TopicConfig.DEFAULTS);
            log.append(batch(0, 10, 3));
            log.flush();
            assertThat(directory.isCheckpointBehind())
                    .as("the active segment is read anyway")
                    .isFalse();

            // when, then
            log.roll();
            assertThat(directory.isCheckpointBehind()).isTrue();
            directory.checkpoint(Map.of());
            assertThat(directory.isCheckpointBehind()).isFalse();
            log.append(batch(10, 20, 3));
            log.flush();
            assertThat(directory.isCheckpointBehind()).isFalse();
        }
    }

    @Test
    void aSegmentThatIsNotForcedYetIsNoReasonForACheckpoint() throws IOException {
        Queue<Runnable> forces = new ArrayDeque<>();
        LogEnvironment later = LogEnvironment.of(nowMs::get, forces::add, new StorageHealth(failure -> {}));
        try (LogDirectory directory = LogDirectory.open(root.resolve("data"), 1, null, later)) {
            // given
            SegmentedLog log = directory.openLog(BOOK_0, BOOK, TopicConfig.DEFAULTS);
            log.append(batch(0, 10, 3));
            log.roll();
            assertThat(directory.isCheckpointBehind()).isFalse();

            // when
            forces.forEach(Runnable::run);

            // then
            assertThat(directory.isCheckpointBehind()).isTrue();
        }
    }

    @Test
    void aTruncationLowersTheCheckpointedRecoveryPointFirst() throws IOException {
        try (LogDirectory directory = open("data")) {
            SegmentedLog log = directory.openLog(BOOK_0, BOOK, TopicConfig.DEFAULTS);
            log.append(batch(0, 10, 3));
            log.append(batch(10, 20, 3));
            log.flush();
            directory.checkpoint(Map.of());

            log.truncateTo(15);

            copy("data", "killed");
        }
        try (LogDirectory directory = open("killed")) {
            PartitionLog log = directory.openLog(BOOK_0, BOOK, TopicConfig.DEFAULTS);
            assertThat(baseOffsets(log)).containsExactly(0L);
        }
    }

    @Test
    void theFirstRunProvesNothing() throws IOException {
        try (LogDirectory directory = open("data")) {
            assertThat(directory.crashProof()).isEqualTo(new CrashProof(Offsets.UNKNOWN, false));
        }
    }

    @Test
    void aCleanStopIsProof() throws IOException {
        try (LogDirectory directory = open("data")) {
            directory.writeRunningMarker(17);
        }
        try (LogDirectory directory = open("data")) {
            assertThat(directory.crashProof()).isEqualTo(new CrashProof(17, true));
            assertThat(CleanShutdownMarker.read(directory.path()).isPresent()).isFalse();
        }
    }

    @Test
    void aKilledProcessOnTheSameBootAndMountIsProof() throws IOException {
        try (LogDirectory directory = open("data")) {
            directory.writeRunningMarker(17);
            copy("data", "killed");
        }
        try (LogDirectory directory = open("killed")) {
            assertThat(directory.crashProof())
                    .isEqualTo(new CrashProof(17, Files.exists(Path.of("/proc/self/mountinfo"))));
        }
    }

    @Test
    void anotherBootAnotherMountOrAnotherEpochIsNoProof() throws IOException {
        for (String marker : List.of(
                "17\nanother-boot 1 0:1 7\n", "17\nanother-boot 1 0:1\n", "17\n", "16\n" + identity(), "", "x\ny\n")) {
            String name = "killed" + marker.hashCode();
            try (LogDirectory directory = open("data")) {
                directory.writeRunningMarker(17);
                copy("data", name);
            }
            Files.writeString(root.resolve(name).resolve(RunningMarker.FILE_NAME), marker);
            try (LogDirectory directory = open(name)) {
                assertThat(directory.crashProof()).as(marker).isEqualTo(new CrashProof(17, false));
            }
        }
    }

    @Test
    void aFailedDirectoryLeavesNoCleanMarker() throws IOException {
        StorageHealth health = new StorageHealth(failure -> {});
        LogDirectory directory =
                LogDirectory.open(root.resolve("data"), 1, null, LogEnvironment.of(nowMs::get, Runnable::run, health));
        directory.openLog(BOOK_0, BOOK, TopicConfig.DEFAULTS).append(batch(0, 10, 3));

        health.fail(new IOException("disk gone"));
        directory.close();

        assertThat(CleanShutdownMarker.read(root.resolve("data")).isPresent()).isFalse();
        open("data").close();
    }

    private String identity() {
        return PageCacheIdentity.of(root, Path.of("/proc"), Path.of("/sys"))
                .map(PageCacheIdentity::toString)
                .orElse("a b c");
    }

    private LogDirectory open(String name) throws IOException {
        return LogDirectory.open(root.resolve(name), 1, null, environment());
    }

    private LogEnvironment environment() {
        return LogEnvironment.of(nowMs::get, Runnable::run, new StorageHealth(failure -> {}));
    }

    private static void refused(Reason reason, ThrowingCallable open, String... saying) {
        assertThatThrownBy(open)
                .isInstanceOfSatisfying(
                        LogDirectoryException.class, e -> assertThat(e.reason()).isEqualTo(reason))
                .hasMessageContainingAll(saying)
                .message()
                .doesNotContain("\n");
    }

    private List<String> fileNames(String directory) throws IOException {
        try (Stream<Path> files = Files.list(root.resolve(directory))) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    /** What a kill -9 would leave. */
    private void copy(String from, String to) throws IOException {
        Path source = root.resolve(from);
        Path target = root.resolve(to);
        Files.walkFileTree(source, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes)
                    throws IOException {
                Files.createDirectories(target.resolve(source.relativize(directory)));
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.copy(file, target.resolve(source.relativize(file)));
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
