package io.sampo.storage.cleaning;

/**
 * The broker's part of compaction; Kafka's keys {@code log.cleaner.*}.
 *
 * @param threads log.cleaner.threads
 * @param mapBytes log.cleaner.dedupe.buffer.size, all threads together, bytes
 * @param ioBufferBytes log.cleaner.io.buffer.size, all threads together, bytes
 * @param backoffMs log.cleaner.backoff.ms: pause when there was nothing to clean
 * @param ioBytesPerSecondMax log.cleaner.io.max.bytes.per.second: reads and writes of all threads
 */
public record CleanerSettings(
        int threads, long mapBytes, int ioBufferBytes, long backoffMs, double ioBytesPerSecondMax) {
    private static final int THREAD_MAP_BYTES_LEAST = 1024 * 1024;

    public CleanerSettings {
        if (threads < 1 || ioBufferBytes < 1 || backoffMs < 0 || !(ioBytesPerSecondMax > 0)) {
            throw new IllegalArgumentException("log.cleaner.threads, log.cleaner.io.buffer.size and"
                    + " log.cleaner.io.max.bytes.per.second have to be above 0, log.cleaner.backoff.ms not below");
        }
        if (mapBytes / threads < THREAD_MAP_BYTES_LEAST) {
            // As Kafka has it.
            throw new IllegalArgumentException("log.cleaner.dedupe.buffer.size = " + mapBytes
                    + ": expected at least 1 MiB for each of log.cleaner.threads = " + threads);
        }
    }

    int mapBytesOfOne() {
        return (int) Math.min(mapBytes / threads, Integer.MAX_VALUE - 64);
    }

    int ioBufferBytesOfOne() {
        return Math.max(1, ioBufferBytes / threads);
    }
}
