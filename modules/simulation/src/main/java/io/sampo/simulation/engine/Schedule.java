package io.sampo.simulation.engine;

import java.util.ArrayDeque;
import java.util.PriorityQueue;

/**
 * Virtual time, ms, and what is to happen in it. At equal times what was asked for first comes first. A wheel with a slot
 * for each of the next ms; what is further away waits in a heap until the wheel reaches it.
 */
public final class Schedule {
    /** Slots; nearly everything that anybody asks for comes within half a second. */
    private static final int SLOTS = 1 << 10;

    private record Far(long atMs, long number, Runnable what) implements Comparable<Far> {
        @Override
        public int compareTo(Far other) {
            int byTime = Long.compare(atMs, other.atMs);
            return byTime != 0 ? byTime : Long.compare(number, other.number);
        }
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    private final ArrayDeque<Runnable>[] wheel = new ArrayDeque[SLOTS];

    private final PriorityQueue<Far> far = new PriorityQueue<>();
    private long nowMs;
    private long count;
    private long done;

    public Schedule() {
        for (int i = 0; i < SLOTS; i++) {
            wheel[i] = new ArrayDeque<>(4);
        }
    }

    public long nowMs() {
        return nowMs;
    }

    /** Events that have happened. */
    public long done() {
        return done;
    }

    public void at(long atMs, Runnable what) {
        if (atMs < nowMs + SLOTS) {
            wheel[slot(Math.max(atMs, nowMs))].add(what);
        } else {
            far.add(new Far(atMs, count++, what));
        }
    }

    public void after(long delayMs, Runnable what) {
        at(nowMs + delayMs, what);
    }

    /** The next event, if it comes not later than {@code endMs}; false if there is none. */
    public boolean step(long endMs) {
        Runnable next = wheel[slot(nowMs)].poll();
        while (next == null) {
            if (nowMs >= endMs) {
                return false;
            }
            nowMs++;
            fill();
            next = wheel[slot(nowMs)].poll();
        }
        done++;
        next.run();
        return true;
    }

    /** The wheel has one slot more. Nobody could ask for that ms before, so whoever waited for it comes first. */
    private void fill() {
        while (!far.isEmpty() && far.peek().atMs < nowMs + SLOTS) {
            Far next = far.remove();
            wheel[slot(next.atMs)].add(next.what);
        }
    }

    private static int slot(long atMs) {
        return (int) (atMs & (SLOTS - 1));
    }
}
