package io.sampo.metadatalog;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Who wants to know when a journal grows. */
final class FeedWatchers {
    /** A name of its own for each registration, so that one callback may be registered twice. */
    private record Watcher(String persistenceId, Runnable wake, Object identity) {}

    private final Map<String, Set<Watcher>> byJournal = new ConcurrentHashMap<>();

    MetadataLogNode.Registration add(String persistenceId, Runnable wake) {
        var watcher = new Watcher(persistenceId, wake, new Object());
        byJournal
                .computeIfAbsent(persistenceId, id -> ConcurrentHashMap.newKeySet())
                .add(watcher);
        return () -> byJournal.computeIfPresent(persistenceId, (id, watchers) -> {
            watchers.remove(watcher);
            return watchers.isEmpty() ? null : watchers;
        });
    }

    void wake(String persistenceId) {
        Set<Watcher> watchers = byJournal.get(persistenceId);
        if (watchers != null) {
            watchers.forEach(watcher -> watcher.wake().run());
        }
    }

    void wakeAll() {
        byJournal.keySet().forEach(this::wake);
    }
}
