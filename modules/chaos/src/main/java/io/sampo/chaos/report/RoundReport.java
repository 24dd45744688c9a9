package io.sampo.chaos.report;

import java.util.Locale;

/**
 * How one round went. Times in ms; {@code fromNs} and {@code toNs} of the run's clock: from the fault to the last
 * repair.
 *
 * @param label kinds and shapes, joined by {@code +}
 * @param text the same with those whom it hit
 * @param tookOver another broker is the controller afterwards
 * @param gapMs the longest time without an acknowledgement in any partition
 * @param writableMs from the repair until every partition had acknowledged something sent after it
 * @param wholeMs from the repair until every replica was in sync
 * @param stuck empty, or what did not come back in time
 */
public record RoundReport(
        int round,
        String label,
        String text,
        boolean hitController,
        boolean tookOver,
        long fromNs,
        long toNs,
        long gapMs,
        long writableMs,
        long wholeMs,
        String stuck) {
    /** As a line. */
    public String line(int rounds) {
        return String.format(
                Locale.ROOT,
                "round %d/%d  %s%s  held %d ms  gap %d ms  writable after %d ms  ISR full after %d ms%s",
                round,
                rounds,
                text,
                (hitController ? " (controller)" : "") + (tookOver ? " (another one took over)" : ""),
                (toNs - fromNs) / 1_000_000,
                gapMs,
                writableMs,
                wholeMs,
                stuck.isEmpty() ? "" : "  STUCK: " + stuck);
    }

    public boolean isStuck() {
        return !stuck.isEmpty();
    }
}
