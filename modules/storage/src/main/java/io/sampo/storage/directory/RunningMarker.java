package io.sampo.storage.directory;

import io.sampo.logfiles.DurableFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The file {@code .sampo-running}: under which broker epoch, and on top of which page cache, a broker has been writing here
 * (R11b).
 */
record RunningMarker(long brokerEpoch, PageCacheIdentity pageCache) {
    static final String FILE_NAME = ".sampo-running";

    /** The marker in {@code directory}; empty if there is none, or one that says nothing: then there is no proof. */
    static Optional<RunningMarker> read(Path directory) throws IOException {
        List<String> lines;
        try {
            lines = Files.readAllLines(directory.resolve(FILE_NAME));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
        if (lines.size() != 2 || !lines.get(0).matches("\\d{1,18}")) {
            return Optional.empty();
        }
        return PageCacheIdentity.parse(lines.get(1))
                .map(pageCache -> new RunningMarker(Long.parseLong(lines.get(0)), pageCache));
    }

    /** Durable on return. */
    void write(Path directory) throws IOException {
        DurableFiles.replace(directory.resolve(FILE_NAME), brokerEpoch + "\n" + pageCache + "\n");
    }
}
