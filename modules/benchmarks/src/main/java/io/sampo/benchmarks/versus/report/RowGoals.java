package io.sampo.benchmarks.versus.report;

import java.util.List;

/**
 * What the table needs to know of a row.
 *
 * @param rivals the better one of these is to be beaten
 * @param second who is judged
 */
public record RowGoals(String name, String what, List<String> rivals, String second, List<Goal> goals) {
    public RowGoals {
        rivals = List.copyOf(rivals);
        goals = List.copyOf(goals);
    }

    /** What the ledger says of it, at the commit that was measured last. */
    public Comparison latest(List<Run> ledger) {
        return ledger.stream()
                .filter(run -> run.row().equals(name))
                .reduce((earlier, later) -> later)
                .map(last -> at(last.commit(), ledger))
                .orElseGet(() -> at("", ledger));
    }

    /** What the ledger says of it at {@code commit}. */
    public Comparison at(String commit, List<Run> ledger) {
        List<Run> runs = ledger.stream()
                .filter(run -> run.row().equals(name) && run.commit().equals(commit))
                .toList();
        return new Comparison(this, runs, CeilingFigures.at(commit, ledger));
    }
}
