import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.zip.CRC32C;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.record.internal.CompressionType;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.MemoryRecordsBuilder;
import org.apache.kafka.common.record.internal.RecordBatch;
import org.apache.kafka.common.record.TimestampType;

/** Batches as a producer without idempotence would send them, made by Kafka's own builder, once. */
final class RawBatches {
    private static final int CRC_AT = 17;
    private static final int CRC_FROM = 21;
    private static final int WORDS = 256;
    private static final int WORD_LETTERS = 8;

    private RawBatches() {}

    /**
     * One batch of {@code records} values of {@code bytes} bytes; of words, so that codecs find about a quarter of it worth
     * keeping.
     */
    static ByteBuffer build(int records, int bytes, String codec, boolean keys) {
        Random random = new Random(records * 31L + bytes);
        byte[][] words = new byte[WORDS][WORD_LETTERS];
        for (byte[] word : words) {
            for (int i = 0; i < word.length; i++) {
                word[i] = (byte) ('a' + random.nextInt(26));
            }
        }
        ByteBuffer buffer = ByteBuffer.allocate(records * (bytes + 64) + 4096);
        long now = System.currentTimeMillis();
        try (MemoryRecordsBuilder builder = MemoryRecords.builder(
                buffer,
                RecordBatch.MAGIC_VALUE_V2,
                Compression.of(CompressionType.forName(codec)).build(),
                TimestampType.CREATE_TIME,
                0)) {
            for (int record = 0; record < records; record++) {
                byte[] value = new byte[bytes];
                for (int at = 0; at < bytes; at += WORD_LETTERS) {
                    byte[] word = words[random.nextInt(WORDS)];
                    System.arraycopy(word, 0, value, at, Math.min(word.length, bytes - at));
                }
                builder.append(now, keys ? Integer.toString(record).getBytes(StandardCharsets.US_ASCII) : null, value);
            }
            ByteBuffer built = builder.build().buffer();
            return ByteBuffer.allocateDirect(built.remaining()).put(built).flip();
        }
    }

    /** Where the value of the only record of {@code batch} begins: values end the batch but for the count of headers. */
    static int valueAt(ByteBuffer batch, int bytes) {
        return batch.limit() - bytes - 1;
    }

    /** Makes the checksum true again after a value was changed. */
    static void sum(ByteBuffer batch) {
        CRC32C crc = new CRC32C();
        crc.update(batch.duplicate().position(CRC_FROM));
        batch.putInt(CRC_AT, (int) crc.getValue());
    }
}
