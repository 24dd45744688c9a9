package io.sampo.chaos.command;

import io.sampo.chaos.report.Ledger;
import io.sampo.chaos.report.Summary;
import io.sampo.chaos.scenarios.Campaign;
import io.sampo.chaos.scenarios.IsrExamples;
import io.sampo.chaos.scenarios.PowerPolicies;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** See {@code ops/bin/chaos --help}. */
public final class Chaos {
    private Chaos() {}

    /** Ends 0 if nothing is wrong, 1 if something is, 2 on wrong usage. */
    public static void main(String[] arguments) throws Exception {
        ChaosOptions options;
        try {
            options = ChaosOptions.of(arguments);
        } catch (IllegalArgumentException e) {
            System.err.println("chaos: " + e.getMessage());
            System.exit(2);
            return;
        }
        System.exit(run(options, System.out) ? 0 : 1);
    }

    private static boolean run(ChaosOptions options, PrintStream out) throws Exception {
        Path directory = options.runs().resolve(options.brokers() + "-brokers-seed-" + options.seed());
        delete(directory);
        if (options.scenario() != null) {
            boolean held = options.scenario().equals("isr")
                    ? IsrExamples.play(options.sampo(), directory, options.isolated(), out)
                    : PowerPolicies.play(options.sampo(), directory, options.rounds(), out);
            out.println(held ? "as promised" : "NOT as promised; kept: " + directory);
            return held;
        }
        Campaign.Order order = new Campaign.Order(
                options.sampo(),
                directory,
                options.brokers(),
                options.rounds(),
                options.kinds(),
                options.seed(),
                options.isolated());
        Summary summary;
        try {
            summary = new Campaign(order, out).run();
        } catch (Exception | Error e) {
            try {
                if (options.ledger() != null) {
                    Ledger.appendUnfinished(
                            options.ledger(), options.commit(), options.brokers(), options.faults(), options.seed());
                }
            } catch (IOException unwritten) {
                e.addSuppressed(unwritten);
            }
            throw e;
        }
        if (options.ledger() != null) {
            Ledger.append(
                    options.ledger(), options.commit(), options.brokers(), options.faults(), options.seed(), summary);
        }
        tell(summary, directory, options, out);
        return summary.isClean();
    }

    private static void tell(Summary summary, Path directory, ChaosOptions options, PrintStream out)
            throws IOException {
        Path picture = options.runs().resolve("timeline-" + options.brokers() + "-" + options.seed() + ".svg");
        Files.move(directory.resolve("timeline.svg"), picture, StandardCopyOption.REPLACE_EXISTING);
        summary.verdict().witnesses().forEach(out::println);
        out.print(summary.replicas());
        out.println("faults: " + summary.byLabel());
        out.println("longest gap of a round: median " + summary.gapMs(50) + " ms, most " + summary.gapMs(100) + " ms");
        out.println("picture: " + picture);
        if (summary.isClean()) {
            delete(directory);
        } else {
            out.println("kept: " + directory
                    + " (history, logs and output of every broker); again: ops/bin/chaos --brokers "
                    + options.brokers() + " --rounds " + options.rounds() + " --faults " + options.faults()
                    + " --seed " + options.seed());
        }
        out.println(summary.line());
    }

    private static void delete(Path directory) throws IOException {
        if (Files.notExists(directory)) {
            return;
        }
        List<Path> all;
        try (Stream<Path> found = Files.walk(directory)) {
            all = found.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : all) {
            try {
                Files.deleteIfExists(path);
            } catch (FileSystemException busy) {
                // A mount of this run: it goes with the run's namespace.
            }
        }
    }
}
