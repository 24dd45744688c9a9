package io.sampo.streams.progress;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Work on many keys at a time, on each key one item after the other in the order in which they came. Keys take turns: one
 * with much to do does not keep others from a free place.
 *
 * @param <K> what has an order
 * @param <T> an item of work
 */
public final class KeyLanes<K, T> {
    private static final class Lane<T> {
        private final Deque<T> waiting = new ArrayDeque<>();
        private boolean isBusy;
    }

    private final int parallelism;
    private final Map<K, Lane<T>> lanes = new HashMap<>();
    /** Keys with work and nobody at it; each once. */
    private final Deque<K> free = new ArrayDeque<>();

    private int running;
    private int waiting;

    /** @param parallelism items under way at a time, at least 1 */
    public KeyLanes(int parallelism) {
        if (parallelism < 1) {
            throw new IllegalArgumentException("parallelism " + parallelism + " is less than 1");
        }
        this.parallelism = parallelism;
    }

    /** The last item of its key so far. */
    public void add(K key, T item) {
        Lane<T> lane = lanes.computeIfAbsent(key, unknown -> new Lane<>());
        if (!lane.isBusy && lane.waiting.isEmpty()) {
            free.add(key);
        }
        lane.waiting.add(item);
        waiting++;
    }

    /** An item to begin now, or null where all places are taken or every key with work is busy. */
    public @Nullable T next() {
        K key = running < parallelism ? free.poll() : null;
        if (key == null) {
            return null;
        }
        Lane<T> lane = lanes.get(key);
        lane.isBusy = true;
        running++;
        waiting--;
        return lane.waiting.remove();
    }

    /** The item of that key that was under way is done. */
    public void done(K key) {
        Lane<T> lane = lanes.get(key);
        if (lane == null || !lane.isBusy) {
            throw new IllegalStateException("nothing of " + key + " is under way");
        }
        lane.isBusy = false;
        running--;
        if (lane.waiting.isEmpty()) {
            lanes.remove(key);
        } else {
            free.add(key);
        }
    }

    /** Takes items out that wait and are not to be done; gives them back. What is under way goes on. */
    public List<T> discard(Predicate<T> which) {
        List<T> gone = new ArrayList<>();
        for (Iterator<Map.Entry<K, Lane<T>>> all = lanes.entrySet().iterator(); all.hasNext(); ) {
            Map.Entry<K, Lane<T>> entry = all.next();
            Lane<T> lane = entry.getValue();
            lane.waiting.removeIf(item -> {
                boolean goes = which.test(item);
                if (goes) {
                    gone.add(item);
                }
                return goes;
            });
            if (lane.waiting.isEmpty() && !lane.isBusy) {
                free.remove(entry.getKey());
                all.remove();
            }
        }
        waiting -= gone.size();
        return gone;
    }

    /** Items under way. */
    public int running() {
        return running;
    }

    /** Items that wait. */
    public int waiting() {
        return waiting;
    }
}
