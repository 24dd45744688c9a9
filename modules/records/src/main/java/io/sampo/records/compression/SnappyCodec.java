package io.sampo.records.compression;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import org.xerial.snappy.Snappy;
import org.xerial.snappy.SnappyError;
import org.xerial.snappy.SnappyOutputStream;

/** Snappy in the frames of snappy-java, as Kafka's own clients write them; unframed, as others do, is read too. */
public final class SnappyCodec implements CompressionCodec {
    @Override
    public CompressionLevels levels() {
        return CompressionLevels.NONE;
    }

    @Override
    public OutputStream packing(OutputStream target, int level) throws IOException {
        requireLibrary();
        return new SnappyOutputStream(target);
    }

    @Override
    public InputStream unpacking(ByteBuffer packed, int bytesMax) throws IOException {
        requireLibrary();
        return new SnappyInput(packed, bytesMax);
    }

    private static void requireLibrary() throws IOException {
        try {
            Snappy.maxCompressedLength(0);
        } catch (LinkageError | SnappyError e) {
            throw new CodecUnavailableException("snappy", "org.xerial.snappy.tempdir", e);
        }
    }
}
