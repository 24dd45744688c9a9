package io.sampo.benchmarks.versus.report;

import java.util.List;

/** What the table needs to know of a row. {@code second} is judged against the best of {@code rivals}. */
public record RowGoals(String name, String what, List<String> rivals, String second, List<Goal> goals) {
    public RowGoals {
        rivals = List.copyOf(rivals);
        goals = List.copyOf(goals);
    }

    /** What the ledger says of it, at the commit that was measured last. */
    public Comparison latest(List<Run> ledger) {
        return Comparison.latest(name, rivals, second, ledger);
    }
}
