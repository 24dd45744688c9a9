package io.sampo.logfiles;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/**
 * Replaces, moves and removes files so that a power cut leaves the old state or the new one (STORAGE §4.1, §4.4); what is not forced
 * says what a power cut leaves of it.
 */
public final class DurableFiles {
    /** What a disk writes as a whole, whatever it is made of. */
    private static final int SECTOR_BYTES = 512;

    private DurableFiles() {}

    /**
     * Replaces {@code target} by {@code text} (UTF-8). Durable on return. There is no fallback to a move that is not
     * atomic: a file system without one is refused.
     */
    public static void replace(Path target, String text) throws IOException {
        replace(target, StandardCharsets.UTF_8.encode(text), true);
        forceDirectory(parentOf(target));
    }

    /**
     * As {@link #replace(Path, String)}, but not durable: a process that dies leaves the old text or the new one, a power cut may leave a
     * file that is not whole.
     */
    public static void replaceUnforced(Path target, String text) throws IOException {
        ByteBuffer bytes = StandardCharsets.UTF_8.encode(text);
        if (!overwrite(target, bytes)) {
            replace(target, bytes, false);
        }
    }

    /**
     * Writes a short text over the old one. To move a draft onto a file has ext4 begin to write the draft back (auto_da_alloc):
     * 90 to 240 us, where this takes 10. One sector reaches the disk as a whole, and one write into one page is all that a dying
     * process does or does not do.
     *
     * @return false where there is no file yet, the text is longer than that or the file is longer than the text
     */
    private static boolean overwrite(Path target, ByteBuffer bytes) throws IOException {
        if (bytes.remaining() > SECTOR_BYTES) {
            return false;
        }
        try (FileChannel channel = FileChannel.open(target, StandardOpenOption.WRITE)) {
            return channel.size() <= bytes.remaining() && channel.write(bytes.duplicate(), 0) == bytes.remaining();
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    private static void replace(Path target, ByteBuffer bytes, boolean forced) throws IOException {
        Path draft = target.resolveSibling(target.getFileName() + ".tmp");
        try (FileChannel channel = FileChannel.open(
                draft, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            if (forced) {
                channel.force(true);
            }
        }
        Files.move(draft, target, StandardCopyOption.ATOMIC_MOVE);
    }

    /**
     * Makes a file that was replaced without a force durable, with its name. A descriptor opened here is told of an earlier failure to
     * write it back too, as long as nobody else was (Linux, errseq_t).
     */
    public static void force(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.force(true);
        } catch (IOException e) {
            throw new ForceFailedException(e);
        }
        forceDirectory(parentOf(file));
    }

    /** Makes what was created, renamed or removed in {@code directory} durable. */
    public static void forceDirectory(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            try {
                channel.force(true);
            } catch (IOException e) {
                throw new ForceFailedException(e);
            }
        }
    }

    /** Creates {@code directory} and the parents it lacks; one that is there is fine. Durable on return. */
    public static void createDirectories(Path directory) throws IOException {
        if (Files.isDirectory(directory)) {
            return;
        }
        Path parent = parentOf(directory);
        if (!Files.exists(parent)) {
            createDirectories(parent);
        }
        try {
            Files.createDirectory(directory);
        } catch (FileAlreadyExistsException e) {
            if (!Files.isDirectory(directory)) {
                throw e;
            }
        }
        forceDirectory(parent);
    }

    /** Moves {@code from} to {@code to} in the same directory. Durable on return. */
    public static void rename(Path from, Path to) throws IOException {
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        forceDirectory(parentOf(to));
    }

    /** Removes a file or a directory with all that it holds; absent is fine. */
    public static void deleteTree(Path root) throws IOException {
        try {
            Files.walkFileTree(root, new Remover());
        } catch (NoSuchFileException e) {
            // Somebody was faster, or it never was: either way it is gone, which is what was asked for.
            return;
        }
    }

    private static Path parentOf(Path path) {
        Path parent = path.toAbsolutePath().getParent();
        if (parent == null) {
            throw new IllegalArgumentException(path + " has no parent directory");
        }
        return parent;
    }

    private static final class Remover extends SimpleFileVisitor<Path> {
        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            Files.deleteIfExists(file);
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failure) throws IOException {
            if (failure != null) {
                throw failure;
            }
            Files.deleteIfExists(directory);
            return FileVisitResult.CONTINUE;
        }
    }
}
