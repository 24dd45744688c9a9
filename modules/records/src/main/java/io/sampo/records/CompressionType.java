package io.sampo.records;

import io.sampo.model.ErrorCode;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/**
 * How the records of a batch are packed. The codes are those of the batch's attributes. Only what the JDK brings is
 * implemented so far; a broker stores and serves the others unopened, since batches are opaque to it.
 */
public enum CompressionType {
    NONE(0, "none") {
        @Override
        public ByteBuffer compress(ByteBuffer records) {
            return records.slice();
        }

        @Override
        public ByteBuffer decompress(ByteBuffer packed, int bytesMax) {
            return packed.slice();
        }
    },
    GZIP(1, "gzip") {
        @Override
        public ByteBuffer compress(ByteBuffer records) {
            ByteArrayOutputStream packed = new ByteArrayOutputStream(Math.max(64, records.remaining() / 2));
            try (GZIPOutputStream gzip = new GZIPOutputStream(packed, STREAM_BUFFER_BYTES)) {
                gzip.write(bytesOf(records));
            } catch (IOException e) {
                throw new IllegalStateException("gzip into memory failed", e);
            }
            return ByteBuffer.wrap(packed.toByteArray());
        }

        @Override
        public ByteBuffer decompress(ByteBuffer packed, int bytesMax) {
            try (InputStream gzip =
                    new GZIPInputStream(new ByteArrayInputStream(bytesOf(packed)), STREAM_BUFFER_BYTES)) {
                byte[] records = gzip.readNBytes(bytesMax);
                if (gzip.read() >= 0) {
                    throw InvalidBatchException.malformed("its records unpack to more than " + bytesMax + " bytes");
                }
                return ByteBuffer.wrap(records);
            } catch (IOException e) {
                throw new InvalidBatchException(
                        ErrorCode.CORRUPT_MESSAGE, "The gzip stream of the batch is broken: " + e.getMessage(), e);
            }
        }
    },
    SNAPPY(2, "snappy"),
    LZ4(3, "lz4"),
    ZSTD(4, "zstd");

    private static final int STREAM_BUFFER_BYTES = 8 * 1024;
    private static final CompressionType[] BY_CODE = values();

    private final int code;
    private final String text;

    CompressionType(int code, String text) {
        this.code = code;
        this.text = text;
    }

    /** Bits 0–2 of the batch's attributes. */
    public int code() {
        return code;
    }

    /** Kafka's name, as in {@code compression.type}. */
    public String text() {
        return text;
    }

    /** True if this process can pack and unpack it. */
    public boolean isAvailable() {
        return this == NONE || this == GZIP;
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

    /** The remaining bytes of {@code records}, packed. The position does not move. */
    public ByteBuffer compress(ByteBuffer records) {
        throw notAvailable();
    }

    /**
     * The remaining bytes of {@code packed}, unpacked. The position does not move.
     *
     * @param bytesMax refuse to unpack to more than this: a few bytes can unpack to gigabytes
     * @throws InvalidBatchException if the bytes are broken or too many
     */
    public ByteBuffer decompress(ByteBuffer packed, int bytesMax) {
        throw notAvailable();
    }

    private UnsupportedOperationException notAvailable() {
        return new UnsupportedOperationException(
                "Compression '" + text + "' is not available in this build; use none or gzip");
    }

    private static byte[] bytesOf(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(buffer.position(), bytes);
        return bytes;
    }
}
