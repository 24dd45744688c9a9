package io.sampo.records.compression;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.xerial.snappy.Snappy;

/**
 * Unpacks snappy-java's frames: a header of 16 bytes (magic, version, compatible version), then blocks, each after its
 * length; or one block without a frame. The library's own stream allocates whatever length a broken block claims; this
 * one first asks whether so many bytes can come out of so few.
 */
final class SnappyInput extends InputStream {
    private static final byte[] MAGIC = {(byte) 0x82, 'S', 'N', 'A', 'P', 'P', 'Y', 0};
    private static final int HEADER_BYTES = 16;
    /** Snappy's best element makes 64 bytes of 3. */
    private static final int EXPANSION_MAX = 22;

    private final byte[] packed;
    private final int bytesMax;
    private int at;
    private final int end;
    private final boolean framed;
    private byte[] block = new byte[0];
    private int blockAt;
    private int blockEnd;

    SnappyInput(ByteBuffer source, int bytesMax) {
        this.bytesMax = bytesMax;
        if (source.hasArray()) {
            this.packed = source.array();
            this.at = source.arrayOffset() + source.position();
        } else {
            this.packed = new byte[source.remaining()];
            source.get(source.position(), packed);
        }
        this.end = at + source.remaining();
        this.framed = end - at >= HEADER_BYTES && Arrays.equals(packed, at, at + MAGIC.length, MAGIC, 0, MAGIC.length);
        if (framed) {
            at += HEADER_BYTES;
        }
    }

    @Override
    public int read() throws IOException {
        return hasBlock() ? block[blockAt++] & 0xff : -1;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (!hasBlock()) {
            return -1;
        }
        int count = Math.min(length, blockEnd - blockAt);
        System.arraycopy(block, blockAt, target, offset, count);
        blockAt += count;
        return count;
    }

    private boolean hasBlock() throws IOException {
        while (blockAt == blockEnd) {
            if (at == end) {
                return false;
            }
            unpackNext(framed ? framedLength() : end - at);
        }
        return true;
    }

    private int framedLength() throws IOException {
        if (end - at < Integer.BYTES) {
            throw new IOException("the snappy stream ends within the length of a block");
        }
        int length = ByteBuffer.wrap(packed, at, Integer.BYTES).getInt();
        at += Integer.BYTES;
        if (length < 1 || length > end - at) {
            throw new IOException("a snappy block claims " + length + " bytes of " + (end - at));
        }
        return length;
    }

    private void unpackNext(int length) throws IOException {
        int unpacked = Snappy.uncompressedLength(packed, at, length);
        if (unpacked < 0 || unpacked > bytesMax || unpacked > (long) EXPANSION_MAX * length) {
            throw new IOException("a snappy block of " + length + " bytes claims to hold " + unpacked);
        }
        if (block.length < unpacked) {
            block = new byte[unpacked];
        }
        blockEnd = Snappy.uncompress(packed, at, length, block, 0);
        blockAt = 0;
        at += length;
    }
}
