package io.sampo.benchmarks.versus.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.stream.Collectors;

/** Rows with their goals and verdicts, as lines of a Markdown table that a terminal shows as well. */
public final class ResultsTable {
    private static final String HEAD =
            "| row | figure | Kafka | which | Sampo | ratio | of the pairs | goal | verdict | commit |";
    private static final String RULE = "|---|---|---|---|---|---|---|---|---|---|";

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
                        text(comparison.rival(figure)),
                        comparison.pairs() == 0 ? "–" : comparison.baseline(figure),
                        text(comparison.other(figure)),
                        ratio(comparison.ratio(figure)),
                        pairs.isEmpty() ? "–" : pairs,
                        goal.toString(),
                        verdict(goal, comparison),
                        comparison.commit().isEmpty() ? "–" : comparison.commit())
                + " |";
    }

    /** A verdict of a median says in how many pairs it is so: one of three is no better than a guess. */
    private static String verdict(Goal goal, Comparison comparison) {
        Goal.Verdict verdict = comparison.verdict(goal);
        return switch (verdict) {
            case MET, MISSED -> verdict + ", met in " + comparison.pairsThatMeet(goal) + " of " + comparison.pairs();
            default -> verdict.toString();
        };
    }

    /** With as many digits as it takes to tell which side of a goal it is on. */
    private static String ratio(OptionalDouble value) {
        return value.isEmpty() ? "–" : String.format(Locale.ROOT, "%.3f×", value.getAsDouble());
    }

    static String text(OptionalDouble value) {
        if (value.isEmpty()) {
            return "–";
        }
        return String.format(Locale.ROOT, value.getAsDouble() >= 100 ? "%.0f" : "%.2f", value.getAsDouble());
    }
}
