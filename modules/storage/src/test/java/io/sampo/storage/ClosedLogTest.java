package io.sampo.storage;

import static io.sampo.storage.Batches.batch;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sampo.logfiles.ChannelOpener;
import io.sampo.model.TopicConfig;
import io.sampo.model.TopicId;
import io.sampo.model.TopicPartition;
import io.sampo.storage.directory.LogDirectory;
import io.sampo.storage.directory.LogDirectoryException;
import io.sampo.storage.flush.StorageHealth;
import io.sampo.storage.producer.ProducerSnapshot;
import io.sampo.storage.recovery.LogRecovery;
import io.sampo.storage.recovery.RecoveredLog;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When a close has returned, the files are somebody else's: nothing is created or written there any more. */
class ClosedLogTest {
    private static final TopicPartition BOOK_0 = new TopicPartition("book", 0);
    private static final TopicId BOOK = TopicId.random();

    @TempDir
    Path root;

    private final List<IOException> failures = new ArrayList<>();
    private final StorageHealth health = new StorageHealth(failures::add);
    private Closer closer = new Closer("", () -> {});

    @Test
    void aSnapshotThatIsBeingWrittenIsWholeWhenTheCloseReturns() throws Exception {
        // given
        SegmentedLog log = SegmentedLog.open(
                root, TopicConfig.DEFAULTS, LogCheckpoints.inMemory(), environment(), new DeletedFiles());
        log.append(batch(0, 3, 1));
        closer = new Closer(".snapshot", log::close);
        // when
        log.keepProducers(new ProducerSnapshot(3, 1, List.of()));
        closer.thread.join();
        // then
        assertThat(closer.namesBehind).isEqualTo(names(root)).anyMatch(name -> name.endsWith(".snapshot"));
        assertThatThrownBy(() -> log.keepProducers(new ProducerSnapshot(3, 1, List.of())))
                .hasMessageContaining("is closed");
        assertThat(failures).isEmpty();
    }

    @Test
    void aReadThatComesBehindTheCloseIsRefused() throws IOException {
        // given
        LogEnvironment environment = environment();
        LogCheckpoints checkpoints = LogCheckpoints.inMemory();
        RecoveredLog recovered = new LogRecovery(root, TopicConfig.DEFAULTS, checkpoints, environment).run();
        LogState state = new LogState(root, new LogLimits(TopicConfig.DEFAULTS), checkpoints, environment, recovered);
        LogReader reader = new LogReader(state);
        // when
        state.closed = true;
        // then
        assertThatThrownBy(() -> reader.read(0, 1, 1)).hasMessageContaining("is closed");
        assertThatThrownBy(() -> reader.forEachBatch(0, batch -> {})).hasMessageContaining("is closed");
        assertThatThrownBy(() -> reader.offsetForTimestamp(0)).hasMessageContaining("is closed");
    }

    @Test
    void aDirectoryIsGivenUpOnlyWhenNoLogIsBeingOpenedThereAnyMore() throws Exception {
        // given
        LogDirectory directory = LogDirectory.open(root, 1, null, environment());
        closer = new Closer(".log", directory::close);
        // when
        SegmentedLog log = directory.openLog(BOOK_0, BOOK, TopicConfig.DEFAULTS);
        closer.thread.join();
        // then
        assertThat(log.isClosed()).isTrue();
        try (LogDirectory next = LogDirectory.open(root, 1, null, environment())) {
            assertThat(next.crashProof().crashClean()).isTrue();
        }
    }

    @Test
    void aDirectoryThatWasGivenUpIsLeftAlone() throws IOException {
        // given
        LogDirectory directory = LogDirectory.open(root, 1, null, environment());
        directory.openLog(BOOK_0, BOOK, TopicConfig.DEFAULTS).append(batch(0, 3, 1));
        directory.close();
        List<String> names = names(root);
        // when / then
        assertThatThrownBy(() -> directory.checkpoint(Map.of(BOOK_0, 2L))).hasMessageContaining("is closed");
        assertThatThrownBy(() -> directory.deleteExpiredFiles(1)).hasMessageContaining("is closed");
        assertThatThrownBy(() -> directory.deleteLog(BOOK_0, 0)).hasMessageContaining("is closed");
        assertThatThrownBy(() -> directory.openLog(new TopicPartition("book", 1), BOOK, TopicConfig.DEFAULTS))
                .hasMessageContaining("is closed");
        assertThat(names(root)).isEqualTo(names);
        assertThat(failures).isEmpty();
    }

    @Test
    void aDirectoryThatIsBeingClosedIsStillInUse() throws Exception {
        // given
        LogDirectory directory = LogDirectory.open(root, 1, null, environment());
        List<Throwable> met = new ArrayList<>();
        closer = new Closer(".log", directory::close) {
            @Override
            void whileItWaits() {
                try (LogDirectory other = LogDirectory.open(root, 1, null, environment())) {
                    met.add(new AssertionError("opened twice: " + other.path()));
                } catch (IOException e) {
                    met.add(e);
                }
            }
        };
        // when
        directory.openLog(BOOK_0, BOOK, TopicConfig.DEFAULTS);
        closer.thread.join();
        // then
        assertThat(met).hasSize(1).first().isInstanceOf(LogDirectoryException.class);
    }

    private LogEnvironment environment() {
        ChannelOpener channels = (path, options) -> {
            closer.isOpened(path);
            return FileChannel.open(path, options);
        };
        return new LogEnvironment(() -> 0, task -> {}, channels, health);
    }

    private static List<String> names(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private interface Close {
        void run() throws IOException;
    }

    /** Closes on a thread of its own once a file of some kind is about to be opened, which goes on when the close waits. */
    private class Closer {
        final Thread thread;
        private final String suffix;
        private boolean started;
        List<String> namesBehind = List.of();

        Closer(String suffix, Close close) {
            this.suffix = suffix;
            this.thread = new Thread(
                    () -> {
                        try {
                            close.run();
                            namesBehind = names(root);
                        } catch (IOException e) {
                            failures.add(e);
                        }
                    },
                    "sampo-test-close");
        }

        void isOpened(Path path) {
            if (!suffix.isEmpty() && !started && path.toString().endsWith(suffix)) {
                started = true;
                thread.start();
                while (thread.getState() == Thread.State.NEW || thread.getState() == Thread.State.RUNNABLE) {
                    Thread.onSpinWait();
                }
                whileItWaits();
            }
        }

        /** Between the begin of the close and the use that it waits for. */
        void whileItWaits() {}
    }
}
