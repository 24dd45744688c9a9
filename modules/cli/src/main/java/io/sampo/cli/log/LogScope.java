package io.sampo.cli.log;

import io.sampo.inspection.DirectoryInspection;
import io.sampo.inspection.Finding;
import io.sampo.logfiles.segment.SegmentNames;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a person means by the name of a directory: a log directory, or one partition of it.
 *
 * @param root the log directory
 * @param only the partition; null for all of them
 */
record LogScope(Path root, @Nullable Path only, DirectoryInspection inspection) {
    /** @throws IllegalArgumentException if there is no such directory */
    static LogScope of(Path named) throws IOException {
        if (!Files.exists(named)) {
            throw new IllegalArgumentException(named + " does not exist");
        }
        if (!Files.isDirectory(named)) {
            throw new IllegalArgumentException(named + " is no directory");
        }
        // A trailing dot would hide the name of the partition.
        Path path = named.toAbsolutePath().normalize();
        Path parent = path.getParent();
        boolean one = parent != null && !SegmentNames.baseOffsets(path).isEmpty();
        Path root = one ? parent : path;
        return new LogScope(root, one ? path : null, new DirectoryInspection(root));
    }

    /** @throws IllegalArgumentException if there is none, and nothing else to say either */
    List<Path> partitions() throws IOException {
        if (only != null) {
            return List.of(only);
        }
        List<Path> found = inspection.partitions();
        if (found.isEmpty() && inspection.findings().stream().noneMatch(Finding::isDamage)) {
            throw new IllegalArgumentException(root + " holds no partitions");
        }
        return found;
    }

    /** The partition here that has the name of {@code theirs}; null if there is none. */
    @Nullable
    Path partition(Path theirs) {
        Path same = only != null ? only : root.resolve(theirs.getFileName());
        return Files.isDirectory(same) ? same : null;
    }
}
