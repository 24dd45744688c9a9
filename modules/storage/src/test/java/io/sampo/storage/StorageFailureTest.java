package io.sampo.storage;

import static io.sampo.storage.Batches.batch;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sampo.logfiles.DiskFullException;
import io.sampo.model.Offsets;
import io.sampo.model.TopicConfig;
import io.sampo.records.LogSlice;
import io.sampo.records.RecordBatch;
import io.sampo.storage.flush.StorageHealth;
import io.sampo.storage.producer.ProducerSnapshot;
import io.sampo.storage.recovery.LogRecovery;
import io.sampo.storage.recovery.RecoveredLog;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** STORAGE 4.5: the first failure of a write is the last thing a log directory does. */
class StorageFailureTest {
    @TempDir
    Path root;

    private final FaultyChannel.Faults faults = new FaultyChannel.Faults();
    private final List<IOException> reported = new ArrayList<>();
    private final StorageHealth health = new StorageHealth(reported::add);
    private final LogEnvironment environment = new LogEnvironment(
            () -> 0,
            Runnable::run,
            (path, options) -> new FaultyChannel(FileChannel.open(path, options), faults),
            health);
    private PartitionLog log;
    private PartitionLog neighbour;

    @BeforeEach
    void openTwoLogsOfOneDirectory() throws IOException {
        log = open("book-0");
        neighbour = open("book-1");
        log.append(batch(0, 3, 1));
    }

    @Test
    void aFailedWriteEndsTheUseOfTheWholeDirectory() throws IOException {
        // when
        faults.writes = true;
        assertThatThrownBy(() -> log.append(batch(3, 5, 1))).hasMessage("Input/output error");
        faults.writes = false;

        // then
        assertThat(log.logEndOffset()).isEqualTo(3);
        everythingIsRefused();
    }

    @Test
    void aFullDiskLeavesTheLogAsItWasAndTakesTheSameBatchLater() throws IOException {
        // given
        faults.full = true;
        assertThatThrownBy(() -> log.append(batch(3, 5, 1))).isInstanceOf(DiskFullException.class);
        assertThat(log.logEndOffset()).isEqualTo(3);
        assertThat(Files.size(root.resolve("book-0/00000000000000000000.log")))
                .as("nothing of the batch is left behind (H50)")
                .isEqualTo(log.sizeInBytes());
        try (LogSlice slice = log.read(0, 1 << 20, 3)) {
            assertThat(slice.sizeInBytes()).isEqualTo(log.sizeInBytes());
        }

        // when
        faults.full = false;
        log.append(batch(3, 5, 1));

        // then
        assertThat(reported).isEmpty();
        assertThat(log.logEndOffset()).isEqualTo(5);
    }

    @Test
    void aFullDiskThatCannotBeCutBackEndsTheUseOfTheDirectory() throws IOException {
        faults.full = true;
        faults.truncations = true;
        assertThatThrownBy(() -> log.append(batch(3, 5, 1))).hasMessage("Read-only file system");
        faults.full = false;
        faults.truncations = false;

        everythingIsRefused();
    }

    @Test
    void aSnapshotThatFindsNoRoomIsDoneWithout() throws IOException {
        // given
        ProducerSnapshot older = new ProducerSnapshot(0, Offsets.NO_EPOCH, List.of());
        log.keepProducers(older);

        // when
        faults.full = true;
        assertThatThrownBy(() -> log.keepProducers(new ProducerSnapshot(3, 1, List.of())))
                .isInstanceOf(DiskFullException.class);
        faults.full = false;

        // then
        assertThat(reported).isEmpty();
        assertThat(root.resolve("book-0/00000000000000000003.snapshot")).doesNotExist();
        assertThat(log.newestProducers()).isEqualTo(older);
        log.append(batch(3, 5, 1));
    }

    @Test
    void aSnapshotThatTheDiskFailsToTakeEndsTheUseToo() throws IOException {
        faults.forces = true;
        assertThatThrownBy(() -> log.keepProducers(new ProducerSnapshot(3, 1, List.of())))
                .hasMessage("Input/output error");
        faults.forces = false;

        everythingIsRefused();
    }

