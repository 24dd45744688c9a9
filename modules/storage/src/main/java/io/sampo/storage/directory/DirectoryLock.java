package io.sampo.storage.directory;

import io.sampo.storage.directory.LogDirectoryException.Reason;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * The system's lock on {@code .lock}: one writer per directory (R20). It ends with the process, however that ends. The
 * file holds the process id of its holder, for people.
 */
final class DirectoryLock implements AutoCloseable {
    private static final String FILE_NAME = ".lock";

    private final FileChannel channel;

    private DirectoryLock(FileChannel channel) {
        this.channel = channel;
    }

    static DirectoryLock acquire(Path directory) throws IOException {
        Path file = directory.resolve(FILE_NAME);
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        if (lock(channel) == null) {
            channel.close();
            throw new LogDirectoryException(
                    Reason.IN_USE,
                    "Log directory " + directory + " is in use by another broker (process "
                            + Files.readString(file).strip() + "); stop it or choose another directory",
                    null);
        }
        channel.truncate(0);
        channel.write(StandardCharsets.UTF_8.encode(ProcessHandle.current().pid() + "\n"));
        return new DirectoryLock(channel);
    }

    private static @Nullable FileLock lock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            // Held within this JVM: the same answer as from the system.
            return null;
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
