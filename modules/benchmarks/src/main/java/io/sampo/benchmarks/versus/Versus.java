package io.sampo.benchmarks.versus;

import io.sampo.benchmarks.versus.contender.Installation;
import io.sampo.benchmarks.versus.contender.KafkaContender;
import io.sampo.benchmarks.versus.contender.SampoContender;
import io.sampo.benchmarks.versus.report.Goal;
import io.sampo.benchmarks.versus.report.Ledger;
import io.sampo.benchmarks.versus.report.Machine;
import io.sampo.benchmarks.versus.report.ResultsPage;
import io.sampo.benchmarks.versus.report.ResultsPlots;
import io.sampo.benchmarks.versus.report.ResultsTable;
import io.sampo.benchmarks.versus.report.RowGoals;
import io.sampo.benchmarks.versus.report.Run;
import io.sampo.benchmarks.versus.work.Workload;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** See {@code ops/bin/versus --help}. */
public final class Versus {
    private final VersusOptions options;
    private final Ledger ledger;
    private final PrintStream out;

    private Versus(VersusOptions options, PrintStream out) {
        this.options = options;
        this.ledger = new Ledger(options.home().resolve("ops/results/versus.tsv"));
        this.out = out;
    }

    /** Ends 0 when every row was run, whatever its verdict; 1 if a contender failed at the work; 2 on wrong usage. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        VersusOptions options;
        try {
            options = VersusOptions.of(
                    List.of(arguments), Rows.all().stream().map(Row::name).toList(), Rows.QUICK);
        } catch (IllegalArgumentException e) {
            System.err.println("versus: " + e.getMessage());
            System.exit(2);
            return;
        }
        Versus versus = new Versus(options, System.out);
        if (options.list()) {
            versus.list();
            return;
        }
        // However this JVM ends, no broker and no client stays behind.
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> ProcessHandle.current().descendants().forEach(ProcessHandle::destroyForcibly),
                        "kill-children"));
        System.exit(versus.run() ? 0 : 1);
    }

    private void list() {
        for (Row row : Rows.all()) {
            out.printf("%-18s %s%n", row.name(), row.what());
            row.goals()
                    .forEach(goal ->
                            out.printf("%-18s   %s: %s%n", "", goal.figure().label(), goal));
        }
    }

    private List<Row> wanted() {
        return Rows.all().stream()
                .filter(row -> options.rows().isEmpty() || options.rows().contains(row.name()))
                .toList();
    }

    private boolean run() throws IOException, InterruptedException {
        if (!options.report()) {
            measure();
        }
        writePage();
        List<RowGoals> rows = wanted().stream().map(Row::forReport).toList();
        List<Run> known = ledger.runs();
        out.println();
        ResultsTable.lines(rows, known).forEach(out::println);
        return rows.stream().noneMatch(row -> row.goals().stream()
                .anyMatch(goal -> row.latest(known).verdict(goal) == Goal.Verdict.FAILED));
    }

    private void measure() throws IOException, InterruptedException {
        Installation installation = new Installation(options.home(), options.kafkaClassPath());
        try (Settled settled = new Settled(installation.runs())) {
            PairedRuns runs = new PairedRuns(installation, settled, ledger, options.commit(), out);
            List<Run> ceilings = CeilingRuns.measure(installation, settled, options.commit(), out);
            if (!ceilings.isEmpty()) {
                ledger.append(ceilings);
            }
            ledger.append(clientCeilings(runs));
            for (Row row : wanted()) {
                runs.run(row, options.pairs());
                writePage();
            }
        }
    }

    /** Those that a goal of a wanted row asks for. */
    private List<Run> clientCeilings(PairedRuns runs) throws IOException, InterruptedException {
        Set<String> needed = wanted().stream()
                .flatMap(row -> row.goals().stream())
                .flatMap(goal -> goal.parts().stream())
                .collect(Collectors.toSet());
        List<Run> measured = new ArrayList<>();
        for (Map.Entry<String, Workload> ceiling : Rows.clientCeilings().entrySet()) {
            if (needed.contains(ceiling.getKey())) {
                measured.add(runs.ceiling(ceiling.getKey(), ceiling.getValue()));
            }
        }
        return measured;
    }

    private void writePage() throws IOException {
        Path module = options.home().resolve("modules/benchmarks");
        List<RowGoals> rows = Rows.all().stream().map(Row::forReport).toList();
        Map<String, String> plots = ResultsPlots.of(rows, ledger.runs());
        Path pictures = Files.createDirectories(module.resolve(ResultsPage.PLOTS));
        for (Map.Entry<String, String> plot : plots.entrySet()) {
            Files.writeString(pictures.resolve(plot.getKey()), plot.getValue());
        }
        Files.writeString(
                module.resolve("RESULTS.md"),
                ResultsPage.of(
                        rows,
                        Rows.NOISE,
                        ledger.runs(),
                        plots.keySet(),
                        Machine.description(),
                        List.of(KafkaContender.description(), SampoContender.description()),
                        Machine.cores()));
    }
}
