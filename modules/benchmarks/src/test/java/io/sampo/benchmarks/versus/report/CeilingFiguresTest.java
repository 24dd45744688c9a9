package io.sampo.benchmarks.versus.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A goal of 0.3 times 10 is 3; of a part that takes 2 and one that takes 1, 80 % is 3.75. */
class CeilingFiguresTest {
    private static final Goal GOAL = Goal.atMost(Figure.BROKER_CPU, 0.3).boundBy("append", "crc32c");

    private final List<Run> ledger = new ArrayList<>();

    private Goal.Verdict verdict(Goal goal, double kafka, double sampo) {
        ledger.add(run("row", "1", "kafka", kafka));
        ledger.add(run("row", "1", "sampo", sampo));
        return new RowGoals("row", "Something.", List.of("kafka"), "sampo", List.of(goal))
                .latest(ledger)
                .verdict(goal);
    }

    private static Run run(String row, String pair, String contender, double cpu) {
        Figures figures = Figures.none().with(Figure.BROKER_CPU, cpu).with(Figure.THROUGHPUT, 1_000);
        return new Run("2026-11-30T20:00:00Z", Runs.COMMIT, row, pair, contender, 0.5, figures, null);
    }

    private void measured(String part, double... cpu) {
        for (double one : cpu) {
            ledger.add(run(CeilingFigures.ROW, "0", part, one));
        }
    }

    @Test
    void aGoalBeyondTheCeilingIsMetAtFourFifthsOfIt() {
        // given
        measured("append", 2, 2, 9);
        measured("crc32c", 1);
        // then
        assertThat(verdict(GOAL, 10, 3.7)).isEqualTo(Goal.Verdict.MET_AT_CEILING);
    }

    @Test
    void whoDoesNotComeThatNearHasMissedIt() {
        measured("append", 2);
        measured("crc32c", 1);
        assertThat(verdict(GOAL, 10, 3.8)).isEqualTo(Goal.Verdict.MISSED);
    }

    @Test
    void aGoalThatTheMachineAllowsIsNotMadeEasier() {
        // given: the goal is 3, and 80 % of the ceiling 2.5
        measured("append", 1);
        measured("crc32c", 1);
        // then
        assertThat(verdict(GOAL, 10, 3.1)).isEqualTo(Goal.Verdict.MISSED);
    }

    @Test
    void withoutAllOfItsPartsNothingIsExcused() {
        measured("append", 2);
        assertThat(verdict(GOAL, 10, 3.1)).isEqualTo(Goal.Verdict.MISSED);
    }

    @Test
    void whatWasReachedIsReached() {
        measured("append", 2);
        measured("crc32c", 1);
        assertThat(verdict(GOAL, 10, 2.9)).isEqualTo(Goal.Verdict.MET);
    }

    /** @param client what the client does without a broker */
    private Goal.Verdict throughput(double goal, double kafka, double sampo, double client) {
        ledger.add(throughputOf("row", "kafka", kafka));
        ledger.add(throughputOf("row", "sampo", sampo));
        ledger.add(throughputOf(CeilingFigures.ROW, "client", client));
        Goal asked = Goal.atLeast(Figure.THROUGHPUT, goal).boundBy("client");
        return new RowGoals("row", "Something.", List.of("kafka"), "sampo", List.of(asked))
                .latest(ledger)
                .verdict(asked);
    }

    private static Run throughputOf(String row, String contender, double mbS) {
        Figures figures = Figures.none().with(Figure.THROUGHPUT, mbS);
        return new Run("2026-11-30T20:00:00Z", Runs.COMMIT, row, "1", contender, 0.5, figures, null);
    }

    @Test
    void whereMoreIsBetterFourFifthsOfTheCeilingAreEnoughToo() {
        assertThat(throughput(2, 100, 160, 199)).isEqualTo(Goal.Verdict.MET_AT_CEILING);
        ledger.clear();
        assertThat(throughput(2, 100, 159, 199)).isEqualTo(Goal.Verdict.MISSED);
        ledger.clear();
        assertThat(throughput(2, 100, 199, 251)).isEqualTo(Goal.Verdict.MISSED);
    }

    @Test
    void ofWhatAClientDoesTheBestIsTheBound() {
        ledger.add(throughputOf(CeilingFigures.ROW, "client", 250));
        assertThat(throughput(2, 100, 190, 199)).isEqualTo(Goal.Verdict.MISSED);
    }

    @Test
    void aCeilingThatSomebodyBeatsIsNone() {
        assertThat(throughput(2, 100, 160, 150)).isEqualTo(Goal.Verdict.MISSED);
        ledger.clear();
        assertThat(throughput(2, 151, 149, 150)).isEqualTo(Goal.Verdict.MISSED);
    }

    @Test
    void packedBytesTakeTheCpuOfBytes() {
        // given
        measured("append", 2);
        measured("crc32c", 1);
        for (String contender : List.of("kafka", "sampo")) {
            Figures figures = Figures.none().with(Figure.WIRE_CPU, contender.equals("kafka") ? 10 : 3.7);
            ledger.add(new Run("2026-11-30T20:00:00Z", Runs.COMMIT, "row", "1", contender, 0.5, figures, null));
        }
        // when
        Goal goal = Goal.atMost(Figure.WIRE_CPU, 0.3).boundBy("append", "crc32c");
        // then
        assertThat(new RowGoals("row", "Something.", List.of("kafka"), "sampo", List.of(goal))
                        .latest(ledger)
                        .verdict(goal))
                .isEqualTo(Goal.Verdict.MET_AT_CEILING);
    }

    @Test
    void aTailIsBoundByThatOfTheClientAlone() {
        // given
        tail(CeilingFigures.ROW, "client", 900);
        tail(CeilingFigures.ROW, "client", 1_000);
        tail("row", "kafka", 4_000);
        tail("row", "sampo", 1_100);
        // when
        Goal goal = Goal.atMost(Figure.END_TO_END_P99, 0.25).boundBy("client");
        Comparison latest = new RowGoals("row", "Something.", List.of("kafka"), "sampo", List.of(goal)).latest(ledger);
        // then
        assertThat(latest.verdict(goal)).isEqualTo(Goal.Verdict.MET_AT_CEILING);
        assertThat(CeilingFigures.latest(ledger).lines()).contains("| client | – | – | – | 900 | – | abc1234 |");
    }

    private void tail(String row, String contender, double us) {
        Figures figures = Figures.none().with(Figure.END_TO_END_P99, us);
        ledger.add(new Run("2026-11-30T20:00:00Z", Runs.COMMIT, row, "1", contender, 0.5, figures, null));
    }

    @Test
    void thePageHasWhatIsJudgedBy() {
        measured("append", 2, 2, 9);
        assertThat(CeilingFigures.latest(ledger).lines()).contains("| append | 1000 | 2.000 | – | – | – | abc1234 |");
    }
}
