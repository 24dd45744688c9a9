package io.sampo.benchmarks.versus.report;

import java.util.List;
import java.util.Locale;

/**
 * What one figure of a row is to be, as a ratio of the other contender to the better of its rivals.
 *
 * @param least lowest ratio that is good
 * @param most highest ratio that is good
 * @param isAbsolute the figure itself is judged, and no ratio
 * @param parts ceilings, the figures of which, together, nobody can better: parts of CPU that add up, or one ceiling of another figure
 */
public record Goal(Figure figure, double least, double most, boolean isAbsolute, List<String> parts) {
    /** What becomes of a goal. Those that are lost stand in the table like the others. */
    public enum Verdict {
        MET("met"),
        /** The goal is beyond what the machine can do, and this comes to 80 % of that. */
        MET_AT_CEILING("met (80 % of the ceiling)"),
        MISSED("MISSED"),
        /** There is no goal. */
        REPORTED("reported"),
        /** A contender did not do the work: errors, or records that are not there. */
        FAILED("FAILED"),
        /** Nobody has run it. */
        UNKNOWN("not run");

        private final String label;

        Verdict(String label) {
            this.label = label;
        }

        @Override
        public String toString() {
            return label;
        }
    }

    public Goal {
        parts = List.copyOf(parts);
    }

    private Goal(Figure figure, double least, double most, boolean isAbsolute) {
        this(figure, least, most, isAbsolute, List.of());
    }

    /** The same, unless that is beyond what these ceilings come to together: see {@link CeilingFigures}. */
    public Goal boundBy(String... ceilings) {
        return new Goal(figure, least, most, isAbsolute, List.of(ceilings));
    }

    /** At least {@code ratio} times as much. */
    public static Goal atLeast(Figure figure, double ratio) {
        return new Goal(figure, ratio, Double.POSITIVE_INFINITY, false);
    }

    /** At most {@code ratio} times as much. */
    public static Goal atMost(Figure figure, double ratio) {
        return new Goal(figure, 0, ratio, false);
    }

    /** The same, give or take {@code tolerance}: two contenders that are one and the same. */
    public static Goal same(Figure figure, double tolerance) {
        return new Goal(figure, 1 - tolerance, 1 + tolerance, false);
    }

    /** The figure of the other contender is at most {@code most}, whatever its rivals have. */
    public static Goal itselfAtMost(Figure figure, double most) {
        return new Goal(figure, 0, most, true);
    }

    /** Any ratio: the figure is printed. */
    public static Goal reported(Figure figure) {
        return new Goal(figure, 0, Double.POSITIVE_INFINITY, false);
    }

    /** Whether there is a ratio that would miss it. */
    public boolean isReportedOnly() {
        return least == 0 && Double.isInfinite(most);
    }

    /** What becomes of a ratio. */
    public Verdict judge(double ratio) {
        if (isReportedOnly()) {
            return Verdict.REPORTED;
        }
        return ratio >= least && ratio <= most ? Verdict.MET : Verdict.MISSED;
    }

    @Override
    public String toString() {
        if (isReportedOnly()) {
            return "reported";
        }
        if (isAbsolute) {
            return String.format(Locale.ROOT, "≤ %.2f itself", most);
        }
        if (Double.isInfinite(most)) {
            return String.format(Locale.ROOT, "≥ %.2f×", least);
        }
        return least == 0
                ? String.format(Locale.ROOT, "≤ %.2f×", most)
                : String.format(Locale.ROOT, "%.2f–%.2f×", least, most);
    }
}
