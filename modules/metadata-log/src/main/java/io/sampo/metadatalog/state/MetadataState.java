package io.sampo.metadatalog.state;

import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/** All journals of the group. One thread applies, any thread reads. */
public final class MetadataState {
    private final Map<String, EventLog> logs = new ConcurrentHashMap<>();

    /** Applies the next command of the Raft log. */
    public Outcome apply(Command command) {
        return command.applyTo(this);
    }

    /** The journal a command changes; begins with the first command that names it. */
    EventLog journal(String persistenceId) {
        return logs.computeIfAbsent(persistenceId, id -> new EventLog());
    }

    /** The journal of a persistence id, if a command ever named it. */
    public Optional<EventLog> log(String persistenceId) {
        return Optional.ofNullable(logs.get(persistenceId));
    }

    /** In the order of their names, so that equal states are equal bytes. */
    SortedMap<String, EventLog> sorted() {
        return new TreeMap<>(logs);
    }

    void put(String persistenceId, EventLog log) {
        logs.put(persistenceId, log);
    }
}
