package io.sampo.benchmarks.versus.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The pictures of {@code RESULTS.md}: latency against rate, and cost against partitions; of both, where both were measured. */
public final class ResultsPlots {
    private static final Pattern LATENCY = Pattern.compile("latency-(\\d+)(-rf3)?");
    private static final String KAFKA_COLOUR = "#cc6677";
    private static final String SAMPO_COLOUR = "#4477aa";

    private static final Map<Figure, String> LATENCIES = new LinkedHashMap<>();
    private static final Map<Figure, Integer> PARTITIONS = new LinkedHashMap<>();

    static {
        LATENCIES.put(Figure.END_TO_END_P50, "p50");
        LATENCIES.put(Figure.END_TO_END_P99, "p99");
        LATENCIES.put(Figure.END_TO_END_P999, "p99.9");
        PARTITIONS.put(Figure.CPU_AT_1, 1);
        PARTITIONS.put(Figure.CPU_AT_1000, 1_000);
        PARTITIONS.put(Figure.CPU_AT_10000, 10_000);
    }

    private ResultsPlots() {}

    /** SVG by the name of its file. Without the runs there is no picture. */
    public static Map<String, String> of(List<RowGoals> rows, List<Run> ledger) {
        Map<String, String> plots = new LinkedHashMap<>();
        for (String replicas : new String[] {"rf1", "rf3"}) {
            List<Plot.Line> lines = latency(rows, ledger, replicas.equals("rf3"));
            if (!lines.isEmpty()) {
                plots.put(
                        "latency-" + replicas + ".svg",
                        Plot.svg(
                                "Produce → consume, 1 KB, " + replicas.toUpperCase(Locale.ROOT),
                                "records/s",
                                "µs",
                                lines));
            }
        }
        List<Plot.Line> cost = cost(rows, ledger);
        if (!cost.isEmpty()) {
            plots.put(
                    "cost-partitions.svg",
                    Plot.svg("Cost of 20 MB/s by number of partitions", "partitions", "broker CPU-s/GB", cost));
        }
        return plots;
    }

    private static List<Plot.Line> latency(List<RowGoals> rows, List<Run> ledger, boolean replicated) {
        Map<String, List<Plot.Point>> points = new LinkedHashMap<>();
        for (RowGoals row : rows) {
            Matcher name = LATENCY.matcher(row.name());
            if (name.matches() && (name.group(2) != null) == replicated) {
                double rate = Double.parseDouble(name.group(1));
                Comparison measured = row.latest(ledger);
                LATENCIES.forEach((figure, label) -> {
                    add(points, "Kafka " + label, rate, measured.rival(figure));
                    add(points, "Sampo " + label, rate, measured.other(figure));
                });
            }
        }
        return lines(points);
    }

    private static List<Plot.Line> cost(List<RowGoals> rows, List<Run> ledger) {
        Map<String, List<Plot.Point>> points = new LinkedHashMap<>();
        rows.stream().filter(row -> row.name().equals("partitions")).forEach(row -> {
            Comparison measured = row.latest(ledger);
            PARTITIONS.forEach((figure, count) -> {
                add(points, "Kafka", count, measured.rival(figure));
                add(points, "Sampo", count, measured.other(figure));
            });
        });
        return lines(points);
    }

    private static void add(Map<String, List<Plot.Point>> points, String line, double x, OptionalDouble y) {
        // An axis of ratios has no place for 0.
        if (y.isPresent() && y.getAsDouble() > 0) {
            points.computeIfAbsent(line, name -> new ArrayList<>()).add(new Plot.Point(x, y.getAsDouble()));
        }
    }

    private static List<Plot.Line> lines(Map<String, List<Plot.Point>> points) {
        List<Plot.Line> lines = new ArrayList<>();
        points.forEach((name, of) -> {
            String dashes = name.endsWith("p99") ? "6 3" : name.endsWith("p99.9") ? "2 3" : "";
            lines.add(new Plot.Line(name, name.startsWith("Kafka") ? KAFKA_COLOUR : SAMPO_COLOUR, dashes, of));
        });
        return lines;
    }
}
