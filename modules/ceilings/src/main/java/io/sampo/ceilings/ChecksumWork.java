package io.sampo.ceilings;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/** {@link Ceiling#CRC32C}. */
final class ChecksumWork {
    private static final int BATCH_BYTES = 128 << 10;
    private static final int MEMORY_BYTES = 16 << 20;

    private ChecksumWork() {}

    static Spent run(long bytes) {
        ByteBuffer memory = ByteBuffer.allocate(MEMORY_BYTES);
        CRC32C crc = new CRC32C();
        ThreadCpu cpu = new ThreadCpu();
        long done = 0;
        while (done < bytes) {
            int at = (int) (done % MEMORY_BYTES);
            crc.update(memory.limit(at + BATCH_BYTES).position(at));
            done += BATCH_BYTES;
        }
        return cpu.spent(done);
    }
}
