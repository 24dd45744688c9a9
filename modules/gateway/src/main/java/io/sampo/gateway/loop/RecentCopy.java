package io.sampo.gateway.loop;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.sampo.records.LogSlice;
import java.io.EOFException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import org.jspecify.annotations.Nullable;

/**
 * The batches that were copied out of a file last: of those who wait at the end of a log all want the same in the same moment,
 * and it is read once for all of them. Only what is committed is read for clients, and that changes in an unclean election alone;
 * to keep even that apart, a copy lives until {@link #drop()}, at the end of what one event has caused. Confined to one event
 * loop.
 */
public final class RecentCopy {
    private @Nullable FileChannel file;
    private long position;
    private @Nullable ByteBuf bytes;

    /**
     * The first {@code size} bytes of {@code range}, to be released by the caller; null if they cannot be read: whoever sends
     * the range itself then says so to his connection.
     */
    public @Nullable ByteBuf of(LogSlice.FileRange range, int size, ByteBufAllocator allocator) {
        ByteBuf known = bytes;
        if (known != null && file == range.channel() && position == range.position() && known.readableBytes() == size) {
            return known.retainedDuplicate();
        }
        drop();
        ByteBuf copy = allocator.directBuffer(size);
        try {
            read(range, size, copy);
        } catch (IOException e) {
            copy.release();
            return null;
        }
        file = range.channel();
        position = range.position();
        bytes = copy;
        return copy.retainedDuplicate();
    }

    private static void read(LogSlice.FileRange range, int size, ByteBuf target) throws IOException {
        while (target.readableBytes() < size) {
            int done = target.readableBytes();
            if (target.writeBytes(range.channel(), range.position() + done, size - done) < 0) {
                throw new EOFException("the file ends within the batches");
            }
        }
    }

    /** Forgets it. */
    public void drop() {
        ByteBuf known = bytes;
        if (known != null) {
            file = null;
            bytes = null;
            known.release();
        }
    }
}
