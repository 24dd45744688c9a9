package io.sampo.benchmarks.versus;

import io.sampo.benchmarks.versus.contender.Installation;
import io.sampo.benchmarks.versus.report.CeilingFigures;
import io.sampo.benchmarks.versus.report.Figures;
import io.sampo.benchmarks.versus.report.Run;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** What this machine can do at most, measured at the beginning of every call that measures anything. */
final class CeilingRuns {
    private CeilingRuns() {}

    /** A run for each ceiling. None where they could not be measured, which is said: no goal is judged by them then. */
    static List<Run> measure(Installation installation, Settled settled, String commit, PrintStream out)
            throws IOException, InterruptedException {
        Path directory = Files.createDirectories(installation.runs().resolve("ceilings"));
        settled.await();
        double busy = CoreUse.ofOthers();
        String now = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
        out.printf("ceilings of this machine (cores in use by others: %.2f)%n", busy);
        Process process = new ProcessBuilder(installation.ceilings(directory))
                .redirectErrorStream(true)
                .start();
        List<String> lines =
                List.of(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).split("\n"));
        if (process.waitFor() != 0) {
            out.println("not measured: " + lines.get(lines.size() - 1));
            return List.of();
        }
        lines.forEach(line -> out.println("  " + line));
        return lines.stream()
                .map(line -> line.split(" ", 2))
                .map(words ->
                        new Run(now, commit, CeilingFigures.ROW, now, words[0], busy, Figures.parse(words[1]), null))
                .toList();
    }
}
