package io.sampo.compaction;

import java.util.function.BooleanSupplier;

/**
 * One round of compaction.
 *
 * @param stableOffset high watermark or last stable offset, whichever is lower: nothing at or above is touched (R16)
 * @param nowMs wall clock, ms since 1970
 * @param mapBytesMax memory for the keys of one round (log.cleaner.dedupe.buffer.size)
 * @param ioBufferBytes how much is read, and written, at a time (log.cleaner.io.buffer.size)
 * @param pace hears of every run of bytes read or written, and may wait
 */
public record CompactionRequest(long stableOffset, long nowMs, int mapBytesMax, int ioBufferBytes, Pace pace) {
    /** Kafka's buffer for I/O. */
    public static final int IO_BUFFER_BYTES = 512 * 1024;

    /** How fast a round may read and write. */
    @FunctionalInterface
    public interface Pace {
        Pace NONE = (bytes, goOn) -> {};

        /** {@code bytes} were read or written. May wait, as long as {@code goOn} says so. */
        void spent(long bytes, BooleanSupplier goOn);
    }

    /** As fast as the disk goes, with 1 MiB for keys. */
    public static CompactionRequest upTo(long stableOffset, long nowMs) {
        return new CompactionRequest(stableOffset, nowMs, 1024 * 1024, IO_BUFFER_BYTES, Pace.NONE);
    }
}
