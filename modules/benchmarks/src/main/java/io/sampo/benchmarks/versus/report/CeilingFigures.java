package io.sampo.benchmarks.versus.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.stream.DoubleStream;

/** What the machine, and a client without a broker, were measured to do at one commit: no broker does better, and no goal asks for more. */
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
     * True if {@code goal} asks for more than {@value #NEAR} of what the machine or the client can do, and {@code other} reaches that. Never
     * where either of the two does better than the ceiling: it is none then.
     *
     * @param rival the figure that the goal is a ratio to
     */
    boolean excuses(Goal goal, OptionalDouble rival, OptionalDouble other) {
        OptionalDouble best = sum(goal.parts(), goal.figure());
        if (best.isEmpty() || rival.isEmpty() || other.isEmpty()) {
            return false;
        }
        if (goal.figure().higherIsBetter()) {
            if (Math.max(rival.getAsDouble(), other.getAsDouble()) > best.getAsDouble()) {
                return false;
            }
            double near = best.getAsDouble() * NEAR;
            return goal.least() * rival.getAsDouble() > near && other.getAsDouble() >= near;
        }
        if (Math.min(rival.getAsDouble(), other.getAsDouble()) < best.getAsDouble()) {
            return false;
        }
        double near = best.getAsDouble() / NEAR;
        return goal.most() * rival.getAsDouble() < near && other.getAsDouble() <= near;
    }

    /** The figure of all of {@code parts} together; empty if there are none, or one was not measured. */
    private OptionalDouble sum(List<String> parts, Figure figure) {
        List<Double> each = new ArrayList<>();
        for (String part : parts) {
            OptionalDouble value = best(part, figure);
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

    /** CPU is a mean of a long time, of which the median is taken; of anything else a bound is the best that was ever seen. */
    private OptionalDouble best(String part, Figure figure) {
        switch (figure) {
            case BROKER_CPU, WIRE_CPU -> {
                // The same work, whether its bytes are packed or not.
                return median(part, Figure.BROKER_CPU);
            }
            default -> {
                DoubleStream values = values(part, figure);
                return figure.higherIsBetter() ? values.max() : values.min();
            }
        }
    }

    private DoubleStream values(String part, Figure figure) {
        return runs.stream()
                .filter(run -> run.contender().equals(part))
                .flatMapToDouble(run -> run.figures().value(figure).stream());
    }

    private OptionalDouble median(String part, Figure figure) {
        return Figures.median(values(part, figure).boxed().toList());
    }

    /** A Markdown table with a line for each; empty if none was measured. */
    List<String> lines() {
        if (runs.isEmpty()) {
            return List.of();
        }
        List<String> lines = new ArrayList<>(List.of(
                "| ceiling | MB/s | CPU-s/GB | µs, p50 | p99 | p99.9 | commit |", "|---|---|---|---|---|---|---|"));
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
        OptionalDouble value = best(part, figure);
        return value.isEmpty() ? "–" : String.format(Locale.ROOT, format, value.getAsDouble());
    }
}
