package io.sampo.benchmarks.versus.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ComparisonTest {
    private static final Goal TWICE = Goal.atLeast(Figure.THROUGHPUT, 2);

    private static RowGoals row(String... rivals) {
        return new RowGoals("row", "Somebody does something.", List.of(rivals), "sampo", List.of(TWICE));
    }

    private static Comparison of(List<Run> runs) {
        return row("kafka").latest(runs);
    }

    @Test
    void theRatioIsTheMedianOfTheRatiosOfPairsAndNotTheRatioOfMedians() {
        // given: ratios 2, 1 and 4; the medians of the sides are 100 and 100
        Comparison comparison =
                of(new Runs("row").pair(100, 200).pair(100, 100).pair(10, 40).all());
        // then
        assertThat(comparison.ratios(Figure.THROUGHPUT)).containsExactly(2.0, 1.0, 4.0);
        assertThat(comparison.ratio(Figure.THROUGHPUT)).hasValue(2.0);
        assertThat(comparison.rival(Figure.THROUGHPUT)).hasValue(100);
        assertThat(comparison.other(Figure.THROUGHPUT)).hasValue(100);
        assertThat(comparison.verdict(TWICE)).isEqualTo(Goal.Verdict.MET);
    }

    @Test
    void ofAnEvenNumberOfPairsTheMedianIsTheMeanOfTheTwoInTheMiddle() {
        assertThat(of(new Runs("row")
                                .pair(1, 1)
                                .pair(1, 2)
                                .pair(1, 9)
                                .pair(1, 4)
                                .all())
                        .ratio(Figure.THROUGHPUT))
                .hasValue(3.0);
    }

    @Test
    void whatOnlyOneSideHasDoneDoesNotCount() {
        // given
        Comparison comparison = of(
                new Runs("row").failed(1000, "died").half(1000).pair(100, 250).all());
        // then
        assertThat(comparison.pairs()).isEqualTo(1);
        assertThat(comparison.ratio(Figure.THROUGHPUT)).hasValue(2.5);
        assertThat(comparison.rival(Figure.THROUGHPUT)).hasValue(100);
        assertThat(comparison.failures()).singleElement().satisfies(run -> assertThat(run.failure())
                .isEqualTo("died"));
    }

    @Test
    void whoFailedLastHasFailedTheRow() {
        Runs runs = new Runs("row").pair(100, 300).failed(100, "died");
        assertThat(of(runs.all()).verdict(TWICE)).isEqualTo(Goal.Verdict.FAILED);
        assertThat(of(runs.pair(100, 300).all()).verdict(TWICE)).isEqualTo(Goal.Verdict.MET);
    }

    @Test
    void aRowThatNobodyRanHasNoVerdict() {
        assertThat(of(List.of()).verdict(TWICE)).isEqualTo(Goal.Verdict.UNKNOWN);
        assertThat(of(List.of()).ratio(Figure.THROUGHPUT)).isEmpty();
    }

    @Test
    void onlyTheCommitThatWasMeasuredLastCounts() {
        // given
        List<Run> ledger =
                new ArrayList<>(new Runs("row", "older").pair(100, 900).all());
        ledger.addAll(new Runs("row", "newer").pair(100, 150).all());
        ledger.addAll(new Runs("other", "newest").pair(100, 500).all());
        // when
        Comparison comparison = of(ledger);
        // then
        assertThat(comparison.commit()).isEqualTo("newer");
        assertThat(comparison.ratio(Figure.THROUGHPUT)).hasValue(1.5);
        assertThat(comparison.verdict(TWICE)).isEqualTo(Goal.Verdict.MISSED);
        assertThat(row("kafka").at("older", ledger).ratio(Figure.THROUGHPUT)).hasValue(9.0);
    }

    @Test
    void ofTwoRivalsTheOneWithTheBetterMedianIsToBeBeatenInEveryPair() {
        // given: medians of 100 and 90
        List<Run> ledger = new Runs("row")
                .pair(100, 300)
                .tuned(150)
                .pair(100, 300)
                .tuned(60)
                .pair(120, 300)
                .tuned(90)
                .all();
        // when
        Comparison comparison = row("kafka", "tuned").latest(ledger);
        // then
        assertThat(comparison.baseline(Figure.THROUGHPUT)).isEqualTo("kafka");
        assertThat(comparison.ratios(Figure.THROUGHPUT)).containsExactly(3.0, 3.0, 2.5);
        assertThat(comparison.rival(Figure.THROUGHPUT)).hasValue(100);
    }

    @Test
    void eachFigureHasTheRivalThatIsHardestToBeatInIt() {
        // given: the tuned one needs less CPU and does less
        RowGoals row = new RowGoals(
                "row", "CPU.", List.of("kafka", "tuned"), "sampo", List.of(Goal.atMost(Figure.BROKER_CPU, 0.5), TWICE));
        Figures kafka = Figures.none().with(Figure.BROKER_CPU, 4).with(Figure.THROUGHPUT, 100);
        Figures tuned = Figures.none().with(Figure.BROKER_CPU, 2).with(Figure.THROUGHPUT, 50);
        Figures sampo = Figures.none().with(Figure.BROKER_CPU, 1).with(Figure.THROUGHPUT, 100);
        // when
        Comparison comparison =
                row.latest(new Runs("row").pair(kafka, sampo).tuned(tuned).all());
        // then
        assertThat(comparison.baseline(Figure.BROKER_CPU)).isEqualTo("tuned");
        assertThat(comparison.ratio(Figure.BROKER_CPU)).hasValue(0.5);
        assertThat(comparison.baseline(Figure.THROUGHPUT)).isEqualTo("kafka");
        assertThat(comparison.ratio(Figure.THROUGHPUT)).hasValue(1.0);
    }

    @Test
    void aPairThatLacksOneOfTheRivalsDoesNotCount() {
        // given
        List<Run> ledger = new Runs("row").pair(100, 300).all();
        // when, then
        assertThat(row("kafka", "tuned").latest(ledger).pairs()).isZero();
    }

    @Test
    void eachPairIsJudgedAloneToo() {
        // given
        Comparison comparison =
                of(new Runs("row").pair(100, 250).pair(100, 150).pair(100, 200).all());
        // when, then
        assertThat(comparison.verdict(TWICE)).isEqualTo(Goal.Verdict.MET);
        assertThat(comparison.pairsThatMeet(TWICE)).isEqualTo(2);
    }

    @Test
    void anAbsoluteGoalJudgesTheFigureAndNoRatio() {
        // given
        Comparison comparison = of(new Runs("row").pair(100, 130).all());
        // when, then
        assertThat(comparison.verdict(Goal.itselfAtMost(Figure.THROUGHPUT, 131)))
                .isEqualTo(Goal.Verdict.MET);
        assertThat(comparison.verdict(Goal.itselfAtMost(Figure.THROUGHPUT, 129)))
                .isEqualTo(Goal.Verdict.MISSED);
    }
}
