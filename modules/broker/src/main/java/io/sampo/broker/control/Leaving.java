package io.sampo.broker.control;

import io.sampo.broker.replicas.ReplicaStarter;
import org.jspecify.annotations.Nullable;

/**
 * A controlled shutdown, step by step: ask the controller to move the leaderships, wait until none is left or the time is
 * up, stop the replicas, wait until their logs are closed. Part of {@link BrokerActor} and used by it alone.
 */
final class Leaving {
    private static final long ASK_EACH_MS = 500;
    private static final long SILENCE_MS = 2_000;

    private enum Step {
        NOT_YET,
        MOVING_LEADERSHIPS,
        STOPPING_REPLICAS,
        GONE
    }

    private final ControllerLink controller;
    private final ReplicaStarter replicas;
    private Step step = Step.NOT_YET;
    private @Nullable Runnable done;
    private long beganMs;
    private long askedMs;
    private boolean moved;

    Leaving(ControllerLink controller, ReplicaStarter replicas) {
        this.controller = controller;
        this.replicas = replicas;
    }

    void begin(Runnable whenDone, long nowMs) {
        if (step != Step.NOT_YET) {
            return;
        }
        done = whenDone;
        step = Step.MOVING_LEADERSHIPS;
        beganMs = nowMs;
        askedMs = nowMs - ASK_EACH_MS;
        tick(nowMs);
    }

    void granted(long nowMs) {
        moved = true;
        tick(nowMs);
    }

    /** Nobody is there to move leaderships, for example because all voters stop together: do not wait for them. */
    void controllerSilent(long silentMs, long nowMs) {
        if (step == Step.MOVING_LEADERSHIPS && silentMs > SILENCE_MS) {
            granted(nowMs);
        }
    }

    void tick(long nowMs) {
        if (step == Step.MOVING_LEADERSHIPS) {
            // What cannot move (no other ISR member) is not waited for: granted says that all that can has moved.
            if (moved || nowMs - beganMs > replicas.leaveTimeoutMs()) {
                step = Step.STOPPING_REPLICAS;
                replicas.stopAll();
            } else if (nowMs - askedMs >= ASK_EACH_MS) {
                askedMs = nowMs;
                controller.controlledShutdown();
            }
        }
        if (step == Step.STOPPING_REPLICAS
                && (replicas.allStopped() || nowMs - beganMs > 2 * replicas.leaveTimeoutMs())) {
            step = Step.GONE;
            if (done != null) {
                done.run();
            }
        }
    }
}
