package io.sampo.records;

import io.sampo.model.ErrorCode;
import io.sampo.records.compression.CodecUnavailableException;
import io.sampo.records.compression.CompressionCodec;
import io.sampo.records.compression.CompressionLevels;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Objects;

/**
 * How batches are to be packed: a type and how much work to spend on it (KIP-390).
 *
 * @param level one of the codec's levels; 0 where it has none
 */
public record Compression(CompressionType type, int level) {
    public static final Compression NONE = new Compression(CompressionType.NONE, 0);

    public Compression {
        Objects.requireNonNull(type, "type");
        if (!levels(type).accepts(level)) {
            throw new IllegalArgumentException("level " + level + " is none of " + type.text() + "'s: expected "
                    + levels(type).least() + " to " + levels(type).most());
        }
    }

    /** That type at its usual level. */
    public static Compression of(CompressionType type) {
        return new Compression(type, levels(type).usual());
    }

    /**
     * The remaining bytes of {@code records}, packed. Their position does not move.
     *
     * @param headroom bytes left free before them
     * @param sizeMax most bytes, headroom included
     * @throws InvalidBatchException with MESSAGE_TOO_LARGE if they do not fit, or with UNSUPPORTED_COMPRESSION_TYPE if the
     *     codec's library does not load in this process
     */
    ByteBuffer pack(ByteBuffer records, int headroom, int sizeMax) {
        if (type == CompressionType.NONE && headroom == 0) {
            return records.slice();
        }
        return pack(records.remaining(), headroom, sizeMax, target -> write(records, target));
    }

    /** What {@code source} writes, packed; see {@link #pack(ByteBuffer, int, int)}. */
    ByteBuffer pack(int expectedBytes, int headroom, int sizeMax, Source source) {
        int guess = type == CompressionType.NONE ? expectedBytes : expectedBytes / 2;
        GrowingBytes packed = new GrowingBytes((long) headroom + guess, sizeMax).skip(headroom);
        try {
            CompressionCodec codec = type.codec();
            if (codec == null) {
                source.writeTo(packed);
            } else {
                try (OutputStream packing = codec.packing(packed, level)) {
                    source.writeTo(packing);
                }
            }
        } catch (CodecUnavailableException e) {
            throw new InvalidBatchException(ErrorCode.UNSUPPORTED_COMPRESSION_TYPE, e.getMessage(), e);
        } catch (IOException e) {
            throw new IllegalStateException(type.text() + " into memory failed", e);
        }
        return packed.toBuffer();
    }

    /** Whoever has the bytes to be packed. */
    @FunctionalInterface
    interface Source {
        void writeTo(OutputStream target) throws IOException;
    }

    static void write(ByteBuffer records, OutputStream target) throws IOException {
        if (records.hasArray()) {
            target.write(records.array(), records.arrayOffset() + records.position(), records.remaining());
        } else {
            byte[] copy = new byte[records.remaining()];
            records.get(records.position(), copy);
            target.write(copy, 0, copy.length);
        }
    }

    private static CompressionLevels levels(CompressionType type) {
        CompressionCodec codec = type.codec();
        return codec == null ? new CompressionLevels(0, 0, 0) : codec.levels();
    }
}
