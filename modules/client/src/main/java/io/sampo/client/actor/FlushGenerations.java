package io.sampo.client.actor;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

/** Counts unfinished records by the flush that waits for them, so that a flush never waits for what came after it. */
final class FlushGenerations {
    private record Waiting(int generation, CompletableFuture<Void> promise) {}

    private final TreeMap<Integer, Integer> unfinished = new TreeMap<>();
    private final List<Waiting> waiting = new ArrayList<>();
    private int current;

    /** Another record; the generation to give back in {@link #finished}. */
    int begun() {
        unfinished.merge(current, 1, Integer::sum);
        return current;
    }

    void finished(int generation) {
        unfinished.computeIfPresent(generation, (key, count) -> count == 1 ? null : count - 1);
        for (Iterator<Waiting> all = waiting.iterator(); all.hasNext(); ) {
            Waiting next = all.next();
            if (isDone(next.generation)) {
                all.remove();
                next.promise.complete(null);
            }
        }
    }

    /** Completes {@code promise} when every record begun so far is finished. */
    void flush(CompletableFuture<Void> promise) {
        int flushed = current++;
        if (isDone(flushed)) {
            promise.complete(null);
        } else {
            waiting.add(new Waiting(flushed, promise));
        }
    }

    /** True if somebody waits for records of that generation. */
    boolean isFlushed(int generation) {
        return generation < current;
    }

    private boolean isDone(int generation) {
        return unfinished.headMap(generation, true).isEmpty();
    }
}
