package io.sampo.chaos.report;

import io.sampo.chaos.validate.AnomalyKind.Harm;
import io.sampo.chaos.validate.Verdict;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;

/** {@code ops/results/chaos.tsv}: a line for each run, so that short runs add up over days. */
public final class Ledger {
    private static final String HEAD =
            "date\tcommit\tbrokers\tfaults\tseed\trounds\tverdict\tacked\tlost\tduplicated\treordered\tother\tstuck"
                    + "\tby-fault\tunsettled\n";

    private Ledger() {}

    public static void append(Path file, String commit, int brokers, String faults, long seed, Summary summary)
            throws IOException {
        Verdict verdict = summary.verdict();
        int other = verdict.count(Harm.GAP) + verdict.count(Harm.OFFSET) + verdict.count(Harm.BYTES);
        append(
                file,
                commit,
                Integer.toString(brokers),
                faults,
                Long.toString(seed),
                Integer.toString(summary.rounds().size()),
                summary.isClean() ? "clean" : "BROKEN",
                Integer.toString(verdict.acknowledged()),
                Integer.toString(verdict.count(Harm.LOST)),
                Integer.toString(verdict.count(Harm.DUPLICATED)),
                Integer.toString(verdict.count(Harm.REORDERED)),
                Integer.toString(other),
                Long.toString(
                        summary.rounds().stream().filter(RoundReport::isStuck).count()),
                summary.byLabel(),
                Integer.toString(summary.unsettled()));
    }

    /** A run that came to no verdict: no round of it counts, and it is not forgotten. */
    public static void appendUnfinished(Path file, String commit, int brokers, String faults, long seed)
            throws IOException {
        append(
                file,
                commit,
                Integer.toString(brokers),
                faults,
                Long.toString(seed),
                "0",
                "BROKEN",
                "0",
                "0",
                "0",
                "0",
                "0",
                "0",
                "",
                "1");
    }

    private static void append(Path file, String... fields) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        String line = Instant.now() + "\t" + String.join("\t", fields);
        boolean isNew = Files.notExists(file);
        Files.writeString(
                file,
                (isNew ? HEAD : "") + line + "\n",
                StandardCharsets.UTF_8,
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND);
    }
}
