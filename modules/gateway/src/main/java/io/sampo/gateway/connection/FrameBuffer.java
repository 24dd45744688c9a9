package io.sampo.gateway.connection;

import io.sampo.protocol.wire.MalformedFrame;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The request of a connection that is arriving. Its memory grows with what has come and never runs ahead to what was
 * announced: whoever announces 100 MB and sends nothing takes nothing. Each frame has memory of its own, because the batches
 * in it belong to a log afterwards.
 */
public final class FrameBuffer {
    private static final int SIZE_BYTES = 4;
    private static final int FIRST_BYTES = 16 * 1024;
    private static final int GROWTH = 4;

    private final int frameBytesMax;
    private final RequestMemory.Share memory;
    private int sizeBytes;
    private int size;
    private @Nullable ByteBuffer frame;
    private boolean starved;

    /** @param memory of the connection: what the frames take, until their requests are answered */
    public FrameBuffer(int frameBytesMax, RequestMemory.Share memory) {
        this.frameBytesMax = frameBytesMax;
        this.memory = memory;
    }

    /**
     * Takes as much of {@code received} as belongs to the next frame and returns it when it is complete, without its size; its
     * memory then counts until {@link RequestMemory.Share#release}. Null if more has to come, or if there is no memory for it
     * now: see {@link #isStarved}.
     *
     * @throws MalformedFrame if its size is not one that is taken; nothing behind it can be made sense of
     */
    public @Nullable ByteBuffer next(ByteBuffer received) {
        while (sizeBytes < SIZE_BYTES) {
            if (!received.hasRemaining()) {
                return null;
            }
            size = size << 8 | (received.get() & 0xff);
            if (++sizeBytes == SIZE_BYTES) {
                check();
            }
        }
        ByteBuffer target = frame;
        while (target == null || target.position() < size) {
            if (!received.hasRemaining()) {
                return null;
            }
            target = withRoom(target, received.remaining());
            starved = target == null;
            if (target == null) {
                return null;
            }
            int count = Math.min(target.remaining(), received.remaining());
            target.put(target.position(), received, received.position(), count);
            target.position(target.position() + count);
            received.position(received.position() + count);
        }
        ByteBuffer whole = target.flip();
        frame = null;
        sizeBytes = 0;
        size = 0;
        memory.finished(whole.capacity());
        return whole;
    }

    private void check() {
        if (size <= 0 || size > frameBytesMax) {
            throw new MalformedFrame("a frame of " + size + " bytes; taken are 1 to " + frameBytesMax);
        }
    }

    /** {@code present} or a larger one: room for at least one more byte, best for {@code coming} of them. Null: no memory. */
    private @Nullable ByteBuffer withRoom(@Nullable ByteBuffer present, int coming) {
        if (present != null && present.hasRemaining()) {
            return present;
        }
        int held = present == null ? 0 : present.capacity();
        int capacity = (int) Math.min(size, Math.max(FIRST_BYTES, ((long) held + coming) * GROWTH));
        if (!memory.grow(capacity - held)) {
            return null;
        }
        ByteBuffer larger = ByteBuffer.allocate(capacity);
        frame = present == null ? larger : larger.put(present.flip());
        return frame;
    }

    /** The connection has ended: what has come of a frame is let go. Its memory is counted no more by who closes the share. */
    public void drop() {
        frame = null;
        sizeBytes = 0;
        size = 0;
    }

    /** True where the last call ended for want of memory. */
    public boolean isStarved() {
        return starved;
    }

    /** Bytes of the frame that is not complete, its size included; 0 between two frames. */
    public int unfinishedBytes() {
        ByteBuffer present = frame;
        return sizeBytes + (present == null ? 0 : present.position());
    }
}
