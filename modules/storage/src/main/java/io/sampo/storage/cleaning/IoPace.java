package io.sampo.storage.cleaning;

import io.sampo.compaction.CompactionRequest;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/** Keeps what some threads read and write together below a rate. Any thread. */
public final class IoPace implements CompactionRequest.Pace {
    /** The rate is kept over windows of this length, so that an idle hour is not made up for. */
    private static final long WINDOW_NS = 1_000_000_000L;
    /** Who waits looks after so long whether it still has to. */
    private static final long LOOK_MS = 50;

    private final double bytesPerSecondMax;
    private final LongSupplier nanoTime;
    private long windowStartNs;
    private double windowBytes;

    /** @param nanoTime as {@link System#nanoTime} */
    public IoPace(double bytesPerSecondMax, LongSupplier nanoTime) {
        this.bytesPerSecondMax = bytesPerSecondMax;
        this.nanoTime = nanoTime;
        this.windowStartNs = nanoTime.getAsLong();
    }

    @Override
    public void spent(long bytes, BooleanSupplier goOn) {
        long untilNs = note(bytes);
        try {
            long leftNs = untilNs - nanoTime.getAsLong();
            while (leftNs > 0 && goOn.getAsBoolean()) {
                Thread.sleep(Math.min(LOOK_MS, 1 + leftNs / 1_000_000));
                leftNs = untilNs - nanoTime.getAsLong();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** @return when the bytes so far will have been within the rate */
    synchronized long note(long bytes) {
        long nowNs = nanoTime.getAsLong();
        double allowed = bytesPerSecondMax * (nowNs - windowStartNs) / 1e9;
        if (nowNs - windowStartNs > WINDOW_NS && windowBytes <= allowed) {
            windowStartNs = nowNs;
            windowBytes = 0;
        }
        windowBytes += bytes;
        double neededNs = windowBytes / bytesPerSecondMax * 1e9;
        return windowStartNs + (long) Math.min(neededNs, Long.MAX_VALUE / 4.0);
    }
}
