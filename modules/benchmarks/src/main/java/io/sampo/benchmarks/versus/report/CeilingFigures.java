package io.sampo.benchmarks.versus.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/** What the machine itself was measured to do, at one commit: no broker does better, and no goal asks for more. */
public final class CeilingFigures {
    /** The name that its runs have in the ledger. */
    public static final String ROW = "ceiling";

    /** Who comes so near to a ceiling has reached it. */
    private static final double NEAR = 0.8;

    private final List<Run> runs;

    private CeilingFigures(List<Run> runs) {
        this.runs = runs;
    }

    /** Those of the ledger's runs at {@code commit}. */
    public static CeilingFigures at(String commit, List<Run> ledger) {
        return new CeilingFigures(ledger.stream()
                .filter(run -> run.row().equals(ROW) && run.commit().equals(commit))
                .toList());
    }

    /** Those of the commit at which they were measured last. */
    public static CeilingFigures latest(List<Run> ledger) {
        return ledger.stream()
                .filter(run -> run.row().equals(ROW))
                .reduce((earlier, later) -> later)
                .map(last -> at(last.commit(), ledger))
                .orElseGet(() -> new CeilingFigures(List.of()));
    }

    /**
     * True if {@code goal} asks for more than {@value #NEAR} of what the machine can do, and {@code other} reaches that.
     *
     * @param rival the figure that the goal is a ratio to
     */
    boolean excuses(Goal goal, OptionalDouble rival, OptionalDouble other) {
        OptionalDouble best = sum(goal.parts(), goal.figure());
        if (best.isEmpty() || rival.isEmpty() || other.isEmpty()) {
            return false;
        }
        if (goal.figure().higherIsBetter()) {
            double near = best.getAsDouble() * NEAR;
            return goal.least() * rival.getAsDouble() > near && other.getAsDouble() >= near;
        }
        double near = best.getAsDouble() / NEAR;
        return goal.most() * rival.getAsDouble() < near && other.getAsDouble() <= near;
    }

    /** The figure of all of {@code parts} together; empty if there are none, or one was not measured. */
    private OptionalDouble sum(List<String> parts, Figure figure) {
        List<Double> each = new ArrayList<>();
        for (String part : parts) {
            OptionalDouble value = median(part, figure);
            if (value.isEmpty()) {
                return value;
            }
            each.add(value.getAsDouble());
        }
        return each.isEmpty()
                ? OptionalDouble.empty()
                : OptionalDouble.of(
                        each.stream().mapToDouble(Double::doubleValue).sum());
    }

    private OptionalDouble median(String part, Figure figure) {
        return Figures.median(runs.stream()
                .filter(run -> run.contender().equals(part))
                .flatMap(run -> run.figures().value(figure).stream().boxed())
                .toList());
    }

    /** A Markdown table with a line for each; empty if none was measured. */
    List<String> lines() {
        if (runs.isEmpty()) {
            return List.of();
        }
        List<String> lines = new ArrayList<>(List.of(
                "| ceiling | MB/s | CPU-s/GB | µs, p50 | µs, p99 | µs, p99.9 | commit |",
                "|---|---|---|---|---|---|---|"));
        runs.stream()
                .map(Run::contender)
                .distinct()
                .forEach(part -> lines.add("| "
                        + String.join(
                                " | ",
                                part,
                                text(part, Figure.THROUGHPUT, "%.0f"),
                                text(part, Figure.BROKER_CPU, "%.3f"),
                                text(part, Figure.END_TO_END_P50, "%.0f"),
                                text(part, Figure.END_TO_END_P99, "%.0f"),
                                text(part, Figure.END_TO_END_P999, "%.0f"),
                                runs.get(0).commit())
                        + " |"));
        return lines;
    }

    private String text(String part, Figure figure, String format) {
        OptionalDouble value = median(part, figure);
        return value.isEmpty() ? "–" : String.format(Locale.ROOT, format, value.getAsDouble());
    }
}
