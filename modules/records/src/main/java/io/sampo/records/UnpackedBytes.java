package io.sampo.records;

import io.sampo.model.ErrorCode;
import io.sampo.records.compression.CodecUnavailableException;
import io.sampo.records.compression.CompressionCodec;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;

/**
 * What comes out of a codec, counted against a limit. Codecs, their libraries and native code have many ways to say that
 * bytes are broken; behind this class there is one, {@link InvalidBatchException}.
 */
final class UnpackedBytes implements AutoCloseable {
    private static final int CHUNK_BYTES = 16 * 1024;

    private final CompressionType type;
    private final int bytesMax;
    private final InputStream unpacking;
    private int bytesRead;

    /** Opens {@code packed}, whose position does not move. */
    UnpackedBytes(CompressionType type, CompressionCodec codec, ByteBuffer packed, int bytesMax) {
        this.type = type;
        this.bytesMax = bytesMax;
        try {
            this.unpacking = codec.unpacking(packed.slice(), bytesMax);
        } catch (IOException | RuntimeException e) {
            throw broken(e);
        }
    }

    /** Reads up to {@code length} bytes, at least one; -1 at the end. */
    int read(byte[] target, int at, int length) {
        int count;
        try {
            count = unpacking.read(target, at, length);
        } catch (IOException | RuntimeException e) {
            throw broken(e);
        }
        if (count > 0) {
            bytesRead += count;
            if (bytesRead > bytesMax) {
                throw InvalidBatchException.malformed("its records unpack to more than " + bytesMax + " bytes");
            }
        }
        return count;
    }

    /** All that is left. */
    void transferTo(OutputStream target) throws IOException {
        byte[] chunk = new byte[CHUNK_BYTES];
        for (int count = read(chunk, 0, chunk.length); count >= 0; count = read(chunk, 0, chunk.length)) {
            target.write(chunk, 0, count);
        }
    }

    @Override
    public void close() {
        try {
            unpacking.close();
        } catch (IOException | RuntimeException e) {
            throw broken(e);
        }
    }

    private InvalidBatchException broken(Exception cause) {
        if (cause instanceof CodecUnavailableException) {
            return new InvalidBatchException(ErrorCode.UNSUPPORTED_COMPRESSION_TYPE, cause.getMessage(), cause);
        }
        return new InvalidBatchException(
                ErrorCode.INVALID_RECORD, "The " + type.text() + " stream of the batch is broken: " + cause, cause);
    }
}
