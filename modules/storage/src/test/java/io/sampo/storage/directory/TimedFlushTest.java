package io.sampo.storage.directory;

import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.model.TopicConfig;
import io.sampo.model.TopicId;
import io.sampo.model.TopicPartition;
import io.sampo.records.RecordBatchBuilder;
import io.sampo.storage.LogEnvironment;
import io.sampo.storage.SegmentedLog;
import io.sampo.storage.flush.StorageHealth;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TimedFlushTest {
    @TempDir
    Path path;

    private final TimedFlush flushes = new TimedFlush();
    private LogDirectory directory;
    private SegmentedLog log;

    @BeforeEach
    void open() throws Exception {
        directory = LogDirectory.open(
                path, 1, null, LogEnvironment.of(() -> 0L, Runnable::run, new StorageHealth(failure -> {})));
        log = directory.openLog(new TopicPartition("t", 0), TopicId.random(), TopicConfig.DEFAULTS);
    }

    @AfterEach
    void close() throws Exception {
        directory.close();
    }

    @Test
    void whatIsUnforcedIsForcedWhenTheIntervalIsOver() throws Exception {
        // given
        flushes.plan(log, 1_000, 0);
        append();

        // when
        flushes.tick(999);

        // then
        assertThat(log.flushedOffset()).isZero();

        // when
        flushes.tick(1_000);

        // then
        assertThat(log.flushedOffset()).isEqualTo(log.logEndOffset()).isEqualTo(1);
    }

    @Test
    void withoutAnIntervalNothingIsForced() throws Exception {
        // given
        flushes.plan(log, 1_000, 0);
        flushes.plan(log, Long.MAX_VALUE, 0);
        append();

        // when
        flushes.tick(1_000_000);

        // then
        assertThat(log.flushedOffset()).isZero();
    }

    @Test
    void aClosedLogIsLeftAlone() throws Exception {
        // given
        flushes.plan(log, 1, 0);
        append();
        log.close();

        // when
        flushes.tick(1_000);

        // then: nothing was thrown
        assertThat(log.isClosed()).isTrue();
    }

    private void append() throws Exception {
        RecordBatchBuilder builder = new RecordBatchBuilder();
        builder.append(0, null, ByteBuffer.wrap(new byte[] {1}));
        log.append(builder.build());
    }
}
