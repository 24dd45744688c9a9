package io.sampo.storage.directory;

import static io.sampo.storage.Batches.batch;
import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.logfiles.DurableFiles;
import io.sampo.model.Offsets;
import io.sampo.model.TopicConfig;
import io.sampo.model.TopicId;
import io.sampo.model.TopicPartition;
import io.sampo.storage.LogEnvironment;
import io.sampo.storage.PartitionLog;
import io.sampo.storage.flush.StorageHealth;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What lay in a log directory before, and what is gone from it, proves nothing about the last run: H44, H51. */
class ReturnedMarkerTest {
    private static final TopicPartition BOOK_0 = new TopicPartition("book", 0);
    private static final TopicId BOOK = TopicId.random();
    private static final String MARKER = ".sampo-clean-shutdown";

    @TempDir
    Path root;

    @Test
    void aCleanMarkerThatComesBackSparesNoScan() throws IOException {
        // given: a clean stop, then a run that is cut off in the middle of its second batch
        try (LogDirectory directory = open()) {
            directory.writeRunningMarker(17);
            directory.openLog(BOOK_0, BOOK, TopicConfig.DEFAULTS).append(batch(0, 10, 3));
        }
        byte[] marker = Files.readAllBytes(data().resolve(MARKER));
        try (LogDirectory directory = open()) {
            directory.writeRunningMarker(18);
            directory.openLog(BOOK_0, BOOK, TopicConfig.DEFAULTS).append(batch(10, 20, 3));
        }
        Files.write(data().resolve(MARKER), marker);
        Files.deleteIfExists(data().resolve("recovery-point-offset-checkpoint"));
        int intact = batch(0, 10, 3).remaining();
        try (DirectoryStream<Path> sides = Files.newDirectoryStream(data().resolve("book-0"), "*.sums")) {
            for (Path side : sides) {
                Files.delete(side);
            }
        }
        garble(data().resolve("book-0/00000000000000000000.log"), intact + 80);

        // when
        try (LogDirectory directory = open()) {
            PartitionLog log = directory.openLog(BOOK_0, BOOK, TopicConfig.DEFAULTS);

            // then: the torn batch is not served
            assertThat(log.logEndOffset()).isEqualTo(10);
            assertThat(log.sizeInBytes()).isEqualTo(intact);
        }
    }

    @Test
    void anEmptiedDirectoryIsAnotherOne() throws IOException {
        // given
        UUID before = emptied();

        // when / then
        try (LogDirectory directory = open()) {
            assertThat(directory.directoryId()).isNotEqualTo(before);
        }
    }

    @Test
    void anEmptiedDirectoryProvesNothing() throws IOException {
        // given
        emptied();

        // when / then: else the controller leaves a replica in the ISR that begins anew with nothing
        try (LogDirectory directory = open()) {
            assertThat(directory.crashProof()).isEqualTo(new CrashProof(Offsets.UNKNOWN, false));
        }
    }

    /** Fills the directory and empties it; the identity that it had. */
    private UUID emptied() throws IOException {
        UUID identity;
        try (LogDirectory directory = open()) {
            directory.writeRunningMarker(17);
            directory.openLog(BOOK_0, BOOK, TopicConfig.DEFAULTS).append(batch(0, 10, 3));
            identity = directory.directoryId();
        }
        DurableFiles.deleteTree(data());
        return identity;
    }

    private static void garble(Path file, int position) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(new byte[] {0x55, 0x55, 0x55}), position);
        }
    }

    private Path data() {
        return root.resolve("data");
    }

    private LogDirectory open() throws IOException {
        return LogDirectory.open(
                data(), 1, null, LogEnvironment.of(() -> 0, Runnable::run, new StorageHealth(failure -> {})));
    }
}
