package io.sampo.broker.replicas;

import io.sampo.messages.face.ActorHost;
import java.util.ArrayDeque;
import java.util.Queue;

/**
 * The replicas that the transport's thread runs itself: a push is appended and acknowledged, an acknowledgement counted, by
 * the thread at which it arrived, without waking another (decision 0022). A few in each round; where more than that have
 * something to do, the others are for the pool, which runs them side by side. The first round of all makes the calling thread a host. Confined to the transport's thread.
 */
final class ArrivalHost {
    /** Replicas that may wait for the end of a round: more than these are better off with threads of their own. */
    static final int WAITING_MAX = 4;

    private final Queue<Runnable> waiting = new ArrayDeque<>(WAITING_MAX);
    private boolean begun;

    private boolean takes(Runnable mailbox) {
        return waiting.size() < WAITING_MAX && waiting.offer(mailbox);
    }

    /** The end of a round: runs those that wait now; who is told meanwhile has the next one. Returns how many it were. */
    int run() {
        if (!begun) {
            begun = true;
            ActorHost.become(this::takes);
        }
        int count = waiting.size();
        for (int i = 0; i < count; i++) {
            waiting.remove().run();
        }
        return count;
    }
}
