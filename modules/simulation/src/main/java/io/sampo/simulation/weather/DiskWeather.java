package io.sampo.simulation.weather;

import io.sampo.simulation.engine.Rng;

/** How long the disks take for what they are asked for, and when they fail at it, until they are calm. */
public final class DiskWeather {
    private static final int FAILS_ONCE_IN = 400;

    private final Weather weather;
    private final Rng random;
    private boolean calm;

    public DiskWeather(Weather weather, Rng random) {
        this.weather = weather;
        this.random = random;
    }

    /** No more faults. */
    public void calm() {
        calm = true;
    }

    /** For the next thing that {@code broker}'s disk does; one of the disks is slower than the others. */
    public long delayMs(int broker) {
        return calm || weather.diskMs() == 0 || random.below(3) == 0
                ? 0
                : random.between(0, broker == weather.slowest() ? 4 * weather.diskMs() : weather.diskMs());
    }

    /** True if the next write fails. */
    public boolean writeFails() {
        return fails(Fault.BAD_DISK);
    }

    /** True if the next force fails. */
    public boolean forceFails() {
        return fails(Fault.BAD_FORCE);
    }

    private boolean fails(Fault fault) {
        return !calm && weather.has(fault) && random.below(FAILS_ONCE_IN) == 0;
    }
}
