package io.sampo.storage.scrubbing;

import static io.sampo.storage.Batches.batch;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sampo.model.TopicConfig;
import io.sampo.model.TopicId;
import io.sampo.model.TopicPartition;
import io.sampo.storage.LogEnvironment;
import io.sampo.storage.SegmentedLog;
import io.sampo.storage.directory.LogDirectory;
import io.sampo.storage.directory.LogDirectoryException;
import io.sampo.storage.flush.StorageHealth;
import io.sampo.storage.recovery.CorruptLogException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogScrubberTest {
    private static final TopicPartition SOUND = new TopicPartition("book", 0);
    private static final TopicPartition BAD = new TopicPartition("book", 1);
    private static final TopicId BOOK = TopicId.random();
    private static final ScrubSettings SETTINGS = new ScrubSettings(1, Long.MAX_VALUE);
    private static final String SEGMENT = "00000000000000000000";
    /** Of the last batch's header, where no CRC reaches and nothing follows: the low byte of the leader epoch. */
    private static final int EPOCH_AT = batch(0, 10, 1).remaining() + 15;

    @TempDir
    Path root;

    private final Map<TopicPartition, CorruptLogException> damaged = new LinkedHashMap<>();
    private LogDirectory directory;

    @BeforeEach
    void openTwoLogs() throws IOException {
        directory = open();
        for (TopicPartition partition : new TopicPartition[] {SOUND, BAD}) {
            SegmentedLog log = directory.openLog(partition, BOOK, TopicConfig.DEFAULTS);
            log.append(batch(0, 10, 1));
            log.append(batch(10, 20, 1));
            log.roll();
            log.append(batch(20, 30, 1));
            log.flush();
        }
    }

    @AfterEach
    void close() throws IOException {
        directory.close();
    }

    @Test
    void aSoundDirectoryIsReadAndLeftAsItIs() throws IOException {
        // given
        byte[] sums = Files.readAllBytes(file(BAD, ".sums"));
        LogScrubber scrubber = scrubber();
        // when
        scrubber.pass();
        // then the sealed segment of each log, and nothing of the active one
        assertThat(damaged).isEmpty();
        assertThat(scrubber.figures().segments()).isEqualTo(2);
        assertThat(scrubber.figures().bytesRead())
                .isEqualTo(Files.size(file(BAD, ".log")) + Files.size(file(SOUND, ".log")));
        assertThat(file(BAD, ".sums")).hasBinaryContent(sums);
    }

    @Test
    void aBitThatFlippedOnTheDiskIsFoundAndItsLogGoesIntoQuarantine() throws IOException {
        // given
        flip(file(BAD, ".log"), (int) Files.size(file(BAD, ".log")) - 1);
        // when
        LogScrubber scrubber = scrubber();
        scrubber.pass();
        // then
        assertThat(damaged).containsOnlyKeys(BAD);
        assertThat(damaged.get(BAD)).hasMessageContaining("CRC");
        directory.quarantineLog(BAD, String.valueOf(damaged.get(BAD).getMessage()));
        assertThat(directory.quarantined()).isOne();
        assertThat(directory.openLogs()).containsOnlyKeys(SOUND);
        assertThatThrownBy(() -> directory.openLog(BAD, BOOK, TopicConfig.DEFAULTS))
                .isInstanceOf(LogDirectoryException.class)
                .hasMessageContaining("quarantine");
        damaged.clear();
        scrubber.pass();
        assertThat(damaged).isEmpty();
        assertThat(scrubber.figures().damaged()).isOne();
    }

    @Test
    void aHeaderBitThatNoCrcCoversIsFoundByTheSums() throws IOException {
        flip(file(BAD, ".log"), EPOCH_AT);

        scrubber().pass();

        assertThat(damaged).containsOnlyKeys(BAD);
        assertThat(damaged.get(BAD)).hasMessageContaining("outside of any CRC");
    }

    @Test
    void aSegmentThatLostItsEndIsFound() throws IOException {
        try (FileChannel file = FileChannel.open(file(BAD, ".log"), StandardOpenOption.WRITE)) {
            file.truncate(batch(0, 10, 1).remaining());
        }

        scrubber().pass();

        assertThat(damaged).containsOnlyKeys(BAD);
    }

    @Test
    void aSegmentWithoutSumsGetsThoseThatSampoWouldHaveWritten() throws IOException {
        // given a segment as of another program, taken by its indexes
        byte[] sums = Files.readAllBytes(file(BAD, ".sums"));
        directory.close();
        Files.delete(file(BAD, ".sums"));
        directory = open();
        directory.openLog(BAD, BOOK, TopicConfig.DEFAULTS);
        assertThat(file(BAD, ".sums")).doesNotExist();
        // when
        scrubber().pass();
        // then
        assertThat(damaged).isEmpty();
        assertThat(file(BAD, ".sums")).hasBinaryContent(sums);
        flip(file(BAD, ".log"), EPOCH_AT);
        scrubber().pass();
        assertThat(damaged).containsOnlyKeys(BAD);
    }

    @Test
    void whatIsDeletedWhileItIsReadIsNoDamage() throws IOException {
        // given a log that is cut below the scrub's hands
        flip(file(BAD, ".log"), EPOCH_AT);
        SegmentedLog log = directory.log(BAD).orElseThrow();
        // when / then
        assertThat(log.scrub(0, bytes -> truncate(log))).isNull();
    }

    @Test
    void aRateAndAnIntervalThatAreNoneAreRefused() {
        assertThatThrownBy(() -> new ScrubSettings(-1, 1)).hasMessageContaining("log.scrub.interval.ms = -1");
        assertThatThrownBy(() -> new ScrubSettings(1, 0)).hasMessageContaining("log.scrub.bytes.per.sec = 0");
    }

    private static void truncate(SegmentedLog log) {
        try {
            log.truncateTo(0);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private LogScrubber scrubber() {
        return LogScrubber.withoutThread(SETTINGS, directory::openLogs, damaged::put);
    }

    private LogDirectory open() throws IOException {
        return LogDirectory.open(
                root, 1, null, LogEnvironment.of(() -> 1, Runnable::run, new StorageHealth(failure -> {})));
    }

    private Path file(TopicPartition partition, String suffix) {
        return root.resolve(partition + "/" + SEGMENT + suffix);
    }

    private static void flip(Path file, int position) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            ByteBuffer one = ByteBuffer.allocate(1);
            channel.read(one, position);
            one.put(0, (byte) (one.get(0) ^ 4)).rewind();
            channel.write(one, position);
        }
    }
}
