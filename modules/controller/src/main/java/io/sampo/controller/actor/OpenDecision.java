package io.sampo.controller.actor;

import io.sampo.controller.ClusterMetadata;
import io.sampo.controller.codec.LogEntries;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The one decision that is on its way into the metadata log, entry by entry, and the answer that waits for the last. */
final class OpenDecision {
    private final Deque<LogEntries.Entry> entries = new ArrayDeque<>();
    private @Nullable Consumer<ClusterMetadata> answer;

    boolean isOpen() {
        return answer != null;
    }

    void begin(List<LogEntries.Entry> toAppend, Consumer<ClusterMetadata> whenDurable) {
        entries.addAll(toAppend);
        answer = whenDurable;
    }

    LogEntries.Entry nextEntry() {
        return entries.removeFirst();
    }

    boolean hasMore() {
        return !entries.isEmpty();
    }

    /** All entries are durable: the answer goes out. */
    void end(ClusterMetadata durable) {
        Consumer<ClusterMetadata> due = answer;
        answer = null;
        if (due != null) {
            due.accept(durable);
        }
    }
}
