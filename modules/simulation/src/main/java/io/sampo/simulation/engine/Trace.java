package io.sampo.simulation.engine;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What happened, as one number that two runs of a seed must share, and the last events in words. Words are made when
 * somebody asks for them.
 */
public final class Trace {
    private static final int KEPT = 4_000;

    private record Entry(
            long atMs,
            String what,
            int node,
            long first,
            long second,
            @Nullable Object detail) {
        @Override
        public String toString() {
            return "%6d ms  %-16s %s%s".formatted(atMs, what, node < 0 ? "" : "node " + node + "  ", numbers());
        }

        private String numbers() {
            return (first == NONE ? "" : first + " ")
                    + (second == NONE ? "" : second + " ")
                    + (detail == null ? "" : detail);
        }
    }

    /** Where there is no number to tell. */
    public static final long NONE = Long.MIN_VALUE;

    private final @Nullable Entry[] ring = new Entry[KEPT];
    private long count;
    private long hash = 17;

    public void add(long atMs, String what, int node, long first, long second, @Nullable Object detail) {
        hash = Rng.mix(hash * 31 + atMs) + node;
        hash = Rng.mix(hash * 31 + first) ^ second;
        hash += what.hashCode();
        ring[(int) (count++ % KEPT)] = new Entry(atMs, what, node, first, second, detail);
    }

    public long hash() {
        return Rng.mix(hash);
    }

    public long count() {
        return count;
    }

    /** The last {@code most} events, oldest first. */
    public List<String> last(int most) {
        List<String> lines = new ArrayList<>();
        for (long i = Math.max(0, count - Math.min(most, KEPT)); i < count; i++) {
            lines.add(String.valueOf(ring[(int) (i % KEPT)]));
        }
        return lines;
    }
}
