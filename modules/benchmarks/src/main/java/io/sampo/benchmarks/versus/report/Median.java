package io.sampo.benchmarks.versus.report;

import java.util.List;
import java.util.OptionalDouble;

/** The middle of some values, the mean of the two middle ones where their number is even. */
final class Median {
    private Median() {}

    static OptionalDouble of(List<Double> values) {
        if (values.isEmpty()) {
            return OptionalDouble.empty();
        }
        List<Double> sorted = values.stream().sorted().toList();
        int middle = sorted.size() / 2;
        return OptionalDouble.of(
                sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2);
    }
}
