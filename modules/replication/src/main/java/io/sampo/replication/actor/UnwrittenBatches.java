package io.sampo.replication.actor;

import io.sampo.storage.flush.DiskFullException;
import java.io.IOException;
import java.util.ArrayDeque;

/**
 * What a full disk would not take yet, in the order in which it came. Its size is bounded by whoever hands in: a leader takes
 * no more batches from clients while something waits here, a follower gets no more than its window.
 */
final class UnwrittenBatches {
    private record Waiting(Write write, Runnable written) {}

    /** One change of the log. */
    @FunctionalInterface
    interface Write {
        void run() throws IOException;
    }

    private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    /** {@code write} waits; {@code written} runs once it has been done. */
    void add(Write write, Runnable written) {
        waiting.add(new Waiting(write, written));
    }

    /** Does what the disk takes; false if something is left. */
    boolean tryAll() throws IOException {
        while (!waiting.isEmpty()) {
            try {
                waiting.element().write().run();
            } catch (DiskFullException full) {
                // Still no room, which whoever asked finds out by the answer.
                return false;
            }
            waiting.remove().written().run();
        }
        return true;
    }
}
