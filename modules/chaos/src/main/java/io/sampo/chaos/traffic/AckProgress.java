package io.sampo.chaos.traffic;

import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * What was acknowledged so far, partition by partition and second by second. Times in ns of the recorder. For any
 * thread.
 */
public final class AckProgress {
    private static final long SECOND_NS = 1_000_000_000L;
    private static final int SECONDS_MAX = 100_000;

    private final AtomicLongArray offsets;
    private final AtomicLongArray latestInvoked;
    private final AtomicLongArray lastDone;
    private final AtomicLongArray longestGap;
    private final AtomicIntegerArray perSecond = new AtomicIntegerArray(SECONDS_MAX);
    private final AtomicLong acknowledged = new AtomicLong();
    private final AtomicLong unsettled = new AtomicLong();

    /** Nothing acknowledged yet. */
    public static AckProgress of(int partitions) {
        return new AckProgress(partitions);
    }

    AckProgress(int partitions) {
        this.offsets = new AtomicLongArray(partitions);
        this.latestInvoked = new AtomicLongArray(partitions);
        this.lastDone = new AtomicLongArray(partitions);
        this.longestGap = new AtomicLongArray(partitions);
        for (int key = 0; key < partitions; key++) {
            offsets.set(key, -1);
            latestInvoked.set(key, -1);
        }
    }

    void acknowledged(int key, long offset, long invokedNs, long doneNs) {
        offsets.accumulateAndGet(key, offset, Math::max);
        latestInvoked.accumulateAndGet(key, invokedNs, Math::max);
        long before = lastDone.getAndAccumulate(key, doneNs, Math::max);
        longestGap.accumulateAndGet(key, doneNs - before, Math::max);
        perSecond.incrementAndGet((int) Math.min(SECONDS_MAX - 1, doneNs / SECOND_NS));
        acknowledged.incrementAndGet();
    }

    void failed() {
        unsettled.incrementAndGet();
    }

    /** The highest offset acknowledged in a partition, -1 for none. */
    public long highestOffset(int key) {
        return offsets.get(key);
    }

    public int partitions() {
        return offsets.length();
    }

    /** Records acknowledged. */
    public long total() {
        return acknowledged.get();
    }

    /** Records that were given up: nobody knows of them. */
    public long givenUp() {
        return unsettled.get();
    }

    /** True if every partition has acknowledged a record that was sent after {@code ns}. */
    public boolean everyPartitionSince(long ns) {
        for (int key = 0; key < latestInvoked.length(); key++) {
            if (latestInvoked.get(key) <= ns) {
                return false;
            }
        }
        return true;
    }

    /** Gaps count from now on. */
    public void resetGaps() {
        for (int key = 0; key < longestGap.length(); key++) {
            longestGap.set(key, 0);
        }
    }

    /**
     * The longest time without an acknowledgement that any partition had since {@link #resetGaps}, and has at {@code
     * nowNs}.
     */
    public long longestGapNs(long nowNs) {
        long longest = 0;
        for (int key = 0; key < longestGap.length(); key++) {
            longest = Math.max(longest, Math.max(longestGap.get(key), nowNs - lastDone.get(key)));
        }
        return longest;
    }

    /** Acknowledgements in that second of the run. */
    public int inSecond(int second) {
        return perSecond.get(second);
    }
}
