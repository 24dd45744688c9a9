package io.sampo.logfiles.segment;

import io.sampo.logfiles.ChannelOpener;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * Entries of one size, ascending. While its segment is written they live in memory and reach the file when it is flushed:
 * they can be rebuilt, so nothing waits for them. {@linkplain #seal Sealed}, they live in the file alone and a look-up reads
 * the few entries it needs. One writer; readers on any thread.
 */
final class IndexFile {
    private static final int INITIAL_ENTRIES = 16;
    private static final OpenOption[] WRITING = {
        StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE
    };
    /** Never created by who reads: an index that is gone is not an empty one. Opened for both, to be lent. */
    private static final OpenOption[] READING = {StandardOpenOption.READ, StandardOpenOption.WRITE};

    private final ChannelOpener channels;
    private final int entryBytes;
    private Path path;
    private volatile @Nullable ByteBuffer memory;
    private volatile int count;
    private int countOnDisk;
    private @Nullable FileChannel channel;

    private IndexFile(Path path, int entryBytes, ChannelOpener channels) {
        this.path = path;
        this.entryBytes = entryBytes;
        this.channels = channels;
    }

    /** A new index without entries, to be written; what the file holds is thrown away at the next flush. */
    static IndexFile create(Path path, int entryBytes, ChannelOpener channels) {
        IndexFile index = new IndexFile(path, entryBytes, channels);
        index.memory = ByteBuffer.allocate(INITIAL_ENTRIES * entryBytes);
        index.countOnDisk = -1;
        return index;
    }

    /** The sealed index in the file. A rest that is no whole entry is not seen. */
    static IndexFile openSealed(Path path, int entryBytes, ChannelOpener channels) throws IOException {
        IndexFile index = new IndexFile(path, entryBytes, channels);
        index.count = Math.toIntExact(Files.size(path) / entryBytes);
        index.countOnDisk = index.count;
        return index;
    }

    int count() {
        return count;
    }

    /** The {@code long} at byte {@code at} of entry {@code entry}. */
    long longAt(int entry, int at) throws IOException {
        ByteBuffer entries = memory;
        return entries != null
                ? entries.getLong(entry * entryBytes + at)
                : readEntry(entry).getLong(at);
    }

    /** The {@code int} at byte {@code at} of entry {@code entry}. */
    int intAt(int entry, int at) throws IOException {
        ByteBuffer entries = memory;
        return entries != null
                ? entries.getInt(entry * entryBytes + at)
                : readEntry(entry).getInt(at);
    }

    /** A place for one more entry: write it with absolute puts from the returned index on, then {@link #appended()}. */
    ByteBuffer room() {
        ByteBuffer entries = requireMemory();
        int needed = (count + 1) * entryBytes;
        if (needed > entries.capacity()) {
            ByteBuffer larger = ByteBuffer.allocate(Math.max(needed, 2 * entries.capacity()));
            larger.put(0, entries, 0, count * entryBytes);
            memory = larger;
            return larger;
        }
        return entries;
    }

    int roomAt() {
        return count * entryBytes;
    }

    /** Publishes the entry written at {@link #roomAt()}. */
    @SuppressWarnings("NonAtomicVolatileUpdate") // One writer; volatile only publishes the bytes before it.
    void appended() {
        count++;
    }

    /** Keeps the first {@code newCount} entries, in memory, to be written again. */
    void truncate(int newCount) throws IOException {
        if (memory == null) {
            ByteBuffer entries = ByteBuffer.allocate(Math.max(INITIAL_ENTRIES, newCount) * entryBytes);
            int read = openChannel(READING).read(entries.limit(newCount * entryBytes), 0);
            if (read < newCount * entryBytes) {
                throw new IOException(path() + " holds fewer than " + newCount + " entries");
            }
            memory = entries.clear();
        }
        count = newCount;
        countOnDisk = Math.min(countOnDisk, newCount);
    }

    /** Writes what the file lacks. Not forced: an index that is lost is built again. */
    void flush() throws IOException {
        ByteBuffer entries = memory;
        if (entries == null || countOnDisk == count) {
            return;
        }
        FileChannel file = openChannel(WRITING);
        int from = Math.max(0, countOnDisk);
        file.truncate((long) from * entryBytes);
        ByteBuffer missing = entries.slice(from * entryBytes, (count - from) * entryBytes);
        int at = from * entryBytes;
        while (missing.hasRemaining()) {
            at += file.write(missing, at);
        }
        countOnDisk = count;
    }

    /** Makes the file of a new index appear, without entries and without holding it open. */
    void writeEmpty() throws IOException {
        flush();
        closeChannel();
    }

    /** Flushes and forgets the entries in memory. */
    void seal() throws IOException {
        flush();
        closeChannel();
        memory = null;
    }

    synchronized void movedTo(Path newPath) {
        path = newPath;
        if (channel instanceof LentChannel lent) {
            lent.movedTo(newPath);
        }
    }

    synchronized Path path() {
        return path;
    }

    synchronized void closeChannel() throws IOException {
        if (channel != null) {
            channel.close();
            channel = null;
        }
    }

    private ByteBuffer readEntry(int entry) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(entryBytes);
        int read = openChannel(READING).read(bytes, (long) entry * entryBytes);
        if (read != entryBytes) {
            throw new IOException(path() + " ends within entry " + entry);
        }
        return bytes;
    }

    private synchronized FileChannel openChannel(OpenOption... options) throws IOException {
        FileChannel open = channel;
        if (open == null) {
            open = channels.open(path, options);
            channel = open;
        }
        return open;
    }

    private ByteBuffer requireMemory() {
        ByteBuffer entries = memory;
        if (entries == null) {
            throw new IllegalStateException(path() + " is sealed");
        }
        return entries;
    }
}
