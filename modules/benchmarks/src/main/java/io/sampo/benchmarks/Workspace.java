package io.sampo.benchmarks;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;

/** A directory of one benchmark, below {@code -Dsampo.benchmarks.directory}; gone with {@link #close()}. */
public final class Workspace implements AutoCloseable {
    private final Path directory;

    private Workspace(Path directory) {
        this.directory = directory;
    }

    /** A fresh, empty one. */
    public static Workspace create() throws IOException {
        Path parent = Path.of(System.getProperty("sampo.benchmarks.directory", System.getProperty("java.io.tmpdir")));
        return new Workspace(Files.createTempDirectory(parent, "sampo-benchmark"));
    }

    /** The directory itself. */
    public Path directory() {
        return directory;
    }

    @Override
    public void close() throws IOException {
        Files.walkFileTree(directory, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path visited, IOException failure) throws IOException {
                if (failure != null) {
                    throw failure;
                }
                Files.delete(visited);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
