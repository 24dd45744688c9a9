package io.sampo.storage;

import io.sampo.model.TopicConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class SegmentedLogTest extends PartitionLogContract {
    @TempDir
    Path root;

    @Override
    PartitionLog newLog(TopicConfig config) throws IOException {
        return SegmentedLog.open(
                Files.createTempDirectory(root, "log"),
                config,
                LogCheckpoints.inMemory(),
                LogEnvironment.of(() -> NOW_MS, Runnable::run, new StorageHealth(failure -> {})),
                new DeletedFiles());
    }
}
