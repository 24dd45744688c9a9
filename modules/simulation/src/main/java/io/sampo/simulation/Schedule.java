package io.sampo.simulation;

import java.util.PriorityQueue;

/** Virtual time, ms, and what is to happen in it. At equal times what was asked for first comes first. */
final class Schedule {
    private static final class Event implements Comparable<Event> {
        final long atMs;
        final long number;
        final Runnable what;

        Event(long atMs, long number, Runnable what) {
            this.atMs = atMs;
            this.number = number;
            this.what = what;
        }

        @Override
        public int compareTo(Event other) {
            int byTime = Long.compare(atMs, other.atMs);
            return byTime != 0 ? byTime : Long.compare(number, other.number);
        }
    }

    private final PriorityQueue<Event> events = new PriorityQueue<>(256);
    private long nowMs;
    private long count;
    private long done;

    long nowMs() {
        return nowMs;
    }

    /** Events that have happened. */
    long done() {
        return done;
    }

    void at(long atMs, Runnable what) {
        events.add(new Event(Math.max(atMs, nowMs), count++, what));
    }

    void after(long delayMs, Runnable what) {
        at(nowMs + delayMs, what);
    }

    /** The next event, if it comes not later than {@code endMs}; false if there is none. */
    boolean step(long endMs) {
        Event next = events.peek();
        if (next == null || next.atMs > endMs) {
            nowMs = Math.max(nowMs, endMs);
            return false;
        }
        events.remove();
        nowMs = next.atMs;
        done++;
        next.what.run();
        return true;
    }
}
