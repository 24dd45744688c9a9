package io.sampo.benchmarks.versus.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.DoubleStream;

/**
 * What the runs of one row come to: of each pair the ratio of the other contender to the better of its rivals, and of the ratios
 * the median. Ratios and not medians of each side are compared, because the two runs of a pair share the mood of the
 * machine.
 */
public final class Comparison {
    private final List<String> rivals;
    private final String second;
    private final List<Run> runs;
    private final CeilingFigures ceilings;

    private Comparison(List<String> rivals, String second, List<Run> runs, CeilingFigures ceilings) {
        this.ceilings = ceilings;
        this.rivals = rivals;
        this.second = second;
        this.runs = List.copyOf(runs);
    }

    /** Of the runs of {@code row} at the commit that was measured last. */
    public static Comparison latest(String row, List<String> rivals, String second, List<Run> ledger) {
        List<Run> ofRow = ledger.stream().filter(run -> run.row().equals(row)).toList();
        String commit = ofRow.isEmpty() ? "" : ofRow.get(ofRow.size() - 1).commit();
        return at(commit, row, rivals, second, ledger);
    }

    /** Of the runs of {@code row} at {@code commit}. */
    public static Comparison at(String commit, String row, List<String> rivals, String second, List<Run> ledger) {
        Predicate<Run> belongs = run -> run.row().equals(row) && run.commit().equals(commit);
        return new Comparison(
                rivals, second, ledger.stream().filter(belongs).toList(), CeilingFigures.at(commit, ledger));
    }

    /** The commit that was measured; empty where none was. */
    public String commit() {
        return runs.isEmpty() ? "" : runs.get(0).commit();
    }

    /** Pairs in which both contenders did the work. */
    public int pairs() {
        return wholePairs().size();
    }

    /** Runs without figures, with the reason. */
    public List<Run> failures() {
        return runs.stream().filter(run -> !run.isWhole()).toList();
    }

    /** Ratio of each pair, in the order of the runs. */
    public List<Double> ratios(Figure figure) {
        List<Double> ratios = new ArrayList<>();
        for (Map<String, Run> pair : wholePairs()) {
            OptionalDouble under = best(pair, figure);
            OptionalDouble over = side(pair, second, figure);
            if (under.isPresent() && over.isPresent() && under.getAsDouble() > 0) {
                ratios.add(over.getAsDouble() / under.getAsDouble());
            }
        }
        return ratios;
    }

    /** The median of {@link #ratios}. */
    public OptionalDouble ratio(Figure figure) {
        return Figures.median(ratios(figure));
    }

    /** Median of the better rival of each whole pair. */
    public OptionalDouble rival(Figure figure) {
        return median(pair -> best(pair, figure));
    }

    /** Median of the figures of the other one in whole pairs. */
    public OptionalDouble other(Figure figure) {
        return median(pair -> side(pair, second, figure));
    }

    private OptionalDouble median(Function<Map<String, Run>, OptionalDouble> side) {
        return Figures.median(wholePairs().stream()
                .map(side)
                .flatMap(value -> value.stream().boxed())
                .toList());
    }

    /** A contender that did not do the work in the last pair has failed the row, whatever it did before. */
    public Goal.Verdict verdict(Goal goal) {
        if (runs.isEmpty()) {
            return Goal.Verdict.UNKNOWN;
        }
        String last = runs.get(runs.size() - 1).pair();
        if (failures().stream().anyMatch(run -> run.pair().equals(last))) {
            return Goal.Verdict.FAILED;
        }
        OptionalDouble judged = goal.isAbsolute() ? other(goal.figure()) : ratio(goal.figure());
        if (judged.isEmpty()) {
            return goal.isReportedOnly() ? Goal.Verdict.REPORTED : Goal.Verdict.UNKNOWN;
        }
        Goal.Verdict verdict = goal.judge(judged.getAsDouble());
        boolean isExcused =
                verdict == Goal.Verdict.MISSED && ceilings.excuses(goal, rival(goal.figure()), other(goal.figure()));
        return isExcused ? Goal.Verdict.MET_AT_CEILING : verdict;
    }

    private List<Map<String, Run>> wholePairs() {
        Map<String, Map<String, Run>> pairs = new LinkedHashMap<>();
        runs.forEach(run ->
                pairs.computeIfAbsent(run.pair(), pair -> new LinkedHashMap<>()).put(run.contender(), run));
        return pairs.values().stream()
                .filter(pair -> pair.keySet().containsAll(rivals) && pair.containsKey(second))
                .filter(pair -> pair.values().stream().allMatch(Run::isWhole))
                .toList();
    }

    private OptionalDouble best(Map<String, Run> pair, Figure figure) {
        DoubleStream values = rivals.stream().flatMapToDouble(rival -> side(pair, rival, figure).stream());
        return figure.higherIsBetter() ? values.max() : values.min();
    }

    private static OptionalDouble side(Map<String, Run> pair, String contender, Figure figure) {
        return Objects.requireNonNull(pair.get(contender), contender).figures().value(figure);
    }
}
