package io.sampo.records.compression;

import com.github.luben.zstd.RecyclingBufferPool;
import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import com.github.luben.zstd.ZstdOutputStreamNoFinalizer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;

/** Zstandard frames (RFC 8878) through zstd-jni, whose default refuses windows above 128 MiB. */
public final class ZstdCodec implements CompressionCodec {
    private static final CompressionLevels LEVELS = new CompressionLevels(-131_072, 22, 3);

    @Override
    public CompressionLevels levels() {
        return LEVELS;
    }

    @Override
    public OutputStream packing(OutputStream target, int level) throws IOException {
        try {
            return new ZstdOutputStreamNoFinalizer(target, RecyclingBufferPool.INSTANCE, level);
        } catch (LinkageError e) {
            throw unavailable(e);
        }
    }

    @Override
    public InputStream unpacking(ByteBuffer packed, int bytesMax) throws IOException {
        try {
            return new ZstdInputStreamNoFinalizer(new ByteBufferInput(packed), RecyclingBufferPool.INSTANCE);
        } catch (LinkageError e) {
            throw unavailable(e);
        }
    }

    private static CodecUnavailableException unavailable(LinkageError cause) {
        return new CodecUnavailableException("zstd", "ZstdTempFolder", cause);
    }
}
