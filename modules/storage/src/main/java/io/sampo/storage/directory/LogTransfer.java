package io.sampo.storage.directory;

import io.sampo.logfiles.DurableFiles;
import io.sampo.model.TopicPartition;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;

/**
 * A log on its way from one log directory of a broker to another (KIP-113): copied while it is open and written, completed
 * while it is closed. Until it is complete the log is where it was, and what was copied is nobody's: a crash leaves it to be
 * removed at the next start. One thread at a time; {@link #bytes} any.
 */
public final class LogTransfer {
    private final LogDirectory from;
    private final LogDirectory to;
    private final TopicPartition partition;
    private final Path source;
    private final Path future;
    private final Map<String, Stamp> copied = new HashMap<>();
    private final AtomicLong bytes = new AtomicLong();

    /** A file that has the same is the same: segments that are full are written no more, and all others change their size. */
    private record Stamp(long size, FileTime modified) {
        static Stamp of(Path file) throws IOException {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return new Stamp(attributes.size(), attributes.lastModifiedTime());
        }
    }

    private LogTransfer(LogDirectory from, LogDirectory to, TopicPartition partition, Path future) {
        this.from = from;
        this.to = to;
        this.partition = partition;
        this.source = from.path().resolve(partition.toString());
        this.future = future;
    }

    /** Nothing is copied yet. */
    public static LogTransfer begin(LogDirectory from, LogDirectory to, TopicPartition partition) throws IOException {
        Path future = to.path().resolve(LogDirectoryNames.future(partition));
        Files.createDirectory(future);
        return new LogTransfer(from, to, partition, future);
    }

    public LogDirectory to() {
        return to;
    }

    /** Copied so far. */
    public long bytes() {
        return bytes.get();
    }

    /**
     * Copies what there is, while the log may go on. What changes meanwhile is copied again by {@link #complete}.
     *
     * @param cancelled asked before each file: true ends it
     */
    public void copy(BooleanSupplier cancelled) throws IOException {
        for (String name : names(source)) {
            if (cancelled.getAsBoolean()) {
                return;
            }
            try {
                copyIfChanged(name);
            } catch (NoSuchFileException gone) {
                // Retention or compaction took it; complete() takes its copy.
                copied.remove(name);
            }
        }
    }

    /**
     * Copies the rest, durably, takes the log over to its new place, and gives the old one up.
     *
     * @param deleteDelayMs after which the old files go, where the log was never opened there
     * @throws IllegalStateException if the log is open
     * @throws IOException if it could not be: then the log is still where it was, or in both places and the same
     */
    public void complete(long deleteDelayMs) throws IOException {
        if (from.log(partition).isPresent()) {
            throw new IllegalStateException("log " + partition + " is open, and moves only while it is closed");
        }
        Set<String> there = names(source);
        for (String name : there) {
            copyIfChanged(name);
        }
        for (String name : names(future)) {
            if (!there.contains(name)) {
                Files.delete(future.resolve(name));
            }
        }
        DurableFiles.forceDirectory(future);
        to.receive(partition, future, from);
        from.deleteLog(partition, deleteDelayMs);
    }

    /** Gives up: what was copied is removed. */
    public void abandon() throws IOException {
        DurableFiles.deleteTree(future);
    }

    private void copyIfChanged(String name) throws IOException {
        Stamp stamp = Stamp.of(source.resolve(name));
        if (stamp.equals(copied.get(name))) {
            return;
        }
        Path target = future.resolve(name);
        Files.copy(
                source.resolve(name), target, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.COPY_ATTRIBUTES);
        try (FileChannel channel = FileChannel.open(target, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
        Stamp before = copied.put(name, stamp);
        bytes.addAndGet(stamp.size() - (before == null ? 0 : before.size()));
    }

    private static Set<String> names(Path directory) throws IOException {
        Set<String> names = new TreeSet<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, Files::isRegularFile)) {
            files.forEach(file -> names.add(file.getFileName().toString()));
        }
        return names;
    }
}
