package io.sampo.storage;

import static io.sampo.storage.Batches.baseOffsets;
import static io.sampo.storage.Batches.batch;
import static io.sampo.storage.Batches.joined;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sampo.logfiles.DiskFullException;
import io.sampo.logfiles.ForceFailedException;
import io.sampo.model.TopicConfig;
import io.sampo.storage.flush.StorageHealth;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** STORAGE 4.8: a disk without room refuses and waits, whichever file it is that finds none; it is never a failed one. */
class FullDiskTest {
    private static final TopicConfig CONFIG = TopicConfig.of(Map.of("segment.bytes", "100"));

    @TempDir
    Path directory;

    private final FaultyChannel.Faults full = new FaultyChannel.Faults();
    private final List<IOException> failures = new ArrayList<>();
    private Predicate<String> finding = name -> false;
    private FullCheckpoints checkpoints = new FullCheckpoints();
    private SegmentedLog log;

    @BeforeEach
    void openALog() throws IOException {
        log = open();
        log.append(batch(0, 3, 1));
    }

    @Test
    void aRollWithoutRoomLeavesNoSegmentBehind() throws IOException {
        for (String kind : List.of(".sums", ".timeindex")) {
            // given
            List<String> names = names();
            noRoomFor(name -> name.endsWith(kind));
            // when
            assertThatThrownBy(log::roll).as(kind).isInstanceOf(DiskFullException.class);
            // then
            assertThat(names()).as(kind).isEqualTo(names);
            roomAgain();
        }
        log.append(batch(3, 5, 1));
        log.roll();
        log.append(batch(5, 6, 1));
        reopened(0L, 3L, 5L);
    }

    @Test
    void anAppendThatARollCutsInTwoIsThereWholeOrNotAtAll() throws IOException {
        // given room for the rest of this segment, and none for the next
        log = reopen(TopicConfig.of(Map.of("segment.bytes", Long.toString(3 * log.sizeInBytes()))));
        noRoomFor(name -> name.contains("00000000000000000003") || name.contains("00000000000000000004"));
        // when
        assertThatThrownBy(() -> log.append(joined(batch(3, 4, 1), batch(4, 40, 1))))
                .isInstanceOf(DiskFullException.class);
        // then
        assertThat(failures).isEmpty();
        assertThat(log.logEndOffset()).isEqualTo(3);
        roomAgain();
        log.append(joined(batch(3, 4, 1), batch(4, 40, 1)));
        reopened(0L, 3L, 4L);
    }

    @Test
    void sumsThatFindNoRoomComeLater() throws IOException {
        // given
        log.roll();
        noRoomFor(name -> name.endsWith(".sums"));
        // when
        log.append(batch(3, 5, 1).duplicate());
        log.flush();
        // then
        assertThat(log.flushedOffset()).isEqualTo(5);
        roomAgain();
        reopened(0L, 3L);
    }

    @Test
    void aCheckpointThatFindsNoRoomLeavesTheLogAsItWas() throws IOException {
        // given
        log.roll();
        log.append(batch(3, 5, 1));
        log.roll();
        log.flush();
        checkpoints.full = true;
        // when / then
        assertThatThrownBy(() -> log.truncateTo(3)).isInstanceOf(DiskFullException.class);
        assertThatThrownBy(() -> log.deleteBefore(3)).isInstanceOf(DiskFullException.class);
        assertThatThrownBy(() -> log.restartAt(90)).isInstanceOf(DiskFullException.class);
        assertThat(log.logStartOffset()).isZero();
        assertThat(log.logEndOffset()).isEqualTo(5);
        assertThat(failures).isEmpty();
        checkpoints.full = false;
        log.append(batch(5, 6, 1));
        log.flush();
        assertThat(log.flushedOffset()).isEqualTo(6);
        reopened(0L, 3L, 5L);
    }

    @Test
    void aStopWithoutRoomForIndexesIsNotCalledClean() throws IOException {
        // given
        log.append(batch(3, 5, 1));
        noRoomFor(name -> name.endsWith("index"));
        // when
        log.close();
        // then
        assertThat(failures).isEmpty();
        assertThat(checkpoints.cleanEnd).isNull();
        roomAgain();
        log = open();
        assertThat(baseOffsets(log)).containsExactly(0L, 3L);
        log.close();
    }

    @Test
    void aForceThatFailsForWantOfRoomIsAFailureAllTheSame() {
        IOException said = new IOException("No space left on device");

        assertThat(DiskFullException.isMeantBy(said)).isTrue();
        assertThat(DiskFullException.isMeantBy(new ForceFailedException(said))).isFalse();
    }

    private void noRoomFor(Predicate<String> files) {
        finding = files;
        full.full = true;
    }

    /** Also for what was opened meanwhile. */
    private void roomAgain() {
        full.full = false;
    }

    /** The directory has not failed, and a start behind a crash finds all of the log. */
    private void reopened(Long... baseOffsets) throws IOException {
        assertThat(failures).isEmpty();
        log.flush();
        log.abandon();
        checkpoints.cleanEnd = null;
        log = open();
        assertThat(baseOffsets(log)).containsExactly(baseOffsets);
        log.close();
    }

    private SegmentedLog reopen(TopicConfig config) throws IOException {
        log.close();
        return open(config);
    }

    private SegmentedLog open() throws IOException {
        return open(CONFIG);
    }

    private SegmentedLog open(TopicConfig config) throws IOException {
        LogEnvironment environment = new LogEnvironment(
                () -> 0,
                task -> {},
                (path, options) -> {
                    FileChannel file = FileChannel.open(path, options);
                    return finding.test(path.getFileName().toString()) ? new FaultyChannel(file, full) : file;
                },
                new StorageHealth(failures::add));
        return SegmentedLog.open(directory, config, checkpoints, environment, new DeletedFiles());
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private static final class FullCheckpoints extends FixedCheckpoints {
        boolean full;

        private void room() throws IOException {
            if (full) {
                throw new IOException("No space left on device");
            }
        }

        @Override
        public void persistLogStart(long newLogStartOffset) throws IOException {
            room();
            super.persistLogStart(newLogStartOffset);
        }

        @Override
        public void lowerRecoveryPoint(long offset) throws IOException {
            room();
            super.lowerRecoveryPoint(offset);
        }
    }
}
