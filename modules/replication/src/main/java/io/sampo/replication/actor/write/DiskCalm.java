package io.sampo.replication.actor.write;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Whether the disk of a log directory takes writes as memory does. It does not after a write that took 50 ms, nor after
 * shorter ones, of 20 ms and more, that waited 100 ms together, nor while 64 MiB were written that the background has not forced. It is trusted
 * again a second later, or after twenty times what was waited, at most five minutes: so whoever writes by himself waits for a
 * twentieth of his time, unless the disk stalls for longer than 15 s again and again. Decides, and does no I/O; time is an
 * argument, monotonic, in ns. Safe from any thread.
 */
final class DiskCalm {
    /** Written bytes after which a writeback is due. */
    static final long WRITEBACK_BYTES = 8L * 1024 * 1024;

    /** Written bytes without a writeback above which a write may have to wait for the disk. */
    static final long UNFORCED_BYTES_MAX = 8 * WRITEBACK_BYTES;

    /** A write that took longer did not only copy into the page cache, nor wait for its turn at a busy core. */
    static final long WRITE_NS_MAX = 50_000_000;

    /** A write that took less counts for nothing: it copied, and waited for a busy core at most (decision 0064). */
    static final long WAIT_NS_MIN = 20_000_000;

    /** So much may be waited in small pieces; a twentieth of the time that passes is forgiven. */
    static final long WAITED_NS_MAX = 100_000_000;

    /** How long nothing of that may have happened, at least. */
    static final long CALM_AFTER_NS = 1_000_000_000;

    /** As long as was waited, so many times; but no more than {@link #CALM_AFTER_NS_MAX}. */
    static final long CALM_AFTER_WAITS = 20;

    static final long CALM_AFTER_NS_MAX = 300_000_000_000L;

    private static final long NEVER = Long.MIN_VALUE;

    private final AtomicLong unforcedBytes = new AtomicLong();
    private final AtomicLong restlessUntilNs = new AtomicLong(NEVER);
    private final AtomicReference<Waited> waited = new AtomicReference<>(new Waited(0, 0));

    /** So much was waited and is not forgiven, as of {@code atNs}. */
    private record Waited(long ns, long atNs) {
        Waited and(long tookNs, long endedNs) {
            long forgivenNs = ns == 0 ? 0 : Math.max(0, endedNs - atNs) / CALM_AFTER_WAITS;
            long heldNs = Math.min(tookNs, CALM_AFTER_NS_MAX / CALM_AFTER_WAITS);
            return new Waited(Math.max(0, ns - forgivenNs) + heldNs, endedNs);
        }
    }

    /** True if a write may be expected to return at once. */
    boolean isCalm(long nowNs) {
        long until = restlessUntilNs.get();
        return unforcedBytes.get() < UNFORCED_BYTES_MAX && (until == NEVER || nowNs - until >= 0);
    }

    /**
     * A write of {@code bytes} has ended.
     *
     * @param tookNs how long it took, without what is known to be no wait for the disk
     * @return true if a writeback is due
     */
    boolean wrote(int bytes, long tookNs, long endedNs) {
        long unforced = unforcedBytes.addAndGet(bytes);
        if (tookNs >= WAIT_NS_MIN) {
            waited(tookNs, endedNs);
        }
        if (unforced >= UNFORCED_BYTES_MAX) {
            restless(endedNs + CALM_AFTER_NS);
        }
        return unforced >= WRITEBACK_BYTES;
    }

    private void waited(long tookNs, long endedNs) {
        long waitedNs =
                waited.updateAndGet(before -> before.and(tookNs, endedNs)).ns();
        if (tookNs >= WRITE_NS_MAX || waitedNs > WAITED_NS_MAX) {
            restless(endedNs + Math.min(CALM_AFTER_NS_MAX, Math.max(CALM_AFTER_NS, waitedNs * CALM_AFTER_WAITS)));
        }
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
