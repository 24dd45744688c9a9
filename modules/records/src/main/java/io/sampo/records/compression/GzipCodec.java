package io.sampo.records.compression;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.zip.Deflater;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/** RFC 1952, from the JDK. */
public final class GzipCodec implements CompressionCodec {
    private static final CompressionLevels LEVELS =
            new CompressionLevels(Deflater.BEST_SPEED, Deflater.BEST_COMPRESSION, Deflater.DEFAULT_COMPRESSION);
    private static final int BUFFER_BYTES = 8 * 1024;

    @Override
    public CompressionLevels levels() {
        return LEVELS;
    }

    @Override
    public OutputStream packing(OutputStream target, int level) throws IOException {
        return new Packing(target, level);
    }

    @Override
    public InputStream unpacking(ByteBuffer packed, int bytesMax) throws IOException {
        return new GZIPInputStream(new ByteBufferInput(packed), BUFFER_BYTES);
    }

    /** The JDK's stream keeps its level from everybody but its heirs. */
    private static final class Packing extends GZIPOutputStream {
        Packing(OutputStream target, int level) throws IOException {
            super(target, BUFFER_BYTES);
            def.setLevel(level);
        }
    }
}
