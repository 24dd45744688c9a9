package io.sampo.storage.directory;

import static io.sampo.storage.Batches.batch;
import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.model.TopicConfig;
import io.sampo.model.TopicId;
import io.sampo.model.TopicPartition;
import io.sampo.storage.LogEnvironment;
import io.sampo.storage.directory.UnclaimedLogs.Claim;
import io.sampo.storage.flush.StorageHealth;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** H46, R15: a log goes because a record says so, never because somebody does not know it. */
class UnclaimedLogsTest {
    private static final TopicPartition BOOK_0 = new TopicPartition("book", 0);
    private static final TopicId BOOK = TopicId.random();
    private static final long LONG_AFTER = Long.MAX_VALUE / 2;

    @TempDir
    Path root;

    @Test
    void aLogThatTheMetadataDoesNotKnowIsNeverDeleted() throws IOException {
        // given
        long bytes = logOf(BOOK_0);
        // when
        sortOut(log -> Claim.UNKNOWN);
        // then nobody finds it as a replica, and a person finds every byte of it
        assertThat(names()).noneMatch(name -> name.equals("book-0"));
        List<String> stray =
                names().stream().filter(name -> name.endsWith("-stray")).toList();
        assertThat(stray).hasSize(1);
        assertThat(bytesIn(root.resolve(stray.get(0)))).isEqualTo(bytes).isPositive();
    }

    @Test
    void aLogThatDoesNotSayWhoseItIsStaysWhateverTheMetadataKnows() throws IOException {
        // given
        long bytes = logOf(BOOK_0);
        Files.writeString(root.resolve("book-0/partition.metadata"), "version: 0\ntopic");
        for (Claim claim : Claim.values()) {
            // when
            sortOut(log -> claim);
            // then
            assertThat(bytesIn(root.resolve("book-0"))).as("%s", claim).isEqualTo(bytes);
        }
    }

    @Test
    void aLogGoesWhenARecordHasDeletedItsTopic() throws IOException {
        // given
        logOf(BOOK_0);
        logOf(new TopicPartition("book", 1));
        // when
        sortOut(log -> log.partition().equals(BOOK_0) ? Claim.DELETED : Claim.REPLICA);
        // then
        assertThat(names()).filteredOn(name -> name.startsWith("book")).containsExactly("book-1");
    }

    private long logOf(TopicPartition partition) throws IOException {
        try (LogDirectory directory = open()) {
            directory.openLog(partition, BOOK, TopicConfig.DEFAULTS).append(batch(0, 10, 1));
        }
        return bytesIn(root.resolve(partition.toString()));
    }

    private void sortOut(Function<ExistingLog, Claim> claims) throws IOException {
        try (LogDirectory directory = open()) {
            UnclaimedLogs.sortOut(directory, claims, 1_000);
            directory.deleteExpiredFiles(LONG_AFTER);
        }
    }

    private LogDirectory open() throws IOException {
        return LogDirectory.open(
                root, 1, null, LogEnvironment.of(() -> 0, Runnable::run, new StorageHealth(failure -> {})));
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(root)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    /** Of its batches. */
    private static long bytesIn(Path log) throws IOException {
        return Files.size(log.resolve("00000000000000000000.log"));
    }
}
