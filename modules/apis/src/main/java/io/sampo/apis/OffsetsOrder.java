package io.sampo.apis;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Keeps the order of what one connection writes to offsets and reads of them: whoever sends a commit and a fetch behind it reads
 * what was committed, as in Kafka, which works on one request of a connection at a time. Nothing else waits. Confined to the
 * event loop of its connection.
 */
public final class OffsetsOrder {
    /** In the order in which they came: reads that wait, each behind a write at least. */
    private final Deque<Object> line = new ArrayDeque<>();

    /** A change of offsets that is under way. */
    public final class Write {
        private boolean isDone;

        private Write() {}

        /** It is answered. */
        public void done() {
            isDone = true;
            advance();
        }
    }

    /** A write begins. */
    public Write write() {
        Write write = new Write();
        line.addLast(write);
        return write;
    }

    /** Runs {@code question} when every write before it is answered, perhaps at once. */
    public void read(Runnable question) {
        if (line.isEmpty()) {
            question.run();
        } else {
            line.addLast(question);
        }
    }

    private void advance() {
        while (!line.isEmpty()) {
            Object first = line.getFirst();
            if (first instanceof Write write && !write.isDone) {
                return;
            }
            line.removeFirst();
            if (first instanceof Runnable question) {
                question.run();
            }
        }
    }
}
