package io.sampo.benchmarks.versus.report;

import java.util.List;

/** What the table needs to know of a row. {@code second} is judged against {@code first}. */
public record RowGoals(String name, String what, String first, String second, List<Goal> goals) {
    public RowGoals {
        goals = List.copyOf(goals);
    }

    /** What the ledger says of it, at the commit that was measured last. */
    public Comparison latest(List<Run> ledger) {
        return Comparison.latest(name, first, second, ledger);
    }
}
