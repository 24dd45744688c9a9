package io.sampo.replication.log;

import java.util.Arrays;

/**
 * How many bytes lie between two offsets of the young end of a log: a ring of (end offset, bytes so far). Serves as the
 * window of pushes in flight, and tells a leader how far behind somebody is without asking the disk.
 */
public final class ByteLedger {
    private final int entriesMax;
    private long[] ends = new long[16];
    private long[] totals = new long[16];
    private int head;
    private int size;
    private long baseOffset;
    private long baseTotal;
    private long total;

    /** A ledger that begins at {@code offset} and forgets its oldest entry when it would hold more than {@code entriesMax}. */
    public ByteLedger(long offset, int entriesMax) {
        this.entriesMax = entriesMax;
        reset(offset);
    }

    /** Empty, beginning at {@code offset}. */
    public void reset(long offset) {
        head = 0;
        size = 0;
        baseOffset = offset;
        baseTotal = total;
    }

    /** {@code bytes} more, up to {@code endOffset}. */
    public void add(long endOffset, int bytes) {
        if (size == entriesMax) {
            dropOldest();
        }
        if (size == ends.length) {
            grow();
        }
        total += bytes;
        int at = (head + size++) & (ends.length - 1);
        ends[at] = endOffset;
        totals[at] = total;
    }

    /** Forgets entries that end at or below {@code offset}. */
    public void releaseTo(long offset) {
        while (size > 0 && ends[head] <= offset) {
            dropOldest();
        }
    }

    /** Bytes of all entries. */
    public long bytes() {
        return total - baseTotal;
    }

    /** Bytes from {@code offset} to the end; {@link Long#MAX_VALUE} if {@code offset} is older than what is known. */
    public long bytesFrom(long offset) {
        if (offset < baseOffset) {
            return Long.MAX_VALUE;
        }
        int low = 0;
        int high = size;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (ends[(head + middle) & (ends.length - 1)] <= offset) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return total - (low == 0 ? baseTotal : totals[(head + low - 1) & (ends.length - 1)]);
    }

    private void dropOldest() {
        baseOffset = ends[head];
        baseTotal = totals[head];
        head = (head + 1) & (ends.length - 1);
        size--;
    }

    private void grow() {
        long[] oldEnds = ends;
        long[] oldTotals = totals;
        ends = Arrays.copyOf(oldEnds, oldEnds.length * 2);
        totals = Arrays.copyOf(oldTotals, oldTotals.length * 2);
        for (int i = 0; i < size; i++) {
            ends[i] = oldEnds[(head + i) & (oldEnds.length - 1)];
            totals[i] = oldTotals[(head + i) & (oldTotals.length - 1)];
        }
        head = 0;
    }
}
