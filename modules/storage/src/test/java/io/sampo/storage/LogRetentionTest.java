package io.sampo.storage;

import static io.sampo.storage.Batches.baseOffsets;
import static io.sampo.storage.Batches.batch;
import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.logfiles.segment.SegmentNames;
import io.sampo.model.TopicConfig;
import io.sampo.storage.flush.StorageHealth;
import io.sampo.storage.retention.RetentionClock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Retention of a log on disk: R16, R21, H87, H88, H92. */
class LogRetentionTest {
    private static final long FAR_FUTURE_MS = 32_472_144_000_000L;

    @TempDir
    Path directory;

    private final FixedCheckpoints checkpoints = new FixedCheckpoints();

    @Test
    void theLogStartIsDurableBeforeTheFirstFileGoes() throws IOException {
        // given
        List<List<Long>> thereWhenPersisted = new ArrayList<>();
        LogCheckpoints watched = new FixedCheckpoints() {
            @Override
            public void persistLogStart(long offset) throws IOException {
                super.persistLogStart(offset);
                thereWhenPersisted.add(segments());
            }
        };
        try (SegmentedLog log = open(Map.of("retention.ms", "10", "segment.bytes", "100"), watched)) {
            append(log, 0, 3);

            // when
            assertThat(log.applyRetention(3, 1_000)).isEqualTo(3);

            // then
            assertThat(thereWhenPersisted).containsExactly(List.of(0L, 1L, 2L, 3L));
            assertThat(watched.logStartOffset()).isEqualTo(3);
            assertThat(segments()).containsExactly(3L);
        }
    }

    @Test
    void segmentsThatACrashLeftBelowTheLogStartGoWithTheNextCheck() throws IOException {
        // given
        Map<String, String> forever = Map.of("retention.ms", "-1", "segment.bytes", "100");
        try (SegmentedLog log = open(forever, checkpoints)) {
            append(log, 0, 4);
        }
        checkpoints.logStartOffset = 2;

        // when
        try (SegmentedLog log = open(forever, checkpoints)) {
            assertThat(log.logStartOffset()).isEqualTo(2);
            assertThat(log.applyRetention(4, 1_000)).isEqualTo(2);

            // then
            assertThat(segments()).containsExactly(2L, 3L);
        }
    }

    @Test
    void aRecordFromTheFutureDoesNotPinItsSegment() throws IOException {
        try (SegmentedLog log = open(Map.of("retention.ms", "1000", "segment.bytes", "100"), checkpoints)) {
            // given
            log.append(batch(0, 1, 1, FAR_FUTURE_MS));
            append(log, 1, 3);
            long writtenMs = System.currentTimeMillis();

            // when it is younger than it may claim to be, and when it is older
            assertThat(log.applyRetention(3, writtenMs)).isZero();
            long start = log.applyRetention(3, writtenMs + 2 * 3_600_000);

            // then
            assertThat(start).isEqualTo(3);
        }
    }

    @Test
    void aJumpedClockExpiresNothing() throws IOException {
        try (SegmentedLog log = open(Map.of("retention.ms", "1000", "segment.bytes", "100"), checkpoints)) {
            append(log, 0, 3);

            assertThat(log.applyRetention(3, RetentionClock.UNKNOWN)).isZero();
            assertThat(baseOffsets(log)).hasSize(3);
        }
    }

    @Test
    void aChangedConfigurationCountsFromTheNextCheckOn() throws IOException {
        try (SegmentedLog log = open(Map.of("retention.ms", "-1", "segment.bytes", "100"), checkpoints)) {
            // given
            append(log, 0, 3);
            assertThat(log.applyRetention(3, 1_000_000)).isZero();

            // when
            log.configure(TopicConfig.of(Map.of("retention.ms", "10", "segment.bytes", "100")));

            // then
            assertThat(log.applyRetention(3, 1_000_000)).isEqualTo(3);
        }
    }

    @Test
    void jitterSpreadsTheRollsOfManyLogsAndNeverDelaysOne() {
        // given
        LogLimits limits = new LogLimits(TopicConfig.of(Map.of("segment.ms", "1000", "segment.jitter.ms", "400")));
        Set<Long> rolls = new HashSet<>();

        // when
        for (int partition = 0; partition < 100; partition++) {
            rolls.add(limits.rollMs("topic-" + partition, 0));
        }

        // then
        assertThat(rolls).hasSizeGreaterThan(50).allMatch(ms -> ms > 600 && ms <= 1_000);
        assertThat(limits.rollMs("topic-7", 5)).isEqualTo(limits.rollMs("topic-7", 5));
        assertThat(new LogLimits(TopicConfig.DEFAULTS).rollMs("topic-7", 5)).isEqualTo(604_800_000);
    }

    private SegmentedLog open(Map<String, String> config, LogCheckpoints known) throws IOException {
        LogEnvironment environment = LogEnvironment.of(() -> 0, Runnable::run, new StorageHealth(failure -> {}));
        return SegmentedLog.open(
                directory, TopicConfig.of(new HashMap<>(config)), known, environment, new DeletedFiles());
    }

    private static void append(SegmentedLog log, long from, long to) throws IOException {
        for (long offset = from; offset < to; offset++) {
            log.append(batch(offset, offset + 1, 1));
        }
    }

    private List<Long> segments() {
        try {
            return SegmentNames.baseOffsets(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
