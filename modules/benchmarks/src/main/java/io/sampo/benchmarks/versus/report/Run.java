package io.sampo.benchmarks.versus.report;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One run of one contender: a line of the ledger.
 *
 * @param date ISO-8601, UTC
 * @param commit what was built, with a + where the working tree had changes
 * @param pair the two runs of a pair have the same
 * @param busy cores that anybody used in the second before (until 2026-12-03 the load average)
 * @param failure why there are no figures; null where there are
 */
public record Run(
        String date,
        String commit,
        String row,
        String pair,
        String contender,
        double busy,
        Figures figures,
        @Nullable String failure) {
    static final String HEAD = "date\tcommit\trow\tpair\tcontender\tbusy\tfigures";

    private static final String FAILED = "FAILED ";

    /** It did the work, and what it stored was what had been sent. */
    public boolean isWhole() {
        return failure == null;
    }

    String toLine() {
        String outcome = failure == null
                ? figures.toString()
                : FAILED + failure.replaceAll("\\s+", " ").strip();
        return String.join("\t", date, commit, row, pair, contender, String.format(Locale.ROOT, "%.2f", busy), outcome);
    }

    /**
     * Reads what {@link #toLine()} wrote.
     *
     * @throws IllegalArgumentException if the line is anything else
     */
    static Run parse(String line) {
        String[] parts = line.split("\t", -1);
        if (parts.length != 7) {
            throw new IllegalArgumentException("'" + line + "' has " + parts.length + " fields and not 7");
        }
        boolean failed = parts[6].startsWith(FAILED);
        return new Run(
                parts[0],
                parts[1],
                parts[2],
                parts[3],
                parts[4],
                Double.parseDouble(parts[5]),
                failed ? Figures.none() : Figures.parse(parts[6]),
                failed ? parts[6].substring(FAILED.length()) : null);
    }
}
