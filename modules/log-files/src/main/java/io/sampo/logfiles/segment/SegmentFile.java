package io.sampo.logfiles.segment;

import io.sampo.logfiles.ChannelOpener;
import io.sampo.logfiles.DiskFullException;
import io.sampo.logfiles.ForceFailedException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The {@code .log} file of a segment: positional reads and writes, force, and a count of who needs it open. The channel
 * stays the same from the first write to the last force, since the system reports a failed writeback once per open file
 * (STORAGE §4.1). Never mapped into memory.
 *
 * <p>Threads that come here must not be interrupted: an interrupt during I/O closes a {@link FileChannel} for everybody.
 */
public final class SegmentFile {
    private final FileChannel channel;
    private final AtomicInteger holders = new AtomicInteger(1);
    private volatile Path path;

    private SegmentFile(Path path, FileChannel channel) {
        this.path = path;
        this.channel = channel;
    }

    /** Opens {@code path} for reading and writing, creating it where it is missing. */
    static SegmentFile open(Path path, ChannelOpener channels) throws IOException {
        return new SegmentFile(
                path,
                channels.open(path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE));
    }

    /**
     * Writes all remaining bytes of {@code bytes} at {@code position}, the end of the file.
     *
     * @throws DiskFullException if there is no room; what had been written of it is cut off again (H50)
     */
    void write(ByteBuffer bytes, int position) throws IOException {
        int at = position;
        try {
            while (bytes.hasRemaining()) {
                at += channel.write(bytes, at);
            }
        } catch (IOException e) {
            if (!DiskFullException.isMeantBy(e)) {
                throw e;
            }
            channel.truncate(position);
            throw new DiskFullException(e);
        }
    }

    /** Fills {@code target} from {@code position} on, less only where the file ends. */
    void read(ByteBuffer target, int position) throws IOException {
        int at = position;
        while (target.hasRemaining()) {
            int count = channel.read(target, at);
            if (count < 0) {
                return;
            }
            at += count;
        }
    }

    /** Moves bytes file → {@code target}, without the heap where the system can. */
    long transferTo(int position, long count, WritableByteChannel target) throws IOException {
        return channel.transferTo(position, count, target);
    }

    /** The channel of the system, for whoever {@linkplain #retain() retains} the file and as long as he does. */
    FileChannel lent() {
        return channel instanceof LentChannel lent ? lent.pinned() : channel;
    }

    /** Everything written before this call is on the disk when it returns. */
    public void force() throws IOException {
        force(false);
    }

    private void force(boolean metaData) throws IOException {
        try {
            channel.force(metaData);
        } catch (ClosedChannelException e) {
            throw e;
        } catch (IOException e) {
            throw new ForceFailedException(e);
        }
    }

    /** Cuts the file; durable on return. */
    void truncate(int size) throws IOException {
        channel.truncate(size);
        force(true);
    }

    int sizeInBytes() throws IOException {
        return Math.toIntExact(channel.size());
    }

    /** Where the file is now; it moves when its segment is deleted. */
    Path path() {
        return path;
    }

    void movedTo(Path newPath) {
        path = newPath;
        if (channel instanceof LentChannel lent) {
            lent.movedTo(newPath);
        }
    }

    /**
     * Keeps the file open until {@link #release()}, whatever happens to its segment.
     *
     * @throws ClosedChannelException if it is closed already
     */
    public void retain() throws IOException {
        if (holders.getAndUpdate(count -> count == 0 ? 0 : count + 1) == 0) {
            throw new ClosedChannelException();
        }
        if (channel instanceof LentChannel lent) {
            pin(lent);
        }
    }

    private void pin(LentChannel lent) throws IOException {
        try {
            lent.pin();
        } catch (IOException e) {
            closeIfLast();
            throw e;
        }
    }

    /** Gives back one {@link #retain()}. The last one closes the file. */
    public void release() throws IOException {
        if (channel instanceof LentChannel lent) {
            lent.unpin();
        }
        closeIfLast();
    }

    /** Gives up the segment's own hold: the file stays open for those who retain it. */
    public void close() throws IOException {
        closeIfLast();
    }

    private void closeIfLast() throws IOException {
        if (holders.decrementAndGet() == 0) {
            channel.close();
        }
    }
}
