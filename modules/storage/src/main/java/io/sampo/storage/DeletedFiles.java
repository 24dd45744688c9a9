package io.sampo.storage;

import io.sampo.logfiles.DurableFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;

/**
 * Files and directories that were renamed aside and are removed after a delay (file.delete.delay.ms). What is not removed
 * when the process ends is found by its name at the next start. Any thread.
 */
public final class DeletedFiles {
    private record Doomed(Path path, long dueMs) {}

    private final Deque<Doomed> doomed = new ArrayDeque<>();

    /** Removes {@code paths} once {@code dueMs} has passed. */
    public synchronized void add(Collection<Path> paths, long dueMs) {
        paths.forEach(path -> doomed.add(new Doomed(path, dueMs)));
    }

    /** Removes what is due at {@code nowMs}. */
    public synchronized void deleteExpired(long nowMs) throws IOException {
        // Delays may differ, so a later entry may be due first: look at each once.
        for (int left = doomed.size(); left > 0; left--) {
            Doomed next = doomed.remove();
            if (next.dueMs() <= nowMs) {
                DurableFiles.deleteTree(next.path());
            } else {
                doomed.add(next);
            }
        }
    }
}
