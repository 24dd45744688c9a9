package io.sampo.client.actor;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Records between {@code send} and their producer's actor, which is told once for all that come until it looks: a message for
 * each record would cost more than the record. Bounded by whoever adds. {@link #add} and {@link #remove} from any thread, the
 * rest by the actor.
 */
final class SendInbox {
    private final Queue<PendingSend> sends = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean announced = new AtomicBoolean();
    private volatile boolean stopped;

    /** True if the actor has to be told: {@link ProducerActor.Arrived}. */
    boolean add(PendingSend send) {
        sends.add(send);
        return !announced.get() && announced.compareAndSet(false, true);
    }

    /** Whoever adds something from here on announces it again. To be called where {@link #poll} gave nothing, and polled again. */
    void looked() {
        announced.set(false);
    }

    /** The oldest; null if there is none. */
    @Nullable
    PendingSend poll() {
        return sends.poll();
    }

    /** The actor ends, and nobody polls after what it polls now. */
    void stop() {
        stopped = true;
    }

    /** Takes back what was added if nobody polls it any more. */
    boolean remove(PendingSend send) {
        return stopped && sends.remove(send);
    }
}
