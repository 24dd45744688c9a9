package io.sampo.storage.producer;

import io.sampo.logfiles.ChannelOpener;
import io.sampo.logfiles.DiskFullException;
import io.sampo.logfiles.DurableFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.LongToIntFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The snapshot files of one log, {@code %020d.snapshot}: the number is the offset that one stands for. A few of the newest
 * are kept. Any thread.
 */
public final class ProducerSnapshots {
    /** Enough for a log that is cut behind its last roll. */
    static final int KEPT = 3;

    private static final Logger LOG = LoggerFactory.getLogger(ProducerSnapshots.class);
    private static final String SUFFIX = ".snapshot";
    private static final int OFFSET_DIGITS = 20;

    private final Path directory;
    private final ChannelOpener channels;

    /**
     * @param directory of the log
     * @param channels how files are opened to be written
     */
    public ProducerSnapshots(Path directory, ChannelOpener channels) {
        this.directory = directory;
        this.channels = channels;
    }

    /** Writes a snapshot and forgets the oldest ones beyond those that are kept. Durable on return. */
    public synchronized void write(ProducerSnapshot snapshot) throws IOException {
        Path path = path(snapshot.offset());
        try {
            writeInPlace(path, ProducerSnapshotCodec.encode(snapshot));
        } catch (IOException e) {
            if (DiskFullException.isMeantBy(e)) {
                // What there is of it is worth nothing, and would take the room and the place of one that is.
                Files.deleteIfExists(path);
            }
            throw e;
        }
        NavigableMap<Long, Path> files = files();
        while (files.size() > KEPT) {
            Files.deleteIfExists(files.pollFirstEntry().getValue());
        }
    }

    /** A torn one fails its CRC. */
    private void writeInPlace(Path path, ByteBuffer bytes) throws IOException {
        try (FileChannel file = channels.open(
                path, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            while (bytes.hasRemaining()) {
                file.write(bytes, bytes.position());
            }
            file.force(true);
        }
    }

    /**
     * The newest snapshot that {@linkplain ProducerSnapshot#fits fits} a log; null if there is none.
     *
     * @param epochAt leader epoch of the record at an offset of the log
     */
    public synchronized @Nullable ProducerSnapshot newest(
            long logStartOffset, long logEndOffset, LongToIntFunction epochAt) throws IOException {
        for (Map.Entry<Long, Path> file :
                files().headMap(logEndOffset, true).descendingMap().entrySet()) {
            long offset = file.getKey();
            try {
                ProducerSnapshot snapshot = ProducerSnapshotCodec.decode(offset, Files.readAllBytes(file.getValue()));
                if (snapshot.fits(logStartOffset, logEndOffset, epochAt.applyAsInt(offset - 1))) {
                    return snapshot;
                }
            } catch (IOException e) {
                LOG.warn("{} is not used: {}", file.getValue(), e.getMessage());
            }
        }
        return null;
    }

    /** The log ends at {@code logEndOffset}: snapshots beyond are of batches that are gone. Durable on return (R18). */
    public synchronized void dropBeyond(long logEndOffset) throws IOException {
        drop(files().tailMap(logEndOffset, false));
    }

    /** The log begins anew. Durable on return. */
    public synchronized void dropAll() throws IOException {
        drop(files());
    }

    private void drop(NavigableMap<Long, Path> files) throws IOException {
        for (Path file : files.values()) {
            Files.deleteIfExists(file);
        }
        if (!files.isEmpty()) {
            DurableFiles.forceDirectory(directory);
        }
    }

    /** Offsets of the snapshots that are there, ascending. */
    synchronized List<Long> offsets() throws IOException {
        return List.copyOf(files().keySet());
    }

    private Path path(long offset) {
        return directory.resolve(String.format(Locale.ROOT, "%020d%s", offset, SUFFIX));
    }

    private NavigableMap<Long, Path> files() throws IOException {
        NavigableMap<Long, Path> found = new TreeMap<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "*" + SUFFIX)) {
            for (Path file : files) {
                String name = file.getFileName().toString();
                String digits = name.substring(0, name.length() - SUFFIX.length());
                if (digits.length() == OFFSET_DIGITS && digits.chars().allMatch(Character::isDigit)) {
                    found.put(Long.parseLong(digits), file);
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        return found;
    }
}
