package io.sampo.benchmarks.versus.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GoalTest {
    @ParameterizedTest
    @CsvSource({"1.59,MISSED", "1.6,MET", "9,MET"})
    void atLeastIsMetFromTheRatioUp(double ratio, Goal.Verdict verdict) {
        assertThat(Goal.atLeast(Figure.THROUGHPUT, 1.6).judge(ratio)).isEqualTo(verdict);
    }

    @ParameterizedTest
    @CsvSource({"0.1,MET", "0.33,MET", "0.34,MISSED"})
    void atMostIsMetFromTheRatioDown(double ratio, Goal.Verdict verdict) {
        assertThat(Goal.atMost(Figure.BROKER_CPU, 0.33).judge(ratio)).isEqualTo(verdict);
    }

    @ParameterizedTest
    @CsvSource({"0.94,MISSED", "0.96,MET", "1.04,MET", "1.06,MISSED"})
    void theSameIsMissedOnEitherSide(double ratio, Goal.Verdict verdict) {
        assertThat(Goal.same(Figure.THROUGHPUT, 0.05).judge(ratio)).isEqualTo(verdict);
    }

    @Test
    void whatIsOnlyReportedCannotBeMissed() {
        assertThat(Goal.reported(Figure.CORES).judge(1000)).isEqualTo(Goal.Verdict.REPORTED);
    }

    @Test
    void aGoalIsReadAsTheIssueWritesIt() {
        assertThat(Goal.atLeast(Figure.THROUGHPUT, 1.6)).hasToString("≥ 1.60×");
        assertThat(Goal.atMost(Figure.BROKER_CPU, 0.33)).hasToString("≤ 0.33×");
        assertThat(Goal.same(Figure.BROKER_CPU, 0.05)).hasToString("0.95–1.05×");
        assertThat(Goal.reported(Figure.CORES)).hasToString("reported");
        assertThat(Goal.itselfAtMost(Figure.GROWTH, 1.4)).hasToString("≤ 1.40 itself");
    }
}
