package io.sampo.benchmarks.versus.work;

import io.sampo.benchmarks.versus.report.Figure;
import io.sampo.benchmarks.versus.report.Figures;
import java.util.Map;

/** From due to consumed, in the words of a driver. */
final class EndToEnd {
    private EndToEnd() {}

    static Figures of(Map<String, String> words, Figures figures) {
        return figures.with(Figure.END_TO_END_P50, Double.parseDouble(words.get("e2e_p50")))
                .with(Figure.END_TO_END_P99, Double.parseDouble(words.get("e2e_p99")))
                .with(Figure.END_TO_END_P999, Double.parseDouble(words.get("e2e_p99.9")))
                .with(Figure.END_TO_END_MAX, Double.parseDouble(words.get("e2e_p100")));
    }
}
