package io.sampo.client.actor;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Counts unfinished records by the flush that waits for them, so that a flush never waits for what came after it. A generation is
 * what came between two flushes; the second one ends it, and waits for it and for all before.
 */
final class FlushGenerations {
    private static final class Generation {
        final int number;
        long unfinished;
        /** Null until a flush has ended the generation. */
        @Nullable
        CompletableFuture<Void> flushed;

        Generation(int number) {
            this.number = number;
        }
    }

    /** Those that a flush still waits for, oldest first; the last one nobody has ended. */
    private final Deque<Generation> generations = new ArrayDeque<>();

    FlushGenerations() {
        generations.add(new Generation(0));
    }

    /** Another record; the generation to give back in {@link #finished}. */
    int begun() {
        Generation open = generations.getLast();
        open.unfinished++;
        return open.number;
    }

    /** A record of that generation has left. */
    void finished(int generation) {
        for (Generation each : generations) {
            if (each.number == generation) {
                each.unfinished--;
                break;
            }
        }
        completeFlushes();
    }

    /** Completes {@code promise} when every record begun so far is finished. */
    void flush(CompletableFuture<Void> promise) {
        Generation open = generations.getLast();
        open.flushed = promise;
        generations.add(new Generation(open.number + 1));
        completeFlushes();
    }

    /** True if somebody waits for records of that generation. */
    boolean isFlushed(int generation) {
        return generation < generations.getLast().number;
    }

    private void completeFlushes() {
        for (Generation oldest = generations.getFirst();
                oldest.flushed != null && oldest.unfinished == 0;
                oldest = generations.getFirst()) {
            generations.removeFirst();
            oldest.flushed.complete(null);
        }
    }
}
