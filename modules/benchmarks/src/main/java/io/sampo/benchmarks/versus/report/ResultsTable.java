package io.sampo.benchmarks.versus.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.stream.Collectors;

/** Rows with their goals and verdicts, as lines of a Markdown table that a terminal shows as well. */
public final class ResultsTable {
    private static final String HEAD =
            "| row | figure | Kafka | Sampo | ratio | of the pairs | goal | verdict | commit |";
    private static final String RULE = "|---|---|---|---|---|---|---|---|---|";

    private ResultsTable() {}

    /** Two lines of head, then a line for each goal of each row. */
    public static List<String> lines(List<RowGoals> rows, List<Run> ledger) {
        List<String> lines = new ArrayList<>(List.of(HEAD, RULE));
        for (RowGoals row : rows) {
            Comparison comparison = row.latest(ledger);
            row.goals().forEach(goal -> lines.add(line(row, goal, comparison)));
        }
        return lines;
    }

    private static String line(RowGoals row, Goal goal, Comparison comparison) {
        Figure figure = goal.figure();
        String pairs = comparison.ratios(figure).stream()
                .map(ratio -> String.format(Locale.ROOT, "%.2f", ratio))
                .collect(Collectors.joining(" "));
        return "| "
                + String.join(
                        " | ",
                        row.name(),
                        figure.label(),
                        text(comparison.rival(figure), ""),
                        text(comparison.other(figure), ""),
                        text(comparison.ratio(figure), "×"),
                        pairs.isEmpty() ? "–" : pairs,
                        goal.toString(),
                        comparison.verdict(goal).toString(),
                        comparison.commit().isEmpty() ? "–" : comparison.commit())
                + " |";
    }

    private static String text(OptionalDouble value, String unit) {
        if (value.isEmpty()) {
            return "–";
        }
        String format = value.getAsDouble() >= 100 ? "%.0f" : "%.2f";
        return String.format(Locale.ROOT, format, value.getAsDouble()) + unit;
    }
}
