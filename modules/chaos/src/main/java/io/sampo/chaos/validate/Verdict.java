package io.sampo.chaos.validate;

import java.util.List;
import java.util.Map;

/**
 * What the checker says of a history.
 *
 * @param counts anomalies of each kind that there is
 * @param witnesses the story of the lowest anomaly of each kind, several lines each
 * @param acknowledged sends that were acknowledged
 * @param unknown sends of which nobody knows
 * @param readAll whether everything was read at the end; without it nothing can be called complete
 */
public record Verdict(
        Map<AnomalyKind, Integer> counts, List<String> witnesses, int acknowledged, int unknown, boolean readAll) {
    public Verdict {
        counts = Map.copyOf(counts);
        witnesses = List.copyOf(witnesses);
    }

    public boolean isClean() {
        return counts.isEmpty() && readAll;
    }

    public int count(AnomalyKind.Harm harm) {
        return counts.entrySet().stream()
                .filter(count -> count.getKey().harm() == harm)
                .mapToInt(Map.Entry::getValue)
                .sum();
    }
}
