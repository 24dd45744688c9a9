package io.sampo.benchmarks.versus.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.stream.Collectors;

/** What brokers take up beside what the rows are about, without goals: a Markdown table with a line for each row that was measured. */
final class FootprintTable {
    private static final List<Figure> FIGURES =
            List.of(Figure.BROKER_CPU, Figure.SYSTEM_CALLS, Figure.ALLOCATION, Figure.RSS, Figure.THREADS);

    private FootprintTable() {}

    /** Two lines of head, then the rows; empty if no row has any of this. */
    static List<String> lines(List<RowGoals> rows, List<Run> ledger) {
        List<String> lines = new ArrayList<>();
        for (RowGoals row : rows) {
            Comparison comparison = row.latest(ledger);
            if (FIGURES.stream().anyMatch(figure -> comparison.other(figure).isPresent())) {
                lines.add("| " + row.name() + " | " + cells(comparison) + " |");
            }
        }
        if (!lines.isEmpty()) {
            lines.add(0, "|---".repeat(FIGURES.size() + 1) + "|");
            lines.add(0, "| row | " + FIGURES.stream().map(Figure::label).collect(Collectors.joining(" | ")) + " |");
        }
        return lines;
    }

    private static String cells(Comparison comparison) {
        return FIGURES.stream().map(figure -> cell(comparison, figure)).collect(Collectors.joining(" | "));
    }

    private static String cell(Comparison comparison, Figure figure) {
        OptionalDouble ratio = comparison.ratio(figure);
        if (ratio.isEmpty()) {
            return "–";
        }
        return ResultsTable.text(comparison.rival(figure)) + " → " + ResultsTable.text(comparison.other(figure))
                + String.format(Locale.ROOT, " (%.2f×)", ratio.getAsDouble());
    }
}
