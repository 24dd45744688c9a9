package io.sampo.benchmarks.storage;

import io.sampo.logfiles.ChannelOpener;
import io.sampo.logfiles.segment.OpenFiles;
import io.sampo.model.TopicConfig;
import io.sampo.storage.DeletedFiles;
import io.sampo.storage.LogCheckpoints;
import io.sampo.storage.LogEnvironment;
import io.sampo.storage.SegmentedLog;
import io.sampo.storage.flush.StorageHealth;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Executor;

/** How the benchmarks open a log: as a broker does, with a bound of open files. */
final class BenchmarkedLog {
    private static final int OPEN_FILES_MAX = 4_096;

    private BenchmarkedLog() {}

    /** An empty log without a directory of logs around it. */
    static SegmentedLog open(Path directory, Executor background) throws IOException {
        return SegmentedLog.open(
                directory,
                TopicConfig.DEFAULTS,
                LogCheckpoints.inMemory(),
                environment(background),
                new DeletedFiles());
    }

    static LogEnvironment environment(Executor background) {
        StorageHealth health = new StorageHealth(failure -> {
            throw new IllegalStateException("the disk failed", failure);
        });
        OpenFiles files =
                new OpenFiles(OPEN_FILES_MAX, ChannelOpener.SYSTEM, background, failure -> health.fail(failure));
        return new LogEnvironment(System::currentTimeMillis, background, files, health);
    }
}
