package io.sampo.benchmarks.versus.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;

/**
 * What the runs of one row come to: of each pair the ratio of the other contender to its rival, and of the ratios the median. Ratios and
 * not medians of each side are compared, because the runs of a pair share the mood of the machine. Of several rivals it is the
 * one with the better median of that figure, in every pair: whoever beats it beats the others as well.
 */
public final class Comparison {
    private final RowGoals row;
    private final List<Run> runs;
    private final CeilingFigures ceilings;
    private final List<Map<String, Run>> wholePairs;

    /** Of runs of {@code row} at one commit. */
    Comparison(RowGoals row, List<Run> runs, CeilingFigures ceilings) {
        this.row = row;
        this.runs = List.copyOf(runs);
        this.ceilings = ceilings;
        this.wholePairs = wholePairs(row, runs);
    }

    /** The rival that counts for {@code figure}. */
    public String baseline(Figure figure) {
        String best = row.rivals().get(0);
        for (String rival : row.rivals()) {
            OptionalDouble one = median(rival, figure);
            OptionalDouble other = median(best, figure);
            boolean isBetter = one.isPresent()
                    && other.isPresent()
                    && (figure.higherIsBetter()
                            ? one.getAsDouble() > other.getAsDouble()
                            : one.getAsDouble() < other.getAsDouble());
            best = isBetter ? rival : best;
        }
        return best;
    }

    /** The commit that was measured; empty where none was. */
    public String commit() {
        return runs.isEmpty() ? "" : runs.get(0).commit();
    }

    /** Pairs in which all contenders did the work. */
    public int pairs() {
        return wholePairs.size();
    }

    /** Runs without figures, with the reason. */
    public List<Run> failures() {
        return runs.stream().filter(run -> !run.isWhole()).toList();
    }

    /** Ratio of each pair, in the order of the runs. */
    public List<Double> ratios(Figure figure) {
        String baseline = baseline(figure);
        List<Double> ratios = new ArrayList<>();
        for (Map<String, Run> pair : wholePairs) {
            OptionalDouble under = side(pair, baseline, figure);
            OptionalDouble over = side(pair, row.second(), figure);
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

    /** Median of the figures of the rival that counts in whole pairs. */
    public OptionalDouble rival(Figure figure) {
        return median(baseline(figure), figure);
    }

    /** Median of the figures of the other one in whole pairs. */
    public OptionalDouble other(Figure figure) {
        return median(row.second(), figure);
    }

    private OptionalDouble median(String contender, Figure figure) {
        return Figures.median(values(contender, figure));
    }

    private List<Double> values(String contender, Figure figure) {
        return wholePairs.stream()
                .flatMap(pair -> side(pair, contender, figure).stream().boxed())
                .toList();
    }

    /** What {@code goal} judges, of each pair. */
    private List<Double> judged(Goal goal) {
        return goal.isAbsolute() ? values(row.second(), goal.figure()) : ratios(goal.figure());
    }

    /** In how many pairs, taken alone, {@code goal} is met, ceilings left aside. */
    public long pairsThatMeet(Goal goal) {
        return judged(goal).stream()
                .filter(value -> goal.judge(value) == Goal.Verdict.MET)
                .count();
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
        OptionalDouble judged = Figures.median(judged(goal));
        if (judged.isEmpty()) {
            return goal.isReportedOnly() ? Goal.Verdict.REPORTED : Goal.Verdict.UNKNOWN;
        }
        Goal.Verdict verdict = goal.judge(judged.getAsDouble());
        boolean isExcused =
                verdict == Goal.Verdict.MISSED && ceilings.excuses(goal, rival(goal.figure()), other(goal.figure()));
        return isExcused ? Goal.Verdict.MET_AT_CEILING : verdict;
    }

    private static List<Map<String, Run>> wholePairs(RowGoals row, List<Run> runs) {
        Map<String, Map<String, Run>> pairs = new LinkedHashMap<>();
        runs.forEach(run ->
                pairs.computeIfAbsent(run.pair(), pair -> new LinkedHashMap<>()).put(run.contender(), run));
        return pairs.values().stream()
                .filter(pair -> pair.keySet().containsAll(row.rivals()) && pair.containsKey(row.second()))
                .filter(pair -> pair.values().stream().allMatch(Run::isWhole))
                .toList();
    }

    private static OptionalDouble side(Map<String, Run> pair, String contender, Figure figure) {
        return Objects.requireNonNull(pair.get(contender), contender).figures().value(figure);
    }
}
