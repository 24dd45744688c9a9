package io.sampo.benchmarks.versus.report;

import java.util.ArrayList;
import java.util.List;

/** Runs of one row, as a ledger holds them. */
final class Runs {
    static final String COMMIT = "abc1234";

    private final List<Run> runs = new ArrayList<>();
    private final String row;
    private final String commit;

    Runs(String row) {
        this(row, COMMIT);
    }

    Runs(String row, String commit) {
        this.row = row;
        this.commit = commit;
    }

    /** A pair in which both were measured by throughput. */
    Runs pair(double kafka, double sampo) {
        return pair(
                Figures.none().with(Figure.THROUGHPUT, kafka), Figures.none().with(Figure.THROUGHPUT, sampo));
    }

    /** A pair in which both were measured by whatever. */
    Runs pair(Figures kafka, Figures sampo) {
        String pair = Integer.toString(runs.size());
        runs.add(run(pair, "kafka", kafka, null));
        runs.add(run(pair, "sampo", sampo, null));
        return this;
    }

    /** The third run of the last pair. */
    Runs tuned(double kafka) {
        return tuned(Figures.none().with(Figure.THROUGHPUT, kafka));
    }

    /** The third run of the last pair. */
    Runs tuned(Figures kafka) {
        String pair = runs.get(runs.size() - 1).pair();
        runs.add(run(pair, "tuned", kafka, null));
        return this;
    }

    /** A pair in which Sampo failed. */
    Runs failed(double kafka, String why) {
        String pair = Integer.toString(runs.size());
        runs.add(run(pair, "kafka", Figures.none().with(Figure.THROUGHPUT, kafka), null));
        runs.add(run(pair, "sampo", Figures.none(), why));
        return this;
    }

    /** A pair that was stopped after its first run. */
    Runs half(double kafka) {
        runs.add(run("half", "kafka", Figures.none().with(Figure.THROUGHPUT, kafka), null));
        return this;
    }

    private Run run(String pair, String contender, Figures figures, String failure) {
        return new Run("2026-11-29T20:00:00Z", commit, row, pair, contender, 0.1, figures, failure);
    }

    List<Run> all() {
        return runs;
    }
}
