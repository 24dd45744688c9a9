package io.sampo.storage;

import io.sampo.logfiles.ChannelOpener;
import io.sampo.logfiles.segment.OpenFiles;
import io.sampo.model.TopicConfig;
import io.sampo.storage.flush.StorageHealth;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** A log whose files share two handles keeps the same contract. */
class FewOpenFilesLogTest extends PartitionLogContract {
    @TempDir
    Path root;

    @Override
    PartitionLog newLog(TopicConfig config) throws IOException {
        StorageHealth health = new StorageHealth(failure -> {
            throw new AssertionError(failure);
        });
        ChannelOpener files = new OpenFiles(2, ChannelOpener.SYSTEM, Runnable::run, health::fail);
        return SegmentedLog.open(
                Files.createTempDirectory(root, "log"),
                config,
                LogCheckpoints.inMemory(),
                new LogEnvironment(() -> NOW_MS, Runnable::run, files, health),
                new DeletedFiles());
    }
}