    @Test
    void aFailedForceIsNeverTriedAgain() throws IOException {
        faults.forces = true;
        assertThatThrownBy(log::flush).hasMessage("Input/output error");
        faults.forces = false;

        assertThat(log.flushedOffset()).isZero();
        everythingIsRefused();
    }

    @Test
    void whatAFailedForceLostIsNotCalledForcedByALaterOne() throws IOException {
        // given a disk that drops what it could not write, and says nothing of it the next time (fsyncgate)
        FixedCheckpoints checkpoints = new FixedCheckpoints();
        PartitionLog third = open("book-2", checkpoints);
        third.append(batch(0, 3, 1));
        third.flush();
        third.append(batch(3, 5, 1));
        Path file = root.resolve("book-2/00000000000000000000.log");
        long onDisk =
                RecordBatch.at(ByteBuffer.wrap(Files.readAllBytes(file)), 0).sizeInBytes();
        faults.forces = true;
        assertThatThrownBy(third::flush).hasMessage("Input/output error");
        faults.forces = false;

        // when somebody tries again, and the power goes
        assertThatThrownBy(third::flush).isInstanceOf(IOException.class);
        third.close();
        long promised = third.flushedOffset();
        try (FileChannel disk = FileChannel.open(file, StandardOpenOption.WRITE)) {
            disk.truncate(onDisk);
        }

        // then nothing is missing of what was called forced, and no mark says the stop was clean
        assertThat(promised).isEqualTo(3);
        assertThat(checkpoints.cleanEnd).isNull();
        checkpoints.recoveryPoint = promised;
        checkpoints.pageCacheKept = false;
        RecoveredLog recovered = new LogRecovery(
                        root.resolve("book-2"),
                        TopicConfig.DEFAULTS,
                        checkpoints,
                        LogEnvironment.of(() -> 0, Runnable::run, new StorageHealth(failure -> {})))
                .run();
        assertThat(recovered.segments().lastEntry().getValue().nextOffset()).isEqualTo(3);
        recovered.segments().lastEntry().getValue().abandon();
    }

    @Test
    void aFailedTruncationEndsTheUseToo() throws IOException {
        faults.truncations = true;
        assertThatThrownBy(() -> log.truncateTo(0)).hasMessage("Read-only file system");
        faults.truncations = false;

        everythingIsRefused();
    }

    @Test
    void aForceThatFailsInTheBackgroundIsNotOverlooked() throws IOException {
        faults.forces = true;
        log.roll();
        faults.forces = false;

        everythingIsRefused();
    }

    @Test
    void whatAFailedWriteLeftIsATornTailToTheNextRun() throws IOException {
        faults.writes = true;
        assertThatThrownBy(() -> log.append(batch(3, 5, 1))).isInstanceOf(IOException.class);
        faults.writes = false;
        log.close();

        StorageHealth afterRestart = new StorageHealth(failure -> {});
        try (PartitionLog again = SegmentedLog.open(
                root.resolve("book-0"),
                TopicConfig.DEFAULTS,
                LogCheckpoints.inMemory(),
                LogEnvironment.of(() -> 0, Runnable::run, afterRestart),
                new DeletedFiles())) {
            assertThat(again.logEndOffset()).isEqualTo(3);
        }
    }

    private void everythingIsRefused() throws IOException {
        assertThat(reported).hasSize(1);
        for (PartitionLog any : List.of(log, neighbour)) {
            assertThatThrownBy(() -> any.append(batch(3, 5, 1))).hasMessageContaining("failed earlier");
            assertThatThrownBy(() -> any.read(0, 1, 1)).hasMessageContaining("failed earlier");
            assertThatThrownBy(any::flush).hasMessageContaining("failed earlier");
            assertThatThrownBy(() -> any.truncateTo(0)).hasMessageContaining("failed earlier");
            assertThatThrownBy(() -> any.beginEpoch(9)).hasMessageContaining("failed earlier");
            any.close();
        }
        assertThat(reported).hasSize(1);
    }

    private PartitionLog open(String name) throws IOException {
        return open(name, LogCheckpoints.inMemory());
    }

    private PartitionLog open(String name, LogCheckpoints checkpoints) throws IOException {
        return SegmentedLog.open(
                Files.createDirectory(root.resolve(name)),
                TopicConfig.DEFAULTS,
                checkpoints,
                environment,
                new DeletedFiles());
    }
}
