package io.sampo.logfiles;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * Brings ranges of files into the page cache, so that whoever reads them next does not wait for the disk, or meets its fault.
 *
 * <p>Linux moves pages to {@code /dev/null} by {@code sendfile} without a look at their bytes: it waits for those that are on the
 * disk, and the others cost next to nothing (decision 0065). Where there is no such device they are copied and forgotten. Any thread.
 */
public final class PageCache {
    private static final int COPY_BYTES = 256 * 1024;
    private static final @Nullable FileChannel NOWHERE = nowhere();

    /** Of the few threads that read what is cold, where they copy. */
    private static final ThreadLocal<ByteBuffer> COPY =
            ThreadLocal.withInitial(() -> ByteBuffer.allocateDirect(COPY_BYTES));

    private PageCache() {}

    /**
     * Returns when all {@code count} bytes from {@code position} have been in memory; blocks while they are read.
     *
     * @throws EOFException if the file ends before: it was cut meanwhile
     * @throws IOException if the disk cannot read them
     */
    public static void fill(FileChannel file, long position, long count) throws IOException {
        fill(file, position, count, NOWHERE);
    }

    static void fill(FileChannel file, long position, long count, @Nullable FileChannel nowhere) throws IOException {
        long end = position + count;
        for (long at = position; at < end; ) {
            // An interrupted thread closes what it writes to, for all others too.
            boolean moves = nowhere != null && nowhere.isOpen();
            long step = moves ? file.transferTo(at, end - at, nowhere) : copied(file, at, end - at);
            if (step <= 0) {
                throw new EOFException("the file ends at " + at + ", before " + end + ": it was cut meanwhile");
            }
            at += step;
        }
    }

    private static long copied(FileChannel file, long position, long count) throws IOException {
        ByteBuffer copy = COPY.get();
        copy.clear().limit((int) Math.min(copy.capacity(), count));
        return file.read(copy, position);
    }

    /** Elsewhere than on Linux the JDK would map the file instead, and a map that nobody reads reads nothing. */
    static @Nullable FileChannel nowhere() {
        if (!System.getProperty("os.name").equals("Linux")) {
            return null;
        }
        try {
            return FileChannel.open(Path.of("/dev/null"), StandardOpenOption.WRITE);
        } catch (IOException noDevice) {
            return null;
        }
    }
}
