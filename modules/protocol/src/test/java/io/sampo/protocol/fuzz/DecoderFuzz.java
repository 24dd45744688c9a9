package io.sampo.protocol.fuzz;

import com.sun.management.ThreadMXBean;
import io.sampo.protocol.frame.FrameSplitter;
import io.sampo.protocol.wire.MalformedFrame;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * Feeds spoiled frames to the decoder and keeps the books: how many were refused as malformed, how many made sense all the
 * same, what escaped, and what was allocated for each byte of a frame. Repeats exactly from its seed.
 */
final class DecoderFuzz {
    private static final int ESCAPES_KEPT = 5;
    /** Below this, a frame is judged by what it costs at all: an exception and its message, a reader, a header. */
    private static final int SMALL_FRAME_BYTES = 64;

    private final List<ValidFrames.Frame> valid = ValidFrames.some(3);
    private final FrameMutator mutator;
    private final ByteBuffer onHeap = ByteBuffer.allocate(FrameMutator.FRAME_BYTES_MAX);
    private final ByteBuffer offHeap = ByteBuffer.allocateDirect(FrameMutator.FRAME_BYTES_MAX);
    private final FrameSplitter splitter = new FrameSplitter(1 << 20);
    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private final List<String> escapes = new ArrayList<>();

    private long refused;
    private long accepted;
    private long escaped;
    private double allocatedPerByteMax;
    private long allocatedMax;
    private String costliest = "";

    DecoderFuzz(long seed) {
        this.mutator = new FrameMutator(seed);
    }

    /** Goes on until {@code total} frames have been refused since the beginning. */
    void run(long total) {
        while (refused < total) {
            one();
        }
    }

    private void one() {
        ValidFrames.Frame frame = valid.get(mutator.below(valid.size()));
        ByteBuffer bytes = mutator.below(2) == 0 ? onHeap : offHeap;
        int kind = mutator.below(16);
        if (kind == 0) {
            mutator.noise(bytes, frame.bytes(), 0);
        } else if (kind < 3) {
            mutator.noise(bytes, frame.bytes(), 4 + mutator.below(16));
        } else {
            mutator.spoil(
                    bytes, frame.bytes(), valid.get(mutator.below(valid.size())).bytes());
        }
        long before = threads.getCurrentThreadAllocatedBytes();
        try {
            read(frame, bytes, kind == 15);
            accepted++;
        } catch (MalformedFrame e) {
            refused++;
        } catch (Throwable e) {
            escaped(frame, bytes, e);
        }
        long allocated = threads.getCurrentThreadAllocatedBytes() - before;
        if (allocated > allocatedMax || perByte(allocated, bytes) > allocatedPerByteMax) {
            measureAgain(frame, bytes, kind == 15);
        }
    }

    private void read(ValidFrames.Frame frame, ByteBuffer bytes, boolean asStream) {
        ByteBuffer whole = asStream ? splitter.next(bytes.duplicate()) : bytes;
        if (whole != null) {
            frame.reader().read(whole);
        }
    }

    private static double perByte(long allocated, ByteBuffer bytes) {
        return (double) allocated / Math.max(bytes.remaining(), SMALL_FRAME_BYTES);
    }

    /** What the first one costs whose message is composed at some place in the code is that code's, not the frame's. */
    private void measureAgain(ValidFrames.Frame frame, ByteBuffer bytes, boolean asStream) {
        long before = threads.getCurrentThreadAllocatedBytes();
        try {
            read(frame, bytes, asStream);
        } catch (Throwable again) {
            // Counted already.
        }
        long allocated = threads.getCurrentThreadAllocatedBytes() - before;
        allocatedMax = Math.max(allocatedMax, allocated);
        if (perByte(allocated, bytes) > allocatedPerByteMax) {
            allocatedPerByteMax = perByte(allocated, bytes);
            costliest = frame.name() + ", " + bytes.remaining() + " bytes, " + allocated + " allocated";
        }
    }

    private void escaped(ValidFrames.Frame frame, ByteBuffer bytes, Throwable e) {
        escaped++;
        if (escapes.size() < ESCAPES_KEPT) {
            byte[] copy = new byte[bytes.limit()];
            bytes.get(0, copy);
            escapes.add(frame.name() + ": " + e + " from " + HexFormat.of().formatHex(copy));
        }
    }

    /** Frames, and the messages and versions they are of. */
    String corpus() {
        long versions = valid.stream().map(ValidFrames.Frame::name).distinct().count();
        return valid.size() + " valid frames of " + versions + " versions of messages";
    }

    long refused() {
        return refused;
    }

    long accepted() {
        return accepted;
    }

    long escaped() {
        return escaped;
    }

    /** The first of what escaped, with the bytes that did it. */
    List<String> escapes() {
        return escapes;
    }

    /** Most bytes allocated for a byte of a frame; frames of less than 64 bytes count as such. */
    double allocatedPerByteMax() {
        return allocatedPerByteMax;
    }

    long allocatedMax() {
        return allocatedMax;
    }

    /** The frame that {@link #allocatedPerByteMax} was measured on. */
    String costliest() {
        return costliest;
    }
}
