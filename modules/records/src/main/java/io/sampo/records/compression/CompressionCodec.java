package io.sampo.records.compression;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;

/**
 * One format of packed bytes. An implementation has no state and serves any thread; the streams it gives out belong to
 * one. Streams hold memory outside of the heap, so whoever opens one closes it.
 */
public interface CompressionCodec {
    /** The levels that Kafka allows for this codec. */
    CompressionLevels levels();

    /**
     * What is written is packed into {@code target}; closing ends the packed stream.
     *
     * @param level one that {@link #levels()} accepts
     * @throws CodecUnavailableException if the codec's native library cannot be loaded here
     */
    OutputStream packing(OutputStream target, int level) throws IOException;

    /**
     * The unpacked bytes of {@code packed}, whose position may move. Reading ends in an {@link IOException} or a
     * {@link RuntimeException} where the bytes are broken.
     *
     * @param bytesMax no buffer grows beyond it because of what the packed bytes claim
     * @throws CodecUnavailableException if the codec's native library cannot be loaded here
     */
    InputStream unpacking(ByteBuffer packed, int bytesMax) throws IOException;
}
