package io.sampo.chaos.report;

import io.sampo.chaos.cluster.Observer.Sighting;
import io.sampo.chaos.traffic.AckProgress;
import java.util.List;
import java.util.Locale;

/**
 * A picture of a run: acknowledgements a second, the faults behind them, the leader of each partition and the
 * controller below.
 */
public final class Timeline {
    private static final int LEFT = 90;
    private static final int PLOT_TOP = 40;
    private static final int PLOT_HEIGHT = 160;
    private static final int STRIP = 14;
    private static final int WIDTH_MAX = 12_000;
    private static final String[] BROKER_COLOURS = {"#4477aa", "#ee6677", "#228833", "#ccbb44", "#aa3377"};

    private final AckProgress progress;
    private final List<RoundReport> rounds;
    private final List<Sighting> sightings;
    private final int seconds;
    private final double perSecond;
    private final StringBuilder svg = new StringBuilder();

    private Timeline(AckProgress progress, List<RoundReport> rounds, List<Sighting> sightings, long endNs) {
        this.progress = progress;
        this.rounds = rounds;
        this.sightings = sightings;
        this.seconds = (int) (endNs / 1_000_000_000L) + 1;
        this.perSecond = Math.min(12.0, (double) WIDTH_MAX / seconds);
    }

    /** The picture as SVG text. */
    public static String svg(
            AckProgress progress, List<RoundReport> rounds, List<Sighting> sightings, long endNs, String title) {
        return new Timeline(progress, rounds, sightings, endNs).draw(title);
    }

    private String draw(String title) {
        int strips = progress.partitions() + 1;
        int height = PLOT_TOP + PLOT_HEIGHT + 30 + strips * (STRIP + 4) + 20;
        int width = (int) (LEFT + seconds * perSecond + 20);
        line(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" font-family=\"sans-serif\""
                        + " font-size=\"10\">",
                width, height);
        line("<rect width=\"100%%\" height=\"100%%\" fill=\"white\"/>");
        line("<text x=\"%d\" y=\"16\" font-size=\"12\">%s</text>", LEFT, title);
        rounds.forEach(this::fault);
        acknowledgements();
        strip(0, "controller", -1);
        for (int key = 0; key < progress.partitions(); key++) {
            strip(key + 1, "leader of " + key, key);
        }
        line("</svg>");
        return svg.toString();
    }

    private void line(String format, Object... arguments) {
        svg.append(String.format(Locale.ROOT, format, arguments)).append('\n');
    }

    private double x(long ns) {
        return LEFT + ns / 1e9 * perSecond;
    }

    private void fault(RoundReport round) {
        double from = x(round.fromNs());
        double wide = Math.max(1, x(round.toNs()) - from);
        String colour = round.isStuck() ? "#ff0000" : "#f4c7c3";
        line(
                "<rect x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"%d\" fill=\"%s\" opacity=\"0.6\">",
                from, PLOT_TOP, wide, PLOT_HEIGHT, colour);
        line(
                "<title>%s</title></rect>",
                round.line(rounds.size())
                        .replace("&", "&amp;")
                        .replace("<", "&lt;")
                        .replace(">", "&gt;"));
    }

    private void acknowledgements() {
        int most = 1;
        for (int second = 0; second < seconds; second++) {
            most = Math.max(most, progress.inSecond(second));
        }
        int bottom = PLOT_TOP + PLOT_HEIGHT;
        svg.append("<polyline fill=\"none\" stroke=\"#222255\" points=\"");
        for (int second = 0; second < seconds; second++) {
            double y = bottom - (double) progress.inSecond(second) * PLOT_HEIGHT / most;
            svg.append(String.format(Locale.ROOT, "%.1f,%.1f ", LEFT + (second + 0.5) * perSecond, y));
        }
        svg.append("\"/>\n");
        line("<text x=\"4\" y=\"%d\">%d acks/s</text><text x=\"4\" y=\"%d\">0</text>", PLOT_TOP + 8, most, bottom);
        for (int second = 0; second < seconds; second += 30) {
            line("<text x=\"%.1f\" y=\"%d\">%d s</text>", LEFT + second * perSecond, bottom + 12, second);
        }
    }

    private void strip(int index, String name, int key) {
        int y = PLOT_TOP + PLOT_HEIGHT + 24 + index * (STRIP + 4);
        line("<text x=\"4\" y=\"%d\">%s</text>", y + 11, name);
        for (int i = 0; i < sightings.size(); i++) {
            Sighting sighting = sightings.get(i);
            int broker = key < 0
                    ? sighting.scene().controller()
                    : sighting.scene().partitions().get(key).leader();
            double from = x(sighting.atNs());
            double to = i + 1 < sightings.size() ? x(sightings.get(i + 1).atNs()) : LEFT + seconds * perSecond;
            String colour = broker < 1 ? "#dddddd" : BROKER_COLOURS[(broker - 1) % BROKER_COLOURS.length];
            line(
                    "<rect x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"%d\" fill=\"%s\">"
                            + "<title>broker %d</title></rect>",
                    from, y, Math.max(0.5, to - from), STRIP, colour, broker);
        }
    }
}
