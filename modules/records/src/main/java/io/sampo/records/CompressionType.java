package io.sampo.records;

import io.sampo.records.compression.CompressionCodec;
import io.sampo.records.compression.GzipCodec;
import io.sampo.records.compression.Lz4Codec;
import io.sampo.records.compression.SnappyCodec;
import io.sampo.records.compression.ZstdCodec;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** How the records of a batch are packed. The codes are those of the batch's attributes. */
public enum CompressionType {
    NONE(0, "none", null),
    GZIP(1, "gzip", new GzipCodec()),
    SNAPPY(2, "snappy", new SnappyCodec()),
    LZ4(3, "lz4", new Lz4Codec()),
    ZSTD(4, "zstd", new ZstdCodec());

    private static final CompressionType[] BY_CODE = values();

    private final int code;
    private final String text;

    @SuppressWarnings("ImmutableEnumChecker") // Codecs have no state.
    private final @Nullable CompressionCodec codec;

    CompressionType(int code, String text, @Nullable CompressionCodec codec) {
        this.code = code;
        this.text = text;
        this.codec = codec;
    }

    /** Bits 0–2 of the batch's attributes. */
    public int code() {
        return code;
    }

    /** Kafka's name, as in {@code compression.type}. */
    public String text() {
        return text;
    }

    /** Null for {@link #NONE}. */
    @Nullable
    CompressionCodec codec() {
        return codec;
    }

    /**
     * The type of that code.
     *
     * @throws InvalidBatchException for a code that nobody has given a meaning
     */
    public static CompressionType ofCode(int code) {
        if (code < 0 || code >= BY_CODE.length) {
            throw InvalidBatchException.malformed("compression code " + code + " is unknown");
        }
        return BY_CODE[code];
    }

    /**
     * The type of Kafka's name.
     *
     * @throws IllegalArgumentException for another name; the message lists the known ones
     */
    public static CompressionType ofText(String text) {
        for (CompressionType type : BY_CODE) {
            if (type.text.equals(text)) {
                return type;
            }
        }
        throw new IllegalArgumentException(
                "'" + text + "' is no compression type; known are none, gzip, snappy, lz4, zstd");
    }

    /** The remaining bytes of {@code records}, packed at the usual level. The position does not move. */
    public ByteBuffer compress(ByteBuffer records) {
        return Compression.of(this).pack(records, 0, Integer.MAX_VALUE);
    }

    /**
     * The remaining bytes of {@code packed}, unpacked. The position does not move.
     *
     * @param bytesMax refuse to unpack to more than this: a few bytes can unpack to gigabytes
     * @throws InvalidBatchException if the bytes are broken or too many, or the codec cannot be used in this process
     */
    public ByteBuffer decompress(ByteBuffer packed, int bytesMax) {
        if (codec == null) {
            return packed.slice();
        }
        GrowingBytes records = new GrowingBytes(Math.min(bytesMax, 2L * packed.remaining()), Integer.MAX_VALUE);
        try {
            writeUnpacked(packed, bytesMax, records);
        } catch (IOException e) {
            throw new IllegalStateException("memory does not fail", e);
        }
        return records.toBuffer();
    }

    /** Writes what {@link #decompress} gives, piece by piece. */
    void writeUnpacked(ByteBuffer packed, int bytesMax, OutputStream target) throws IOException {
        if (codec == null) {
            Compression.write(packed, target);
            return;
        }
        try (UnpackedBytes unpacked = new UnpackedBytes(this, codec, packed, bytesMax)) {
            unpacked.transferTo(target);
        }
    }
}
