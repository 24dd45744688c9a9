package io.sampo.storage.directory;

import io.sampo.model.TopicPartition;
import io.sampo.storage.file.DurableFiles;
import io.sampo.storage.file.OffsetCheckpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * The file {@code .sampo-clean-shutdown}: every log was forced and closed, and where it ended. Taken away, durably, before
 * anything is written again.
 */
final class CleanShutdownMarker {
    private static final String FILE_NAME = ".sampo-clean-shutdown";

    private CleanShutdownMarker() {}

    static boolean exists(Path directory) {
        return Files.exists(directory.resolve(FILE_NAME));
    }

    /** Log end by partition; empty without a marker. The marker is gone for good when this returns. */
    static Map<TopicPartition, Long> take(Path directory) throws IOException {
        Path file = directory.resolve(FILE_NAME);
        Map<TopicPartition, Long> logEnds = new OffsetCheckpoint(file).read();
        if (Files.deleteIfExists(file)) {
            DurableFiles.forceDirectory(directory);
        }
        return logEnds;
    }

    /** Durable on return. */
    static void write(Path directory, Map<TopicPartition, Long> logEnds) throws IOException {
        new OffsetCheckpoint(directory.resolve(FILE_NAME)).write(logEnds);
    }
}
