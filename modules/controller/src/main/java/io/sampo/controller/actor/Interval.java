package io.sampo.controller.actor;

/** Something that is done every so often, by whoever passes by. Time is an argument, in ms. */
final class Interval {
    private final long lengthMs;
    private long lastMs;

    /** @param lengthMs zero = never */
    Interval(long lengthMs, long nowMs) {
        this.lengthMs = lengthMs;
        this.lastMs = nowMs;
    }

    /** True once in each interval. */
    boolean isDue(long nowMs) {
        if (lengthMs == 0 || nowMs - lastMs < lengthMs) {
            return false;
        }
        lastMs = nowMs;
        return true;
    }
}
