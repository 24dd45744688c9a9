package io.sampo.storage;

import static io.sampo.storage.Batches.batch;
import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.model.TopicConfig;
import io.sampo.storage.flush.StorageHealth;
import io.sampo.storage.recovery.LogRecovery;
import io.sampo.storage.recovery.RecoveredLog;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogFlusherTest {
    @TempDir
    Path directory;

    private final Queue<Runnable> background = new ArrayDeque<>();
    private final FixedCheckpoints checkpoints = new FixedCheckpoints();

    @Test
    void aForceWhileTheLogIsCutCountsUpToTheCutOnly() throws IOException {
        // given
        LogState log = open();
        LogWriter writer = new LogWriter(log);
        writer.append(batch(0, 10, 1));
        writer.append(batch(10, 20, 1));

        // when
        log.flusher.cutBegins(10);
        log.flusher.flush(log);

        // then
        assertThat(log.flusher.flushedOffset()).isEqualTo(10);
        log.flusher.cutEnded();
        log.flusher.flush(log);
        assertThat(log.flusher.flushedOffset()).isEqualTo(20);
    }

    @Test
    void aRollForcesTheOldSegmentInTheBackground() throws IOException {
        LogState log = open();
        LogWriter writer = new LogWriter(log);
        writer.append(batch(0, 10, 1));

        writer.roll();
        assertThat(log.flusher.flushedOffset()).isZero();
        background.remove().run();

        assertThat(log.flusher.flushedOffset()).isEqualTo(10);
    }

    @Test
    void oneForceServesEverybodyWhoAskedBeforeItBegan() throws IOException {
        // given
        LogState log = open();
        LogWriter writer = new LogWriter(log);
        List<Long> told = new ArrayList<>();
        writer.append(batch(0, 10, 1));
        log.flusher.inBackground(log, told::add);
        writer.append(batch(10, 20, 1));
        log.flusher.inBackground(log, told::add);

        // when
        assertThat(background).hasSize(1);
        background.remove().run();

        // then
        assertThat(told).containsExactly(20L, 20L);
        log.flusher.inBackground(log, told::add);
        assertThat(background).as("whoever asks later is served later").hasSize(1);
    }

    @Test
    void nobodyIsToldOfAForceThatFailed() throws IOException {
        LogState log = open();
        new LogWriter(log).append(batch(0, 10, 1));
        List<Long> told = new ArrayList<>();
        log.flusher.inBackground(log, told::add);

        log.environment.health().fail(new IOException("Input/output error"));
        background.remove().run();

        assertThat(told).isEmpty();
        assertThat(log.flusher.flushedOffset()).isZero();
    }

    @Test
    void aStoppedFlusherForcesNothing() throws IOException {
        LogState log = open();
        new LogWriter(log).append(batch(0, 10, 1));

        log.flusher.stop();
        log.flusher.flush(log);

        assertThat(log.flusher.flushedOffset()).isZero();
    }

    private LogState open() throws IOException {
        LogEnvironment environment = LogEnvironment.of(() -> 0, background::add, new StorageHealth(failure -> {}));
        LogLimits limits = new LogLimits(TopicConfig.DEFAULTS);
        RecoveredLog recovered = new LogRecovery(directory, TopicConfig.DEFAULTS, checkpoints, environment).run();
        return new LogState(directory, limits, checkpoints, environment, recovered);
    }
}
