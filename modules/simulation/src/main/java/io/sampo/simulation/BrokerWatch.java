package io.sampo.simulation;

import io.sampo.simulation.engine.Violation;

/** What the simulator itself knows of one broker process: whom it has heard, and for how long it has sent heartbeats. */
final class BrokerWatch {
    private static final long GAP_MAX_MS = 60;

    private final int broker;
    private int node;
    private long sinceMs;
    private long lastMs = Long.MIN_VALUE / 2;
    private long heardEpoch;

    BrokerWatch(int broker) {
        this.broker = broker;
    }

    /** Another process begins. */
    void reset() {
        lastMs = Long.MIN_VALUE / 2;
        heardEpoch = -1;
    }

    /** One more heartbeat, to {@code toNode}. */
    void beat(int toNode, long nowMs) {
        if (toNode != node || nowMs - lastMs > GAP_MAX_MS) {
            node = toNode;
            sinceMs = nowMs;
        }
        lastMs = nowMs;
    }

    /** For how long its heartbeats have gone to that node, ms; 0 where the last one is overdue or went elsewhere. */
    long beatingMs(int toNode, long nowMs) {
        return toNode == node && nowMs - lastMs <= GAP_MAX_MS ? nowMs - sinceMs : 0;
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
