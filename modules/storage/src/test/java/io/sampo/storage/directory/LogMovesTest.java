package io.sampo.storage.directory;

import static io.sampo.storage.Batches.baseOffsets;
import static io.sampo.storage.Batches.batch;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sampo.model.TopicConfig;
import io.sampo.model.TopicId;
import io.sampo.model.TopicPartition;
import io.sampo.storage.LogEnvironment;
import io.sampo.storage.SegmentedLog;
import io.sampo.storage.flush.StorageHealth;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A log goes from one directory to another while it is served (KIP-113). */
class LogMovesTest {
    private static final TopicPartition BOOK = new TopicPartition("book", 0);
    private static final TopicId ID = TopicId.random();
    private static final TopicConfig CONFIG = TopicConfig.of(Map.of("segment.bytes", "300"));

    @TempDir
    Path root;

    private LogDirectory here;
    private LogDirectory there;
    private SegmentedLog log;
    private final LogMoves moves = new LogMoves();

    @BeforeEach
    void open() throws IOException {
        here = open("here");
        there = open("there");
        log = here.openLog(BOOK, ID, CONFIG);
        for (int i = 0; i < 20; i++) {
            log.append(batch(i, i + 1, 0));
        }
        here.checkpoint(Map.of(BOOK, 15L));
    }

    @AfterEach
    void close() throws IOException {
        moves.close();
        here.close();
        there.close();
    }

    private LogDirectory open(String name) throws IOException {
        return LogDirectory.open(
                root.resolve(name),
                1,
                null,
                LogEnvironment.of(() -> 0L, Runnable::run, new StorageHealth(failure -> {})));
    }

    private void copied() throws Exception {
        CountDownLatch copied = new CountDownLatch(1);
        moves.begin(here, there, BOOK, copied::countDown);
        assertThat(copied.await(60, TimeUnit.SECONDS)).isTrue();
    }

    private static List<Path> directories(Path root) throws IOException {
        try (Stream<Path> entries = Files.list(root)) {
            return entries.filter(Files::isDirectory).toList();
        }
    }

    @Test
    void whatWasWrittenBeforeMeanwhileAndTakenAwayMeanwhileIsTheSameThere() throws Exception {
        // given
        copied();
        assertThat(moves.into(there).get(BOOK)).isPositive();
        log.append(batch(20, 21, 0));
        log.deleteBefore(7);
        long start = log.logStartOffset();
        log.close();

        // when
        LogDirectory home = moves.complete(BOOK, 0);

        // then
        assertThat(home).isSameAs(there);
        assertThat(moves.into(there)).isEmpty();
        SegmentedLog moved = there.openLog(BOOK, ID, CONFIG);
        assertThat(moved.logStartOffset()).isEqualTo(start);
        assertThat(moved.logEndOffset()).isEqualTo(21);
        assertThat(baseOffsets(moved)).endsWith(19L, 20L);
        assertThat(there.highWatermark(BOOK)).isEqualTo(15);
        assertThat(here.isMissing(BOOK, ID)).as("it is not lost where it was").isFalse();
        assertThat(here.existingLogs()).isEmpty();
        here.deleteExpiredFiles(TopicConfig.DEFAULTS.fileDeleteDelayMs());
        assertThat(directories(here.path())).isEmpty();
    }

    @Test
    void whatTheNewPlaceRememberedOfAnEarlierLogOfThatNameIsForgotten() throws Exception {
        // given: another topic of that name lay there
        SegmentedLog earlier = there.openLog(BOOK, TopicId.random(), CONFIG);
        earlier.append(batch(0, 30, 0));
        earlier.deleteBefore(25);
        there.checkpoint(Map.of(BOOK, 30L));
        there.strayLog(BOOK);
        copied();
        log.close();

        // when
        moves.complete(BOOK, 0);

        // then
        SegmentedLog moved = there.openLog(BOOK, ID, CONFIG);
        assertThat(moved.logStartOffset()).isZero();
        assertThat(moved.logEndOffset()).isEqualTo(20);
    }

    @Test
    void aLogThatIsOpenIsNotMoved() throws Exception {
        copied();
        assertThatThrownBy(() -> moves.complete(BOOK, 0)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aMoveThatWasCalledOffLeavesNothing() throws Exception {
        // given
        copied();

        // when
        moves.cancel(BOOK);
        log.close();

        // then
        assertThat(moves.complete(BOOK, 0)).isNull();
        assertThat(directories(there.path())).isEmpty();
        assertThat(here.openLog(BOOK, ID, CONFIG).logEndOffset()).isEqualTo(20);
    }

    @Test
    void aCopyThatWasNotCompletedIsRemovedAtTheNextStartAndIsNobodysLog() throws Exception {
        // given
        LogTransfer.begin(here, there, BOOK).copy(() -> false);
        assertThat(there.existingLogs()).isEmpty();

        // when
        there.close();
        there = open("there");
        there.deleteExpiredFiles(1);

        // then
        assertThat(directories(there.path())).isEmpty();
        assertThat(log.logEndOffset()).isEqualTo(20);
    }
}
