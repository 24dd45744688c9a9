package io.sampo.logfiles.segment;

import io.sampo.logfiles.ChannelOpener;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The transactions whose abort markers lie in a segment, {@code .txnindex} in Kafka's format: entries of 34 bytes, each a
 * version (0), producer id, first offset, last offset and last stable offset. Most segments have none, and then no file. It
 * is derived: what is appended lives in memory until the segment is flushed or sealed, and the batches build it again. One
 * writer; readers on any thread.
 */
public final class TransactionIndex {
    /**
     * A transaction that was taken back, as Kafka's index of aborted transactions has it (KIP-98): a consumer that reads committed
     * records skips the producer's batches from the first offset to the last.
     *
     * @param firstOffset of its first record
     * @param lastOffset of the marker that ended it
     * @param lastStableOffset of the log behind that marker: everything below it is decided
     */
    public record AbortedTransaction(long producerId, long firstOffset, long lastOffset, long lastStableOffset) {}

    static final int ENTRY_BYTES = 34;
    private static final short VERSION = 0;

    private final ChannelOpener channels;
    private Path path;
    /** Null while the file alone is known to say it. */
    private @Nullable List<AbortedTransaction> entries;

    private boolean written;

    private TransactionIndex(Path path, ChannelOpener channels, @Nullable List<AbortedTransaction> entries) {
        this.path = path;
        this.channels = channels;
        this.entries = entries;
        this.written = entries == null;
    }

    /** Of a segment whose markers are about to be added; what a file of that name holds is thrown away at the next flush. */
    static TransactionIndex create(Path path, ChannelOpener channels) {
        return new TransactionIndex(path, channels, List.of());
    }

    /** Of a segment that is taken as it is. Nothing is read until somebody asks. */
    static TransactionIndex sealed(Path path, ChannelOpener channels) {
        return new TransactionIndex(path, channels, null);
    }

    /** True if its entries come from batches that were added, not from a file. */
    synchronized boolean isBuilt() {
        return entries != null;
    }

    /** Adds one; they come in the order of their markers. */
    public synchronized void append(AbortedTransaction transaction) throws IOException {
        List<AbortedTransaction> more = new ArrayList<>(all());
        more.add(transaction);
        entries = more;
        written = false;
    }

    /** Ascending by last offset. */
    public synchronized List<AbortedTransaction> all() throws IOException {
        List<AbortedTransaction> known = entries;
        return known != null ? known : read(path, channels);
    }

    /** Takes away those that ended at {@code offset} or behind. */
    synchronized void truncate(long offset) throws IOException {
        List<AbortedTransaction> kept =
                all().stream().filter(one -> one.lastOffset() < offset).toList();
        if (entries != null || kept.size() != all().size()) {
            entries = kept;
            written = false;
        }
    }

    /** Writes what the file lacks. Not forced: it can be built again. */
    synchronized void flush() throws IOException {
        List<AbortedTransaction> known = entries;
        if (written || known == null) {
            return;
        }
        if (known.isEmpty()) {
            Files.deleteIfExists(path);
        } else {
            write(known);
        }
        written = true;
    }

    /** Flushes and forgets what is in memory. */
    synchronized void seal() throws IOException {
        flush();
        entries = null;
    }

    private void write(List<AbortedTransaction> all) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(all.size() * ENTRY_BYTES);
        for (AbortedTransaction one : all) {
            bytes.putShort(VERSION)
                    .putLong(one.producerId())
                    .putLong(one.firstOffset())
                    .putLong(one.lastOffset())
                    .putLong(one.lastStableOffset());
        }
        bytes.flip();
        try (FileChannel file = channels.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            file.truncate(bytes.remaining());
            while (bytes.hasRemaining()) {
                file.write(bytes, bytes.position());
            }
        }
    }

    /** True if the file is missing, or every entry of it can be one of a segment from {@code baseOffset} to {@code nextOffset}. */
    synchronized boolean fits(long baseOffset, long nextOffset) throws IOException {
        long before = baseOffset - 1;
        try {
            for (AbortedTransaction one : all()) {
                if (one.lastOffset() <= before
                        || one.lastOffset() >= nextOffset
                        || one.firstOffset() > one.lastOffset()) {
                    return false;
                }
                before = one.lastOffset();
            }
            return true;
        } catch (MalformedIndexException e) {
            return false;
        }
    }

    /** The entries of a file; none where it is missing. */
    private static List<AbortedTransaction> read(Path path, ChannelOpener channels) throws IOException {
        ByteBuffer bytes;
        try (FileChannel file = channels.open(path, StandardOpenOption.READ)) {
            bytes = ByteBuffer.allocate(Math.toIntExact(file.size()));
            int count = 0;
            while (bytes.hasRemaining() && count >= 0) {
                count = file.read(bytes, bytes.position());
            }
        } catch (NoSuchFileException e) {
            return List.of();
        }
        bytes.flip();
        if (bytes.remaining() % ENTRY_BYTES != 0) {
            throw new MalformedIndexException(path + " ends within an entry");
        }
        List<AbortedTransaction> found = new ArrayList<>(bytes.remaining() / ENTRY_BYTES);
        while (bytes.hasRemaining()) {
            short version = bytes.getShort();
            if (version != VERSION) {
                throw new MalformedIndexException(path + " has an entry of version " + version);
            }
            found.add(new AbortedTransaction(bytes.getLong(), bytes.getLong(), bytes.getLong(), bytes.getLong()));
        }
        return found;
    }

    private static final class MalformedIndexException extends IOException {
        private static final long serialVersionUID = 1L;

        MalformedIndexException(String message) {
            super(message);
        }
    }

    synchronized void movedTo(Path newPath) {
        path = newPath;
    }

    synchronized Path path() {
        return path;
    }
}
