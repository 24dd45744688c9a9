package io.sampo.simulation;

import io.sampo.simulation.engine.Violation;

/** What the simulator itself knows of one broker process: whom it has heard, and when it stood still. */
final class BrokerWatch {
    private final int broker;
    private long heardEpoch;
    private long pauseBeganMs = Long.MIN_VALUE / 2;
    private long pauseEndsMs = Long.MIN_VALUE / 2;

    BrokerWatch(int broker) {
        this.broker = broker;
    }

    /** Another process begins. */
    void reset() {
        heardEpoch = -1;
        pauseBeganMs = Long.MIN_VALUE / 2;
        pauseEndsMs = Long.MIN_VALUE / 2;
    }

    void paused(long nowMs, long untilMs) {
        pauseBeganMs = nowMs > pauseEndsMs ? nowMs : pauseBeganMs;
        pauseEndsMs = Math.max(pauseEndsMs, untilMs);
    }

    void resumed(long nowMs) {
        pauseEndsMs = Math.min(pauseEndsMs, nowMs);
    }

    /** True if it has stood still for {@code longerThanMs} or more, and runs again for less than {@code withinMs}. */
    boolean stoodStill(long nowMs, long longerThanMs, long withinMs) {
        return pauseEndsMs - pauseBeganMs >= longerThanMs && nowMs - pauseEndsMs < withinMs;
    }

    /** R13: it has taken news of a controller. */
    void heard(long controllerEpoch) {
        if (controllerEpoch < heardEpoch) {
            throw new Violation(
                    "R13",
                    "broker " + broker + " listens to a controller of epoch " + controllerEpoch + ", it has heard of "
                            + heardEpoch);
        }
        heardEpoch = controllerEpoch;
    }
}
