package io.sampo.storage.cleaning;

import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.compaction.CompactionRequest;
import io.sampo.model.TopicConfig;
import io.sampo.records.RecordBatchBuilder;
import io.sampo.storage.MemoryLog;
import io.sampo.storage.cleaning.LogCleaner.Candidate;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LogCleanerTest {
    private static final long NOW_MS = 1_000_000;
    private static final CleanerSettings SETTINGS = new CleanerSettings(1, 1 << 20, 1 << 16, 10, 1e12);
    private static final TopicConfig COMPACTED =
            TopicConfig.of(Map.of("cleanup.policy", "compact", "min.cleanable.dirty.ratio", "0.1"));

    private final List<Candidate> candidates = new ArrayList<>();
    private final LogCleaner cleaner = LogCleaner.withoutThreads(SETTINGS, () -> candidates, () -> NOW_MS);

    @Test
    void theDirtiestLogIsCleanedFirstAndThenTheNext() throws IOException {
        // given
        MemoryLog halfClean = log(COMPACTED, 2);
        halfClean.compact(CompactionRequest.upTo(2, NOW_MS));
        append(halfClean, 2, 1);
        add("half-clean", halfClean);
        add("all-dirty", log(COMPACTED, 3));
        // when / then
        assertThat(cleaner.cleanDirtiest()).isTrue();
        assertThat(cleaner.figures().dirtyRatioMax()).isEqualTo(1);
        assertThat(candidates.get(1).log().cleanable(100, NOW_MS).isDirty()).isFalse();
        assertThat(halfClean.cleanable(100, NOW_MS).isDirty()).isTrue();
        assertThat(cleaner.cleanDirtiest()).isTrue();
        assertThat(cleaner.cleanDirtiest()).isFalse();
        assertThat(cleaner.figures().runs()).isEqualTo(2);
        assertThat(cleaner.figures().recordsRemoved()).isEqualTo(3);
    }

    @Test
    void aLogThatIsNotCompactedIsLeftAlone() throws IOException {
        // given
        add("deleted", log(TopicConfig.DEFAULTS, 3));
        // when / then
        assertThat(cleaner.cleanDirtiest()).isFalse();
    }

    @Test
    void aLogThatCannotBeCleanedDoesNotStopTheOthers() throws IOException {
        // given
        MemoryLog broken = log(COMPACTED, 1);
        ByteBuffer bytes = keyed(1, "k", "v");
        bytes.put(bytes.limit() - 1, (byte) ~bytes.get(bytes.limit() - 1));
        broken.append(bytes);
        broken.roll();
        add("broken", broken);
        add("sound", log(COMPACTED, 3));
        // when
        while (cleaner.cleanDirtiest()) {
            assertThat(cleaner.figures().runs()).isLessThan(10);
        }
        // then
        assertThat(cleaner.figures().uncleanable()).isOne();
        assertThat(cleaner.figures().runs()).isOne();
        assertThat(broken.logEndOffset()).isEqualTo(2);
    }

    @Test
    void whileTheTimeIsNotToBeTrustedNothingIsCleaned() throws IOException {
        // given
        add("dirty", log(COMPACTED, 3));
        LogCleaner timeless = LogCleaner.withoutThreads(SETTINGS, () -> candidates, () -> Long.MIN_VALUE);
        // when / then
        assertThat(timeless.cleanDirtiest()).isFalse();
    }

    @Test
    void itsThreadsCleanUntilItIsClosed() throws Exception {
        // given
        MemoryLog log = log(COMPACTED, 3);
        add("dirty", log);
        // when
        try (LogCleaner running = LogCleaner.start(SETTINGS, () -> candidates, () -> NOW_MS)) {
            long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
            while (running.figures().runs() == 0 && System.nanoTime() < deadline) {
                Thread.sleep(5);
            }
            // then
            assertThat(running.figures().runs()).isOne();
        }
        assertThat(log.cleanable(100, NOW_MS).isDirty()).isFalse();
    }

    @Test
    void thePaceIsThatOfAllBytesAndForgetsIdleTime() {
        // given
        long[] nowNs = {0};
        IoPace pace = new IoPace(1_000, () -> nowNs[0]);
        // when / then
        assertThat(pace.note(500)).isEqualTo(500_000_000L);
        assertThat(pace.note(500)).isEqualTo(1_000_000_000L);
        nowNs[0] = 60_000_000_000L;
        assertThat(pace.note(100)).isEqualTo(60_100_000_000L);
    }

    private void add(String name, MemoryLog log) {
        candidates.add(new Candidate(name, log, 100));
    }

    /** {@code count} sealed segments with one record of the same key each. */
    private static MemoryLog log(TopicConfig config, int count) throws IOException {
        MemoryLog log = new MemoryLog(config, () -> NOW_MS);
        append(log, 0, count);
        return log;
    }

    private static void append(MemoryLog log, long from, int count) throws IOException {
        for (long offset = from; offset < from + count; offset++) {
            log.append(keyed(offset, "key", "value " + offset));
            log.roll();
        }
    }

    private static ByteBuffer keyed(long offset, String key, String value) {
        RecordBatchBuilder batch = new RecordBatchBuilder().baseOffset(offset).leaderEpoch(1);
        batch.append(
                NOW_MS,
                ByteBuffer.wrap(key.getBytes(java.nio.charset.StandardCharsets.UTF_8)),
                ByteBuffer.wrap(value.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
        return batch.build();
    }
}
