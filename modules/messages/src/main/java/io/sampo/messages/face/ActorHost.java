package io.sampo.messages.face;

import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * A thread that itself runs the replicas and coordinators that it tells, instead of waking another for them: the thread of a
 * client's socket (ARCHITECTURE §3.5). What an actor is told by any other thread runs where actors run by default; one
 * actor is never run by two threads at a time, whoever tells it.
 *
 * <p>A host must come back to its own queue within microseconds, always: an actor that was told by it waits there.
 */
public final class ActorHost {
    private static final ThreadLocal<@Nullable Executor> HERE = new ThreadLocal<>();

    private ActorHost() {}

    /** The calling thread is a host from now on, until it ends; {@code queue} runs on it what it is given, soon, in order. */
    public static void become(Executor queue) {
        HERE.set(queue);
    }

    /** The queue of the calling thread, null where that is no host. */
    public static @Nullable Executor here() {
        return HERE.get();
    }
}
