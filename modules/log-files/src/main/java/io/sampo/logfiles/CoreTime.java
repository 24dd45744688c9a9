package io.sampo.logfiles;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.LongSupplier;

/**
 * How long the calling thread had a core or waited for one since about now: what is left of a write's time was waited for
 * something else, the disk above all, or the host had taken the core away. Linux counts both for each thread, in ns
 * ({@code schedstat} of proc(5), whose first two numbers they are); elsewhere it is 0. Reading them costs some 20 us, so a reading
 * serves for all writes of the next 10 ms, and what the thread did in that time before its write is counted, too. Safe from any
 * thread; each has its own reading.
 */
public final class CoreTime {
    /** So much too much may be counted, and a tick of the scheduler. */
    static final long READING_SERVES_NS = 10_000_000;

    /** Then a wait for a core is taken for one of the disk. */
    private static final long UNKNOWN = -1;

    private static final Path COUNTED_BY_LINUX = Path.of("/proc/thread-self/schedstat");

    private final LongSupplier threadNs;
    private final ThreadLocal<Reading> readings = ThreadLocal.withInitial(Reading::new);

    private static final class Reading {
        private boolean isTaken;
        private long takenNs;
        private long hadNs;
    }

    /** @param threadNs what the calling thread has had so far, in ns, of which only differences count; negative if not known */
    public CoreTime(LongSupplier threadNs) {
        this.threadNs = threadNs;
    }

    /** What Linux counts; negative if it cannot be read, always 0 on other systems. */
    public static LongSupplier countedByLinux() {
        return Files.isReadable(COUNTED_BY_LINUX) ? CoreTime::read : () -> 0;
    }

    /** What is asked for later counts from here, or from a little earlier. */
    public void fromNow(long nowNs) {
        Reading last = readings.get();
        if (!last.isTaken || nowNs - last.takenNs >= READING_SERVES_NS) {
            last.hadNs = threadNs.getAsLong();
            last.takenNs = nowNs;
            last.isTaken = true;
        }
    }

    /** What the calling thread has had of cores, and of waiting for them, since its last {@link #fromNow}; in ns, 0 if not known. */
    public long ns() {
        long hadNs = readings.get().hadNs;
        long hasNs = threadNs.getAsLong();
        return hadNs < 0 || hasNs < 0 ? 0 : Math.max(0, hasNs - hadNs);
    }

    private static long read() {
        try {
            String[] counted = Files.readString(COUNTED_BY_LINUX, StandardCharsets.US_ASCII)
                    .split(" ", 3);
            return Long.parseLong(counted[0]) + Long.parseLong(counted[1]);
        } catch (IOException | RuntimeException notThere) {
            return UNKNOWN;
        }
    }
}
