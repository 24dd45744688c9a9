package io.sampo.storage.recovery;

import io.sampo.model.TopicConfig;
import io.sampo.storage.DeletedFiles;
import io.sampo.storage.FixedCheckpoints;
import io.sampo.storage.LogEnvironment;
import io.sampo.storage.SegmentedLog;
import io.sampo.storage.flush.StorageHealth;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The files of one log and its checkpoints, to be put back after each experiment. */
final class LogImage {
    final Path directory;
    final FixedCheckpoints checkpoints = new FixedCheckpoints();
    final TopicConfig config;
    private Map<String, byte[]> files = Map.of();
    private FixedCheckpoints kept = new FixedCheckpoints();

    LogImage(Path directory, TopicConfig config) throws IOException {
        this.directory = Files.createDirectories(directory);
        this.config = config;
    }

    static LogEnvironment environment() {
        return LogEnvironment.of(() -> 0, Runnable::run, new StorageHealth(failure -> {}));
    }

    SegmentedLog open() throws IOException {
        return SegmentedLog.open(directory, config, checkpoints, environment(), new DeletedFiles());
    }

    /** What lies there now is what {@link #restore} brings back. */
    void keep() throws IOException {
        files = read();
        kept = checkpoints.copy();
    }

    byte[] file(String name) {
        return files.get(name);
    }

    Map<String, byte[]> read() throws IOException {
        Map<String, byte[]> found = new TreeMap<>();
        try (Stream<Path> paths = Files.list(directory)) {
            for (Path path : paths.toList()) {
                found.put(path.getFileName().toString(), Files.readAllBytes(path));
            }
        }
        return found;
    }

    void write(String name, byte[] bytes) throws IOException {
        Files.write(directory.resolve(name), bytes);
    }

    /** Puts back every file that differs, and the checkpoints. */
    void restore() throws IOException {
        Map<String, byte[]> found = read();
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            byte[] now = found.remove(file.getKey());
            if (now == null || !Arrays.equals(now, file.getValue())) {
                write(file.getKey(), file.getValue());
            }
        }
        for (String added : found.keySet()) {
            Files.delete(directory.resolve(added));
        }
        checkpoints.take(kept);
    }
}
