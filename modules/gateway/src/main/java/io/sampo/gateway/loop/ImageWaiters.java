package io.sampo.gateway.loop;

import java.util.ArrayList;
import java.util.List;

/** Who waits until the image here has reached an offset: what one has decided oneself should be seen in the next answer. */
final class ImageWaiters {
    private record Waiting(long offset, long deadlineMs, Runnable action) {}

    private final List<Waiting> waiting = new ArrayList<>();

    void add(long offset, long deadlineMs, Runnable action) {
        waiting.add(new Waiting(offset, deadlineMs, action));
    }

    /** Runs whatever waits for {@code offset} or less, or no longer. */
    void look(long offset, long nowMs) {
        if (waiting.isEmpty()) {
            return;
        }
        List<Waiting> due = new ArrayList<>();
        waiting.removeIf(one -> {
            boolean isDue = one.offset <= offset || one.deadlineMs <= nowMs;
            if (isDue) {
                due.add(one);
            }
            return isDue;
        });
        // An action may ask for the next wait.
        due.forEach(one -> one.action.run());
    }
}
