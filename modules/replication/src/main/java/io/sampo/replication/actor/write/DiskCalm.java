package io.sampo.replication.actor.write;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Whether the disk of a log directory takes writes as memory does. It does not after a write that took 50 ms, nor while
 * 64 MiB were written that the background has not forced, and only a second later is it trusted again; after a longer stall
 * twenty times as long, so that a disk that stalls again and again holds up its callers for a twentieth of the time at most.
 * Decides, and does no I/O; time is an argument, monotonic, in ns. Safe from any thread.
 */
final class DiskCalm {
    /** Written bytes after which a writeback is due. */
    static final long WRITEBACK_BYTES = 8L * 1024 * 1024;

    /** Written bytes without a writeback above which a write may have to wait for the disk. */
    static final long UNFORCED_BYTES_MAX = 8 * WRITEBACK_BYTES;

    /** A write that took longer did not only copy into the page cache, nor wait for its turn at a busy core (20 ms, seen). */
    static final long WRITE_NS_MAX = 50_000_000;

    /** How long nothing of that may have happened, at least. */
    static final long CALM_AFTER_NS = 1_000_000_000;

    /** As long as the write that stalled, so many times; but no more than {@link #CALM_AFTER_NS_MAX}. */
    static final long CALM_AFTER_STALLS = 20;

    static final long CALM_AFTER_NS_MAX = 300_000_000_000L;

    private static final long NEVER = Long.MIN_VALUE;

    private final AtomicLong unforcedBytes = new AtomicLong();
    private final AtomicLong restlessUntilNs = new AtomicLong(NEVER);

    /** True if a write may be expected to return at once. */
    boolean isCalm(long nowNs) {
        long until = restlessUntilNs.get();
        return unforcedBytes.get() < UNFORCED_BYTES_MAX && (until == NEVER || nowNs - until >= 0);
    }

    /**
     * A write of {@code bytes} has ended.
     *
     * @return true if a writeback is due
     */
    boolean wrote(int bytes, long beganNs, long endedNs) {
        long unforced = unforcedBytes.addAndGet(bytes);
        long tookNs = endedNs - beganNs;
        if (tookNs >= WRITE_NS_MAX) {
            long stalledNs = Math.min(tookNs, CALM_AFTER_NS_MAX / CALM_AFTER_STALLS);
            restless(endedNs + Math.max(CALM_AFTER_NS, stalledNs * CALM_AFTER_STALLS));
        } else if (unforced >= UNFORCED_BYTES_MAX) {
            restless(endedNs + CALM_AFTER_NS);
        }
        return unforced >= WRITEBACK_BYTES;
    }

    private void restless(long untilNs) {
        restlessUntilNs.accumulateAndGet(
                untilNs, (present, other) -> present == NEVER || other - present > 0 ? other : present);
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
