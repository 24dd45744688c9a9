package io.sampo.protocol.frame;

import io.sampo.protocol.wire.MalformedFrame;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Cuts a stream of bytes into frames: four bytes of size, then so many bytes. A size is judged as soon as it is there and
 * before anybody makes room for it (SECURITY 5.2). Without state: what is not yet a whole frame stays in the buffer.
 */
public final class FrameSplitter {
    /** Bytes before each frame. */
    public static final int SIZE_BYTES = 4;

    private final int frameBytesMax;

    /** Takes frames of up to {@code frameBytesMax} bytes, their size not counted. */
    public FrameSplitter(int frameBytesMax) {
        if (frameBytesMax < 1) {
            throw new IllegalArgumentException("frames of up to " + frameBytesMax + " bytes; expected 1 or more");
        }
        this.frameBytesMax = frameBytesMax;
    }

    /**
     * Takes the next frame off {@code received} and returns a view of it, without its size. Returns null and moves nothing
     * where the frame is not complete.
     *
     * @throws MalformedFrame if the size is not one that is taken; nothing behind it can be made sense of
     */
    public @Nullable ByteBuffer next(ByteBuffer received) {
        int missing = missing(received);
        if (missing > 0) {
            return null;
        }
        int start = received.position() + SIZE_BYTES;
        int size = received.getInt(received.position());
        received.position(start + size);
        return received.slice(start, size);
    }

    /**
     * How many bytes must follow those in {@code received} before its first frame is complete; only those of the size, where
     * that is not complete itself.
     *
     * @throws MalformedFrame if the size is not one that is taken
     */
    public int missing(ByteBuffer received) {
        if (received.remaining() < SIZE_BYTES) {
            return SIZE_BYTES - received.remaining();
        }
        int size = received.getInt(received.position());
        if (size <= 0 || size > frameBytesMax) {
            throw new MalformedFrame("a frame of " + size + " bytes; taken are 1 to " + frameBytesMax);
        }
        return Math.max(0, size - (received.remaining() - SIZE_BYTES));
    }
}
