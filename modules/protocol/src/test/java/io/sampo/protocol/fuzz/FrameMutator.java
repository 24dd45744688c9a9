package io.sampo.protocol.fuzz;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;

/**
 * Spoils frames: bits, lengths, ends, order. Works in one buffer of its own, so that millions of frames leave nothing on the
 * heap. The same seed gives the same frames.
 */
final class FrameMutator {
    static final int FRAME_BYTES_MAX = 1 << 16;

    /** What lengths and counts like least: the borders of their types, as integers and as varints. */
    private static final List<byte[]> BORDERS = List.of(
            new byte[] {0x7f, -1, -1, -1},
            new byte[] {-1, -1, -1, -1},
            new byte[] {-1, -1, -1, -2},
            new byte[] {-128, 0, 0, 0},
            new byte[] {0, 0, 0, 0},
            new byte[] {0, -1, -1, -1},
            new byte[] {0x7f, -1},
            new byte[] {-1, -1},
            new byte[] {-128, 0},
            new byte[] {-1, -1, -1, -1, 0x0f},
            new byte[] {-1, -1, -1, -1, 0x07},
            new byte[] {-1, -1, -1, -1, 0x7f},
            new byte[] {-1, -1, -1, -1, -1, -1},
            new byte[] {-128, -128, -128, -128, 0},
            new byte[] {-1, 0x7f});

    private final Random random;
    private final ByteBuffer spare = ByteBuffer.allocate(FRAME_BYTES_MAX);

    FrameMutator(long seed) {
        this.random = new Random(seed);
    }

    int below(int bound) {
        return random.nextInt(bound);
    }

    /** Fills {@code frame} with {@code valid}, spoiled in one to four places; {@code other} is another valid frame. */
    void spoil(ByteBuffer frame, byte[] valid, byte[] other) {
        frame.clear().put(valid).flip();
        for (int times = 1 + random.nextInt(4); times > 0; times--) {
            spoil(frame, other);
        }
    }

    /** Fills {@code frame} with noise behind the first {@code kept} bytes of {@code valid}. */
    void noise(ByteBuffer frame, byte[] valid, int kept) {
        frame.clear().put(valid, 0, Math.min(kept, valid.length));
        for (int bytes = random.nextInt(200); bytes > 0; bytes--) {
            frame.put((byte) random.nextInt());
        }
        frame.flip();
    }

    private void spoil(ByteBuffer frame, byte[] other) {
        int size = frame.limit();
        int at = random.nextInt(size + 1);
        switch (random.nextInt(8)) {
            case 0 -> flip(frame, at);
            case 1 -> overwrite(frame, at, (byte) random.nextInt());
            case 2, 3, 4 -> overwrite(frame, at, BORDERS.get(random.nextInt(BORDERS.size())));
            case 5 -> frame.limit(at);
            case 6 -> splice(frame, at, Math.min(size, at + random.nextInt(16)), other, 0);
            default -> splice(frame, at, at, other, random.nextInt(32));
        }
    }

    private void flip(ByteBuffer frame, int at) {
        if (at < frame.limit()) {
            frame.put(at, (byte) (frame.get(at) ^ 1 << random.nextInt(8)));
        }
    }

    private static void overwrite(ByteBuffer frame, int at, byte... bytes) {
        for (int i = 0; i < bytes.length && at + i < frame.limit(); i++) {
            frame.put(at + i, bytes[i]);
        }
    }

    /** Puts {@code count} bytes of {@code other} in the place of those between {@code from} and {@code to}. */
    private void splice(ByteBuffer frame, int from, int to, byte[] other, int count) {
        int tail = frame.limit() - to;
        int inserted = Math.min(count, Math.min(other.length, FRAME_BYTES_MAX - from - tail));
        spare.clear().put(0, frame, to, tail);
        frame.clear();
        for (int i = 0; i < inserted; i++) {
            frame.put(from + i, other[other.length - inserted + i]);
        }
        frame.put(from + inserted, spare, 0, tail);
        frame.limit(from + inserted + tail);
    }
}
