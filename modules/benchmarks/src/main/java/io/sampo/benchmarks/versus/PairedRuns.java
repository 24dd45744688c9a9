package io.sampo.benchmarks.versus;

import io.sampo.benchmarks.versus.contender.Contender;
import io.sampo.benchmarks.versus.contender.Installation;
import io.sampo.benchmarks.versus.contender.KafkaContender;
import io.sampo.benchmarks.versus.contender.NullContender;
import io.sampo.benchmarks.versus.contender.SampoContender;
import io.sampo.benchmarks.versus.report.CeilingFigures;
import io.sampo.benchmarks.versus.report.Figure;
import io.sampo.benchmarks.versus.report.Figures;
import io.sampo.benchmarks.versus.report.Ledger;
import io.sampo.benchmarks.versus.report.Run;
import io.sampo.benchmarks.versus.work.Bench;
import io.sampo.benchmarks.versus.work.Workload;
import io.sampo.benchmarks.versus.work.Workload.WorkFailed;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Runs a row until the ledger has so many pairs of it at this commit. The first pair is Kafka, Sampo; the next one
 * Sampo, Kafka; so that whatever drifts, drifts for both. A pair may have a third run: Kafka in another form.
 */
final class PairedRuns {
    /** A contender that fails so often in a row will not do the work at this commit. */
    private static final int FAILURES_MAX = 2;

    private static final long ROW_NS = TimeUnit.MINUTES.toNanos(20);

    private final Installation installation;
    private final Settled settled;
    private final Ledger ledger;
    private final String commit;
    private final PrintStream out;

    PairedRuns(Installation installation, Settled settled, Ledger ledger, String commit, PrintStream out) {
        this.installation = installation;
        this.settled = settled;
        this.ledger = ledger;
        this.commit = commit;
        this.out = out;
    }

    /** Adds what is missing to {@code pairs} pairs, as many as fit into the time of a row. */
    void run(Row row, int pairs) throws IOException, InterruptedException {
        int failures = 0;
        int done = done(row);
        if (done > 0) {
            out.println(row.name() + ": " + done + " pairs at " + commit + " are there already");
        }
        long fromNs = System.nanoTime();
        long pairNs = 0;
        while (done < pairs && failures < FAILURES_MAX && System.nanoTime() - fromNs + pairNs < ROW_NS) {
            long pairFromNs = System.nanoTime();
            List<Run> pair = pair(row, done % 2 == 1);
            ledger.append(pair);
            failures = pair.stream().allMatch(Run::isWhole) ? 0 : failures + 1;
            done = done(row);
            pairNs = Math.max(pairNs, System.nanoTime() - pairFromNs);
        }
        if (done < pairs && failures < FAILURES_MAX) {
            out.println(row.name() + ": its time is over with " + done + " of " + pairs
                    + " pairs; the next call goes on there");
        }
    }

    private int done(Row row) throws IOException {
        return row.forReport().at(commit, ledger.runs()).pairs();
    }

    private List<Run> pair(Row row, boolean swapped) throws IOException, InterruptedException {
        List<Contender> order = new ArrayList<>();
        order.add(KafkaContender.shipped(installation, Row.KAFKA));
        order.add(second(row));
        if (row.against().tunedToo()) {
            order.add(KafkaContender.tuned(installation, Row.TUNED));
        }
        if (swapped) {
            Collections.reverse(order);
        }
        String pair = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
        List<Run> runs = new ArrayList<>();
        for (Contender contender : order) {
            runs.add(one(row, pair, contender));
        }
        return runs;
    }

    private Contender second(Row row) {
        return switch (row.against()) {
            case SAMPO -> new SampoContender(installation);
            case KAFKA_AGAIN ->
                KafkaContender.shipped(installation, row.against().contender());
        };
    }

    private Run one(Row row, String pair, Contender contender) throws IOException, InterruptedException {
        return one(row.name(), pair, contender.name(), row.workload(), contender);
    }

    /** What Kafka's client makes of {@code workload} beside a broker that does nothing: a ceiling of the name {@code part}. */
    Run ceiling(String part, Workload workload) throws IOException, InterruptedException {
        String pair = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
        return one(CeilingFigures.ROW, pair, part, workload, new NullContender(installation));
    }

    /** @param name what the ledger calls it */
    private Run one(String row, String pair, String name, Workload workload, Contender contender)
            throws IOException, InterruptedException {
        Path directory = installation.runs().resolve(row + "-" + name);
        delete(directory);
        Files.createDirectories(directory);
        settled.await();
        double busy = CoreUse.ofOthers();
        CoreUse before = CoreUse.now();
        out.printf("%s: %s (cores in use by others: %.2f) ", row, name, busy);
        out.flush();
        Figures figures = Figures.none();
        String failure = null;
        try {
            figures = workload.measure(new Bench(installation, contender, directory))
                    .with(Figure.STOLEN, CoreUse.now().stolenCoresSince(before));
            out.println(figures);
        } catch (WorkFailed | IOException e) {
            // The ledger is for every machine: no path of this one.
            failure = (e instanceof WorkFailed ? e.getMessage() : e.toString())
                    .replace(installation.home().toString(), ".");
            out.println("FAILED: " + e.getMessage() + "; kept: " + directory);
        }
        if (failure == null) {
            delete(directory);
        }
        String now = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
        return new Run(now, commit, row, pair, name, busy, figures, failure);
    }

    private static void delete(Path directory) throws IOException {
        if (Files.notExists(directory)) {
            return;
        }
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
