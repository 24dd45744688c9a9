package io.sampo.records.compression;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import net.jpountz.lz4.LZ4Compressor;
import net.jpountz.lz4.LZ4Factory;
import net.jpountz.lz4.LZ4FrameInputStream;
import net.jpountz.lz4.LZ4FrameOutputStream;
import net.jpountz.lz4.LZ4FrameOutputStream.BLOCKSIZE;
import net.jpountz.lz4.LZ4FrameOutputStream.FLG;
import net.jpountz.xxhash.XXHashFactory;

/**
 * LZ4 frames as Kafka writes them since message format v1: independent blocks of 64 KiB, the right checksum of the
 * descriptor, none of the content. Where the library has no native code for a machine it has Java code.
 */
public final class Lz4Codec implements CompressionCodec {
    private static final CompressionLevels LEVELS = new CompressionLevels(1, 17, 9);
    private static final long SIZE_UNKNOWN = -1L;

    @Override
    public CompressionLevels levels() {
        return LEVELS;
    }

    @Override
    public OutputStream packing(OutputStream target, int level) throws IOException {
        LZ4Factory factory = LZ4Factory.fastestInstance();
        // Kafka's default is a number of the thorough compressor, but it takes it for "the fast one".
        LZ4Compressor compressor = level == LEVELS.usual() ? factory.fastCompressor() : factory.highCompressor(level);
        return new LZ4FrameOutputStream(
                target,
                BLOCKSIZE.SIZE_64KB,
                SIZE_UNKNOWN,
                compressor,
                XXHashFactory.fastestInstance().hash32(),
                FLG.Bits.BLOCK_INDEPENDENCE);
    }

    @Override
    public InputStream unpacking(ByteBuffer packed, int bytesMax) throws IOException {
        return new LZ4FrameInputStream(
                new ByteBufferInput(packed),
                LZ4Factory.fastestInstance().safeDecompressor(),
                XXHashFactory.fastestInstance().hash32());
    }
}
