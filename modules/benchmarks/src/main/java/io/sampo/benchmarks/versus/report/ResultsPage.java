package io.sampo.benchmarks.versus.report;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.stream.Stream;

/** {@code modules/benchmarks/RESULTS.md}: machine, commands, noise floor, table, and what was not as it should be. */
public final class ResultsPage {
    /** Folder of the pictures, beside the page. */
    public static final String PLOTS = "plots";

    /** Part of the cores, in use before a run, above which somebody else was at work. */
    private static final double BUSY = 0.15;

    private ResultsPage() {}

    /**
     * The whole page.
     *
     * @param noise the row in which both contenders are the same
     * @param plots file names of the pictures that there are
     */
    public static String of(
            List<RowGoals> rows,
            String noise,
            List<Run> ledger,
            Collection<String> plots,
            List<String> machine,
            List<String> contenders,
            int cores) {
        List<Run> used = rows.stream().flatMap(row -> runs(row, ledger)).toList();
        List<String> lines = new ArrayList<>();
        lines.add("# Sampo beside Apache Kafka 4.3.1");
        lines.add("");
        lines.add(
                "Written by `ops/bin/versus` from `ops/results/versus.tsv`; how it measures, and what each figure is,");
        lines.add("stands in [README.md](README.md). Of each row the commit that was measured last.");
        lines.add("");
        provisional(used, cores, lines);
        lines.add("## Machine");
        lines.add("");
        machine.forEach(line -> lines.add("- " + line));
        used(used, lines);
        lines.add("");
        lines.add("## Contenders");
        lines.add("");
        contenders.forEach(line -> lines.add("- " + line));
        lines.add("");
        lines.add("## Commands");
        lines.add("");
        lines.add("```");
        lines.add("ops/bin/versus --list             what there is");
        lines.add("ops/bin/versus --pairs 5          every row, until each has five pairs at this commit");
        lines.add("ops/bin/versus --quick            five rows, three pairs");
        lines.add("```");
        lines.add("");
        lines.add("## Noise floor");
        lines.add("");
        rows.stream().filter(row -> row.name().equals(noise)).forEach(row -> noise(row, ledger, lines));
        lines.add("");
        ceilings(CeilingFigures.latest(ledger), lines);
        lines.add("## Table");
        lines.add("");
        lines.add(
                "Kafka and Sampo: medians of the runs; Kafka is the one (*which*) that has the better median of the figure.");
        lines.add(
                "Ratio: the median of the ratios of the pairs, Sampo to Kafka. A verdict that is not met, or not missed, in every pair may be noise.");
        lines.add("");
        lines.addAll(ResultsTable.lines(rows, ledger));
        lines.add("");
        rows.forEach(row -> lines.add("- `" + row.name() + "`: " + row.what()));
        footprint(rows, ledger, lines);
        pictures(plots, lines);
        failures(rows, ledger, lines);
        return String.join("\n", lines) + "\n";
    }

    private static Stream<Run> runs(RowGoals row, List<Run> ledger) {
        String commit = row.latest(ledger).commit();
        return ledger.stream()
                .filter(run -> run.row().equals(row.name()) && run.commit().equals(commit));
    }

    private static void provisional(List<Run> used, int cores, List<String> lines) {
        long busy = busy(used).stream().filter(one -> one > BUSY * cores).count();
        if (busy > 0) {
            lines.add("**Provisional:** before " + busy + " of " + used.size()
                    + String.format(Locale.ROOT, " runs others used more than %.1f of %d cores.", BUSY * cores, cores)
                    + " Throughput and start times of such runs say little, ratios of CPU time more;");
            lines.add("nothing here is to be quoted.");
            lines.add("");
        }
    }

    private static void used(List<Run> used, List<String> lines) {
        if (used.isEmpty()) {
            lines.add("- no runs");
            return;
        }
        List<String> dates = used.stream().map(Run::date).sorted().toList();
        lines.add("- " + used.size() + " runs, " + dates.get(0) + " to " + dates.get(dates.size() - 1));
        lines.add("- cores that others used in the second before a run: " + span(busy(used)));
        lines.add("- cores that the host of the machine gave to others during a run: "
                + span(used.stream()
                        .flatMap(run ->
                                run.figures().value(Figure.STOLEN).stream().boxed())
                        .toList()));
    }

    /** Runs before 2026-12-03 have a load average there, which is something else; they do not know what was stolen either. */
    private static List<Double> busy(List<Run> used) {
        return used.stream()
                .filter(run -> run.figures().value(Figure.STOLEN).isPresent())
                .map(Run::busy)
                .toList();
    }

    private static String span(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        return sorted.isEmpty()
                ? "unknown"
                : String.format(
                        Locale.ROOT,
                        "%.2f to %.2f, in the median %.2f",
                        sorted.get(0),
                        sorted.get(sorted.size() - 1),
                        Figures.median(sorted).orElseThrow());
    }

    private static void footprint(List<RowGoals> rows, List<Run> ledger, List<String> lines) {
        List<String> table = FootprintTable.lines(rows, ledger);
        if (!table.isEmpty()) {
            lines.add("");
            lines.add("## What brokers take up");
            lines.add("");
            lines.add("Kafka → Sampo, without goals: of one broker (RSS, threads) or of all (the rest).");
            lines.add("");
            lines.addAll(table);
        }
    }

    private static void noise(RowGoals row, List<Run> ledger, List<String> lines) {
        Comparison comparison = row.latest(ledger);
        if (comparison.pairs() == 0) {
            lines.add("Not measured: no ratio below can be told from noise.");
            return;
        }
        Function<Figure, String> text = figure -> {
            OptionalDouble ratio = comparison.ratio(figure);
            double most = comparison.ratios(figure).stream()
                    .mapToDouble(one -> Math.max(one, 1 / one))
                    .max()
                    .orElse(1);
            return String.format(
                    Locale.ROOT,
                    "- %s: %.2f×; the pair that was furthest from 1 differs by a factor of %.2f",
                    figure.label(),
                    ratio.orElse(Double.NaN),
                    most);
        };
        lines.add("Kafka against Kafka, " + comparison.pairs() + " pairs. A ratio nearer to 1 than this is none:");
        lines.add("");
        row.goals().forEach(goal -> lines.add(text.apply(goal.figure())));
    }

    private static void ceilings(CeilingFigures ceilings, List<String> lines) {
        if (ceilings.lines().isEmpty()) {
            return;
        }
        lines.add("## Ceilings");
        lines.add("");
        lines.add(
                "What this machine can do with nothing of anybody's in between, and (`stock-…`) Kafka's own client beside a broker that");
        lines.add(
                "stores nothing; measured before the rows; the best run, of CPU the median. A goal that asks for more than 80 % of it counts as met there.");
        lines.add("");
        lines.addAll(ceilings.lines());
        lines.add("");
    }

    private static void pictures(Collection<String> plots, List<String> lines) {
        if (!plots.isEmpty()) {
            lines.add("");
            lines.add("## Pictures");
            lines.add("");
            plots.forEach(name -> lines.add("![" + name + "](" + PLOTS + "/" + name + ")"));
        }
    }

    private static void failures(List<RowGoals> rows, List<Run> ledger, List<String> lines) {
        List<Run> failures = rows.stream()
                .flatMap(row -> row.latest(ledger).failures().stream())
                .toList();
        if (!failures.isEmpty()) {
            lines.add("");
            lines.add("## Failed");
            lines.add("");
            failures.forEach(run ->
                    lines.add("- " + run.date() + " `" + run.row() + "` " + run.contender() + ": " + run.failure()));
        }
    }
}
