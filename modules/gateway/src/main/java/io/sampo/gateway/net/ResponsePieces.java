package io.sampo.gateway.net;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.sampo.gateway.loop.RecentCopy;
import io.sampo.protocol.wire.WireSink;
import io.sampo.records.LogSlice;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * Writes the pieces of one response to a socket, in order: bytes are copied out of the shared writer, batches in a file go as
 * they lie there, or, if they are few, along with the bytes before them. The last write carries the promise.
 */
final class ResponsePieces implements WireSink {
    /**
     * Of one answer. A file region is a system call and a segment of its own, and wakes the reader once more: up to here, copying
     * costs less; and no answer holds more memory than that.
     */
    private static final int COPIED_BYTES_MAX = 32 << 10;

    private final ChannelHandlerContext context;
    private final RecentCopy recent;
    private final Deque<SliceRegion> sending;
    private @Nullable Object last;
    private int copied;

    /** @param sending gets what comes out of files, to ask how far it is */
    ResponsePieces(ChannelHandlerContext context, RecentCopy recent, Deque<SliceRegion> sending) {
        this.context = context;
        this.recent = recent;
        this.sending = sending;
    }

    @Override
    public void bytes(ByteBuffer bytes) {
        ByteBuf copy = context.alloc().directBuffer(bytes.remaining());
        copy.writeBytes(bytes);
        next(copy);
    }

    @Override
    public void slice(LogSlice slice) {
        if (slice.sizeInBytes() == 0) {
            slice.close();
            return;
        }
        LogSlice.FileRange range = slice.inFile();
        int size = slice.sizeInBytes();
        ByteBuf few =
                range != null && size <= COPIED_BYTES_MAX - copied ? recent.of(range, size, context.alloc()) : null;
        if (few != null) {
            copied += size;
            slice.close();
            next(few);
        } else if (range != null) {
            SliceRegion piece = new SliceRegion(slice, range);
            sending.addLast(piece);
            next(piece);
        } else {
            view(slice);
        }
    }

    private void view(LogSlice inMemory) {
        try (inMemory) {
            next(Unpooled.wrappedBuffer(inMemory.toBuffer()));
        } catch (IOException e) {
            throw new UncheckedIOException("batches in memory could not be read", e);
        }
    }

    private void next(Object piece) {
        Object before = last;
        last = piece;
        if (before != null) {
            context.write(before, context.voidPromise());
        }
    }

    /** Writes the last piece; nothing is flushed. */
    void end(ChannelPromise written) {
        Object piece = last;
        context.write(piece == null ? Unpooled.EMPTY_BUFFER : piece, written);
    }
}
