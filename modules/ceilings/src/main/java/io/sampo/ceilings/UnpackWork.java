package io.sampo.ceilings;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdDecompressCtx;
import java.util.Random;
import net.jpountz.lz4.LZ4Factory;
import net.jpountz.lz4.LZ4SafeDecompressor;

/**
 * {@link Ceiling#UNPACK_LZ4} and {@link Ceiling#UNPACK_ZSTD}: a batch as the rows of packed batches send it (240 KiB of words, of
 * which codecs keep about a quarter), unpacked by the library's own call from one array into another, with nothing made anew.
 */
final class UnpackWork {
    private static final int BATCH_BYTES = 240 << 10;
    private static final int LZ4_BLOCK_BYTES = 64 << 10;
    private static final int ZSTD_LEVEL = 3;
    private static final int WORDS = 256;
    private static final int WORD_LETTERS = 8;

    private UnpackWork() {}

    static Spent zstd(long bytes) {
        byte[] packed = Zstd.compress(words(BATCH_BYTES), ZSTD_LEVEL);
        byte[] unpacked = new byte[BATCH_BYTES];
        try (ZstdDecompressCtx context = new ZstdDecompressCtx()) {
            return again(
                    () -> context.decompressByteArray(unpacked, 0, unpacked.length, packed, 0, packed.length),
                    packed.length,
                    bytes);
        }
    }

    /** Block by block, as they lie in a frame. */
    static Spent lz4(long bytes) {
        byte[] packed = LZ4Factory.fastestInstance().fastCompressor().compress(words(LZ4_BLOCK_BYTES));
        byte[] unpacked = new byte[LZ4_BLOCK_BYTES];
        LZ4SafeDecompressor decompressor = LZ4Factory.fastestInstance().safeDecompressor();
        return again(
                () -> decompressor.decompress(packed, 0, packed.length, unpacked, 0, unpacked.length),
                packed.length,
                bytes);
    }

    /** Until {@code bytes} packed ones were unpacked, {@code packedBytes} each time. */
    private static Spent again(Runnable unpacking, int packedBytes, long bytes) {
        ThreadCpu cpu = new ThreadCpu();
        long done = 0;
        while (done < bytes) {
            unpacking.run();
            done += packedBytes;
        }
        return cpu.spent(done);
    }

    private static byte[] words(int bytes) {
        Random random = new Random(bytes);
        byte[][] words = new byte[WORDS][WORD_LETTERS];
        for (byte[] word : words) {
            for (int i = 0; i < word.length; i++) {
                word[i] = (byte) ('a' + random.nextInt('z' - 'a' + 1));
            }
        }
        byte[] text = new byte[bytes];
        for (int at = 0; at < bytes; at += WORD_LETTERS) {
            System.arraycopy(words[random.nextInt(WORDS)], 0, text, at, WORD_LETTERS);
        }
        return text;
    }
}
