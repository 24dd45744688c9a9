package io.sampo.benchmarks.versus.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ResultsPageTest {
    private static final RowGoals NOISE = new RowGoals(
            "noise", "Kafka twice.", List.of("kafka"), "sampo", List.of(Goal.same(Figure.THROUGHPUT, 0.05)));
    private static final RowGoals ROW = new RowGoals(
            "produce", "One producer.", List.of("kafka"), "sampo", List.of(Goal.atLeast(Figure.THROUGHPUT, 1.6)));
    private static final RowGoals OTHER =
            new RowGoals("start", "One start.", List.of("kafka"), "sampo", List.of(Goal.atMost(Figure.START, 0.5)));

    private static String page(List<Run> ledger, int cores) {
        return ResultsPage.of(
                List.of(NOISE, ROW, OTHER),
                "noise",
                ledger,
                List.of("latency-rf1.svg"),
                List.of("a machine"),
                List.of("kafka: shipped"),
                cores);
    }

    @Test
    void everyGoalHasItsLineTheLostOnesToo() {
        // given
        List<Run> ledger = new Runs("produce").pair(100, 120).pair(200, 220).all();
        // then
        assertThat(ResultsTable.lines(List.of(ROW, OTHER), ledger))
                .hasSize(4)
                .contains(
                        "| produce | MB/s | 150 | kafka | 170 | 1.150× | 1.20 1.10 | ≥ 1.60× | MISSED, met in 0 of 2 | abc1234 |")
                .contains("| start | ms to first ack | – | – | – | – | – | ≤ 0.50× | not run | – |");
    }

    @Test
    void thePageTellsOfTheNoiseFloorAndOfFailures() {
        // given
        List<Run> ledger =
                new ArrayList<>(new Runs("noise").pair(100, 80).pair(100, 105).all());
        ledger.addAll(new Runs("produce").failed(100, "lost two records").all());
        // when
        String page = page(ledger, 2);
        // then
        assertThat(page)
                .contains("Kafka against Kafka, 2 pairs.")
                .contains("MB/s: 0.93×; the pair that was furthest from 1 differs by a factor of 1.25")
                .contains("- 2026-11-29T20:00:00Z `produce` sampo: lost two records")
                .contains("| produce | MB/s | – | – | – | – | – | ≥ 1.60× | FAILED | abc1234 |")
                .contains("- a machine")
                .contains("![latency-rf1.svg](plots/latency-rf1.svg)");
    }

    @Test
    void withoutTheNoiseFloorThePageSaysSo() {
        assertThat(page(new Runs("produce").pair(100, 200).all(), 2)).contains("Not measured");
    }

    @Test
    void figuresOfABusyMachineAreCalledProvisional() {
        // given: 0.1 cores are in use before
        Figures figures = Figures.none().with(Figure.THROUGHPUT, 100).with(Figure.STOLEN, 0.02);
        List<Run> ledger = new Runs("produce").pair(figures, figures).all();
        // then
        assertThat(page(ledger, 2))
                .doesNotContain("Provisional")
                .contains("in the second before a run: 0.10 to 0.10, in the median 0.10");
        assertThat(page(ledger, 0)).contains("**Provisional:** before 2 of 2 runs");
    }

    @Test
    void theLoadAverageOfOlderRunsIsNotTakenForCores() {
        assertThat(page(new Runs("produce").pair(100, 200).all(), 0))
                .doesNotContain("Provisional")
                .contains("in the second before a run: unknown");
    }

    @Test
    void whatBrokersTakeUpHasALineForEachRowThatKnowsIt() {
        // given
        Figures kafka = Figures.none()
                .with(Figure.THROUGHPUT, 100)
                .with(Figure.RSS, 300)
                .with(Figure.ALLOCATION, 10);
        Figures sampo = Figures.none().with(Figure.THROUGHPUT, 200).with(Figure.RSS, 150);
        List<Run> ledger =
                new ArrayList<>(new Runs("produce").pair(kafka, sampo).all());
        ledger.addAll(new Runs("start").pair(100, 50).all());
        // when
        List<String> lines = FootprintTable.lines(List.of(ROW, OTHER), ledger);
        // then
        assertThat(lines).hasSize(3);
        assertThat(lines.get(2)).isEqualTo("| produce | – | – | – | 300 → 150 (0.50×) | – |");
        assertThat(page(ledger, 2)).contains("- kafka: shipped").contains(lines.get(2));
    }
}
