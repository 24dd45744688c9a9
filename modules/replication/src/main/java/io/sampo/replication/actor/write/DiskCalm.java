package io.sampo.replication.actor.write;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Whether the disk of a log directory takes writes as memory does. It does not after a write that took 20 ms, nor while
 * 16 MiB were written that the background has not forced, and only a second later is it trusted again. Decides, and
 * does no I/O; time is an argument, monotonic, in ns. Safe from any thread.
 */
final class DiskCalm {
    /** Written bytes after which a writeback is due. */
    static final long WRITEBACK_BYTES = 8L * 1024 * 1024;

    /** Written bytes without a writeback above which a write may have to wait for the disk. */
    static final long UNFORCED_BYTES_MAX = 2 * WRITEBACK_BYTES;

    /** A write that took longer did not only copy into the page cache. */
    static final long WRITE_NS_MAX = 20_000_000;

    /** How long nothing of that may have happened. */
    static final long CALM_AFTER_NS = 1_000_000_000;

    private static final long NEVER = Long.MIN_VALUE;

    private final AtomicLong unforcedBytes = new AtomicLong();
    private final AtomicLong restlessAtNs = new AtomicLong(NEVER);

    /** True if a write may be expected to return at once. */
    boolean isCalm(long nowNs) {
        long restless = restlessAtNs.get();
        return unforcedBytes.get() < UNFORCED_BYTES_MAX && (restless == NEVER || nowNs - restless >= CALM_AFTER_NS);
    }

    /**
     * A write of {@code bytes} has ended.
     *
     * @return true if a writeback is due
     */
    boolean wrote(int bytes, long beganNs, long endedNs) {
        long unforced = unforcedBytes.addAndGet(bytes);
        if (endedNs - beganNs >= WRITE_NS_MAX || unforced >= UNFORCED_BYTES_MAX) {
            restlessAtNs.set(endedNs);
        }
        return unforced >= WRITEBACK_BYTES;
    }

    /** Bytes written and not covered by a writeback. */
    long unforcedBytes() {
        return unforcedBytes.get();
    }

    /** A writeback that began when so many bytes were not covered has ended. */
    void forced(long coveredBytes) {
        unforcedBytes.addAndGet(-coveredBytes);
    }
}
