package io.sampo.benchmarks.versus.report;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.Collectors;

/** The figures of one run. Written as {@code mb_s=98.100 cpu_s_gb=4.200}, and read back from that. */
public final class Figures {
    private final Map<Figure, Double> values;

    private Figures(Map<Figure, Double> values) {
        this.values = values;
    }

    /** None yet. */
    public static Figures none() {
        return new Figures(new EnumMap<>(Figure.class));
    }

    /** These and one more. */
    public Figures with(Figure figure, double value) {
        Map<Figure, Double> more = new EnumMap<>(Figure.class);
        more.putAll(values);
        more.put(figure, value);
        return new Figures(more);
    }

    /** Empty where the run was not measured by it. */
    public OptionalDouble value(Figure figure) {
        Double value = values.get(figure);
        return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
    }

    /**
     * Reads what {@link #toString()} wrote.
     *
     * @throws IllegalArgumentException if the text is anything else
     */
    public static Figures parse(String text) {
        Figures figures = none();
        for (String pair :
                Arrays.stream(text.split(" ")).filter(part -> !part.isEmpty()).toList()) {
            int equals = pair.indexOf('=');
            if (equals < 0) {
                throw new IllegalArgumentException("'" + pair + "' is not figure=value");
            }
            figures =
                    figures.with(Figure.of(pair.substring(0, equals)), Double.parseDouble(pair.substring(equals + 1)));
        }
        return figures;
    }

    /** The middle of some values, the mean of the two middle ones where their number is even. */
    static OptionalDouble median(List<Double> values) {
        if (values.isEmpty()) {
            return OptionalDouble.empty();
        }
        List<Double> sorted = values.stream().sorted().toList();
        int middle = sorted.size() / 2;
        return OptionalDouble.of(
                sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2);
    }

    @Override
    public String toString() {
        return values.entrySet().stream()
                .map(entry -> entry.getKey().key() + "=" + String.format(Locale.ROOT, "%.3f", entry.getValue()))
                .collect(Collectors.joining(" "));
    }
}
