package io.sampo.chaos.validate;

import java.util.EnumMap;
import java.util.Map;

/** Counts anomalies and keeps the lowest of each kind: the one at which a story begins. */
final class Findings {
    private final Map<AnomalyKind, Integer> counts = new EnumMap<>(AnomalyKind.class);
    private final Map<AnomalyKind, Anomaly> lowest = new EnumMap<>(AnomalyKind.class);

    void add(AnomalyKind kind, int key, long offset, long value) {
        counts.merge(kind, 1, Integer::sum);
        Anomaly found = new Anomaly(kind, key, offset, value);
        lowest.merge(kind, found, (one, other) -> one.offset() <= other.offset() ? one : other);
    }

    Map<AnomalyKind, Integer> counts() {
        return counts;
    }

    Map<AnomalyKind, Anomaly> lowest() {
        return lowest;
    }
}
