package io.sampo.benchmarks.versus.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.DoubleStream;

/** A picture of lines with points, both axes logarithmic: equal distances are equal ratios. */
final class Plot {
    private static final int WIDTH = 640;
    private static final int HEIGHT = 360;
    private static final int LEFT = 70;
    private static final int RIGHT = 190;
    private static final int TOP = 36;
    private static final int BOTTOM = 48;

    /** A point; both values above 0. */
    record Point(double x, double y) {}

    /**
     * One line.
     *
     * @param colour as SVG writes it
     * @param dashes as SVG's {@code stroke-dasharray}; empty for a solid line
     */
    record Line(String name, String colour, String dashes, List<Point> points) {
        Line {
            points = List.copyOf(points);
        }
    }

    /** Powers of ten that hold all values. */
    private record Axis(int from, int to, double start, double length) {
        static Axis of(DoubleStream values, double start, double length) {
            double[] exponents = values.map(Math::log10).sorted().toArray();
            int from = (int) Math.floor(exponents[0]);
            int to = (int) Math.ceil(exponents[exponents.length - 1]);
            return new Axis(from, Math.max(to, from + 1), start, length);
        }

        double at(double value) {
            return start + length * (Math.log10(value) - from) / (to - from);
        }

        List<Double> ticks() {
            List<Double> ticks = new ArrayList<>();
            for (int exponent = from; exponent <= to; exponent++) {
                ticks.add(Math.pow(10, exponent));
            }
            return ticks;
        }
    }

    private final List<Line> lines;
    private final Axis across;
    private final Axis up;
    private final StringBuilder svg = new StringBuilder();

    private Plot(List<Line> lines) {
        this.lines = lines;
        this.across = Axis.of(all(Point::x), LEFT, WIDTH - LEFT - RIGHT);
        this.up = Axis.of(all(Point::y), HEIGHT - BOTTOM, TOP + BOTTOM - HEIGHT);
    }

    private DoubleStream all(Function<Point, Double> value) {
        return lines.stream().flatMap(line -> line.points().stream()).mapToDouble(value::apply);
    }

    /**
     * The picture as SVG.
     *
     * @param lines at least one point in all
     */
    static String svg(String title, String across, String up, List<Line> lines) {
        return new Plot(lines).draw(title, across, up);
    }

    private String draw(String title, String acrossLabel, String upLabel) {
        add(
                "<svg xmlns='http://www.w3.org/2000/svg' width='%d' height='%d' font-family='sans-serif' font-size='11'>",
                WIDTH, HEIGHT);
        add("<rect width='100%%' height='100%%' fill='white'/>");
        add("<text x='%d' y='20' font-size='13'>%s</text>", LEFT, escaped(title));
        across.ticks().forEach(tick -> {
            add("<path d='M%.1f %d V%d' stroke='#dddddd'/>", across.at(tick), TOP, HEIGHT - BOTTOM);
            add(
                    "<text x='%.1f' y='%d' text-anchor='middle'>%s</text>",
                    across.at(tick), HEIGHT - BOTTOM + 16, label(tick));
        });
        up.ticks().forEach(tick -> {
            add("<path d='M%d %.1f H%d' stroke='#dddddd'/>", LEFT, up.at(tick), WIDTH - RIGHT);
            add("<text x='%d' y='%.1f' text-anchor='end'>%s</text>", LEFT - 6, up.at(tick) + 4, label(tick));
        });
        add(
                "<text x='%d' y='%d' text-anchor='middle'>%s</text>",
                (LEFT + WIDTH - RIGHT) / 2, HEIGHT - 12, escaped(acrossLabel));
        add(
                "<text transform='translate(16 %d) rotate(-90)' text-anchor='middle'>%s</text>",
                (TOP + HEIGHT - BOTTOM) / 2, escaped(upLabel));
        for (int number = 0; number < lines.size(); number++) {
            line(lines.get(number), TOP + 12 + number * 18);
        }
        add("</svg>");
        return svg.toString();
    }

    private void line(Line line, int legendY) {
        StringBuilder path = new StringBuilder();
        for (Point point : line.points()) {
            path.append(String.format(
                    Locale.ROOT, "%s%.1f %.1f", path.isEmpty() ? "M" : " L", across.at(point.x()), up.at(point.y())));
        }
        String stroke = String.format(
                "fill='none' stroke='%s' stroke-width='2' stroke-dasharray='%s'", line.colour(), line.dashes());
        add("<path d='%s' %s/>", path, stroke);
        line.points()
                .forEach(point -> add(
                        "<circle cx='%.1f' cy='%.1f' r='3' fill='%s'><title>%s: %s</title></circle>",
                        across.at(point.x()), up.at(point.y()), line.colour(), escaped(line.name()), label(point.y())));
        add("<path d='M%d %d h24' %s/>", WIDTH - RIGHT + 12, legendY - 4, stroke);
        add("<text x='%d' y='%d'>%s</text>", WIDTH - RIGHT + 42, legendY, escaped(line.name()));
    }

    private void add(String format, Object... arguments) {
        svg.append(String.format(Locale.ROOT, format, arguments)).append('\n');
    }

    private static String label(double value) {
        return String.format(Locale.ROOT, value >= 100 || value == Math.rint(value) ? "%,.0f" : "%.2f", value);
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;");
    }
}
