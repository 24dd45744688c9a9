package io.sampo.simulation.watch;

import io.sampo.simulation.engine.Violation;

/** What the simulator itself knows of one broker process: whom it has heard, and when it stood still. */
public final class BrokerWatch {
    private final int broker;
    private long heardEpoch;
    private long pauseBeganMs = Long.MIN_VALUE / 2;
    private long pauseEndsMs = Long.MIN_VALUE / 2;
    private long ranMs = Long.MIN_VALUE / 2;

    public BrokerWatch(int broker) {
        this.broker = broker;
    }

    /** Another process begins. */
    public void reset() {
        heardEpoch = -1;
        pauseBeganMs = Long.MIN_VALUE / 2;
        pauseEndsMs = Long.MIN_VALUE / 2;
        ranMs = Long.MIN_VALUE / 2;
    }

    /** It does something now. */
    public void ran(long nowMs) {
        ranMs = nowMs;
    }

    public void paused(long nowMs, long untilMs) {
        pauseBeganMs = goesOn(nowMs) ? pauseBeganMs : nowMs;
        pauseEndsMs = Math.max(pauseEndsMs, untilMs);
    }

    /** Its clock says that {@code ms} have passed of which it knows nothing. */
    public void stood(long nowMs, long ms) {
        pauseBeganMs = Math.min(goesOn(nowMs) ? pauseBeganMs : nowMs, nowMs - ms);
        pauseEndsMs = Math.max(pauseEndsMs, nowMs);
    }

    /** It has not run since the last pause ended, which may be now: what begins now is the same one. */
    private boolean goesOn(long nowMs) {
        return nowMs <= pauseEndsMs && ranMs < pauseEndsMs;
    }

    public void resumed(long nowMs) {
        pauseEndsMs = Math.min(pauseEndsMs, nowMs);
    }

    /** True if it has stood still for {@code longerThanMs} or more, and runs again for less than {@code withinMs}. */
    public boolean stoodStill(long nowMs, long longerThanMs, long withinMs) {
        return pauseEndsMs - pauseBeganMs >= longerThanMs && nowMs - pauseEndsMs < withinMs;
    }

    /** R13: it has taken news of a controller. */
    public void heard(long controllerEpoch) {
        if (controllerEpoch < heardEpoch) {
            throw new Violation(
                    "R13",
                    "broker " + broker + " listens to a controller of epoch " + controllerEpoch + ", it has heard of "
                            + heardEpoch);
        }
        heardEpoch = controllerEpoch;
    }
}
