package io.sampo.messages.host;

import java.util.ArrayDeque;
import java.util.Queue;

/**
 * The actors that a thread runs itself at the end of each of its rounds. The thread of the streams between brokers does: a push is
 * appended and acknowledged, an acknowledgement counted, by the thread at which it arrived, without waking another (decision
 * 0022). A few in each round; where more than that have something to do, or one has more to do than it may at once, the rest
 * is for the pool. Nobody waits longer than until the end of the round. The first round of all makes the calling thread a
 * host. Confined to the transport's thread.
 */
public final class ArrivalHost {
    /** Replicas that may wait for the end of a round: more than these are better off with threads of their own. */
    public static final int WAITING_MAX = 4;

    private final Queue<Runnable> waiting = new ArrayDeque<>(WAITING_MAX);
    private boolean begun;

    private boolean takes(Runnable mailbox) {
        return waiting.size() < WAITING_MAX && waiting.offer(mailbox);
    }

    /** The end of a round: runs those that wait. Returns how many it were. */
    public int run() {
        if (!begun) {
            begun = true;
            ActorHost.become(this::takes);
        }
        int count = 0;
        for (Runnable next = waiting.poll(); next != null; next = waiting.poll()) {
            next.run();
            count++;
        }
        return count;
    }
}
