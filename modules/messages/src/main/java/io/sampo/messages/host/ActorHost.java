package io.sampo.messages.host;

import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A thread that itself runs the replicas that it tells, instead of waking another for them: the thread of a
 * client's socket, and the one at which other brokers' pushes arrive (ARCHITECTURE §3.5). What an actor is told by any other
 * thread runs where actors run by default; one actor is never run by two threads at a time, whoever tells it.
 *
 * <p>An actor that was told by a host waits for it, so a host comes back to its own queue soon, and itself never waits for
 * anything but the disk of a replica that it runs ({@code DiskCalm} says how long).
 */
public final class ActorHost {
    private static final ThreadLocal<@Nullable Host> HERE = new ThreadLocal<>();

    private ActorHost() {}

    /**
     * The calling thread is a host from now on, until it ends.
     *
     * @param queue takes what this thread will run soon, in order; false where it will not. Called by this thread only
     */
    public static void become(Predicate<Runnable> queue) {
        HERE.set(new Host(queue));
    }

    /**
     * True if the calling thread is a host and has taken {@code task}: to be run by it, soon. Never what an actor tells that runs
     * here, itself among those told: who has much to do has it done in the pool.
     */
    public static boolean takes(Runnable task) {
        Host here = HERE.get();
        return here != null && !here.running && here.queue.test(() -> here.run(task));
    }

    /** Confined to its thread. */
    private static final class Host {
        private final Predicate<Runnable> queue;
        private boolean running;

        Host(Predicate<Runnable> queue) {
            this.queue = queue;
        }

        void run(Runnable task) {
            running = true;
            try {
                task.run();
            } finally {
                running = false;
            }
        }
    }
}
