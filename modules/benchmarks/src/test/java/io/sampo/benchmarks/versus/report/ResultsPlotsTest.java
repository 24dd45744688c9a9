package io.sampo.benchmarks.versus.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

class ResultsPlotsTest {
    private static final List<RowGoals> ROWS = List.of(
            row("latency-1000", Figure.END_TO_END_P50),
            row("latency-10000", Figure.END_TO_END_P50),
            row("latency-1000-rf3", Figure.END_TO_END_P50),
            row("partitions", Figure.CPU_AT_1));

    private static RowGoals row(String name, Figure figure) {
        return new RowGoals(name, "", List.of("kafka"), "sampo", List.of(Goal.reported(figure)));
    }

    private static void pair(List<Run> ledger, String row, Figure figure, double kafka, double sampo) {
        ledger.add(new Run("", "abc1234", row, "1", "kafka", 0, Figures.none().with(figure, kafka), null));
        ledger.add(new Run("", "abc1234", row, "1", "sampo", 0, Figures.none().with(figure, sampo), null));
    }

    private static List<Element> circles(String svg) throws Exception {
        Document picture = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)));
        List<Element> circles = new ArrayList<>();
        for (int i = 0; i < picture.getElementsByTagName("circle").getLength(); i++) {
            circles.add((Element) picture.getElementsByTagName("circle").item(i));
        }
        return circles;
    }

    @Test
    void whatWasNotMeasuredHasNoPicture() {
        assertThat(ResultsPlots.of(ROWS, List.of())).isEmpty();
    }

    @Test
    void aFigureOfZeroHasNoPoint() throws Exception {
        List<Run> ledger = new ArrayList<>();
        pair(ledger, "partitions", Figure.CPU_AT_1, 0, 5);
        assertThat(circles(ResultsPlots.of(ROWS, ledger).get("cost-partitions.svg")))
                .hasSize(1);
    }

    @Test
    void everyMeasuredPointIsThereAndATenthIsAsFarDownAsTenTimesTheRateIsToTheRight() throws Exception {
        // given
        List<Run> ledger = new ArrayList<>();
        pair(ledger, "latency-1000", Figure.END_TO_END_P50, 10_000, 1_000);
        pair(ledger, "latency-10000", Figure.END_TO_END_P50, 10_000, 100);
        pair(ledger, "partitions", Figure.CPU_AT_1, 10, 5);
        // when
        Map<String, String> plots = ResultsPlots.of(ROWS, ledger);
        // then
        assertThat(plots).containsOnlyKeys("latency-rf1.svg", "cost-partitions.svg");
        List<Element> circles = circles(plots.get("latency-rf1.svg"));
        assertThat(circles)
                .extracting(circle -> circle.getTextContent().strip())
                .containsExactly("Kafka p50: 10,000", "Kafka p50: 10,000", "Sampo p50: 1,000", "Sampo p50: 100");
        double[] y = circles.stream()
                .mapToDouble(circle -> Double.parseDouble(circle.getAttribute("cy")))
                .toArray();
        assertThat(y[0]).isEqualTo(y[1]).isLessThan(y[2]);
        assertThat(y[3] - y[2]).isCloseTo(y[2] - y[1], org.assertj.core.data.Offset.offset(0.2));
    }
}
