package io.sampo.simulation.engine;

/**
 * Random numbers that depend on the seed alone: SplitMix64. Split into a stream of its own for everything that draws, so
 * that a change in one place does not move all others. Not for threads.
 */
public final class Rng {
    private static final long GOLDEN = 0x9e3779b97f4a7c15L;

    private long state;

    public Rng(long seed) {
        state = mix(seed * GOLDEN + 1);
    }

    /** A stream of its own. */
    public Rng split() {
        return new Rng(next());
    }

    public long next() {
        state += GOLDEN;
        return mix(state);
    }

    /** From 0 to {@code bound - 1}. */
    public int below(int bound) {
        return (int) (((next() >>> 33) * bound) >>> 31);
    }

    /** From {@code low} to {@code high}, both included. */
    public long between(long low, long high) {
        return low + Math.floorMod(next(), high - low + 1);
    }

    public boolean chance(double probability) {
        return probability > 0 && (next() >>> 11) * 0x1p-53 < probability;
    }

    /** Log-uniform between {@code low} and {@code high}. */
    public double intensity(double low, double high) {
        double share = (next() >>> 11) * 0x1p-53;
        return StrictMath.exp(StrictMath.log(low) + share * (StrictMath.log(high) - StrictMath.log(low)));
    }

    public static long mix(long value) {
        long z = value;
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }
}
