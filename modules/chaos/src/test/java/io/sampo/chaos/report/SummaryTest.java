package io.sampo.chaos.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.chaos.validate.AnomalyKind;
import io.sampo.chaos.validate.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SummaryTest {
    @TempDir
    private Path directory;

    private static RoundReport round(String label, boolean controller, String stuck) {
        return new RoundReport(
                1, label, label + " [2]", controller, label.contains("pause"), 0, 1_000_000_000, 700, 20, 900, stuck);
    }

    private static Verdict verdict(Map<AnomalyKind, Integer> counts, boolean readAll) {
        return new Verdict(counts, List.of(), 1_000, 2, readAll);
    }

    @Test
    void aRunIsCleanWhereNothingIsWrongNothingStuckAndEverythingRead() {
        List<RoundReport> well = List.of(round("kill:leader", false, ""));

        assertThat(new Summary(well, verdict(Map.of(), true), "").isClean()).isTrue();
        assertThat(new Summary(well, verdict(Map.of(), false), "").isClean()).isFalse();
        assertThat(new Summary(well, verdict(Map.of(), true), "differs").isClean())
                .isFalse();
        assertThat(new Summary(well, verdict(Map.of(AnomalyKind.UNSEEN, 1), true), "").isClean())
                .isFalse();
        assertThat(new Summary(List.of(round("kill:leader", false, "no leader")), verdict(Map.of(), true), "")
                        .isClean())
                .isFalse();
    }

    @Test
    void theLastLineNamesEveryHarm() {
        Map<AnomalyKind, Integer> counts =
                Map.of(AnomalyKind.LOST_WRITE, 2, AnomalyKind.UNSEEN, 1, AnomalyKind.DUPLICATE, 4);
        Summary summary = new Summary(List.of(round("kill:leader", false, "")), verdict(counts, true), "");

        assertThat(summary.line()).startsWith("1 rounds, 1000 acked, 3 lost, 4 duplicated, 0 reordered, 0 gaps");
    }

    @Test
    void severalAtOnceCountForEachAndTheControllerIsNamed() {
        Summary summary = new Summary(
                List.of(round("kill:leader+pause:random", true, ""), round("cut:bridge", false, "")),
                verdict(Map.of(), true),
                "");

        assertThat(new Summary(List.of(round("pause:leader", true, "")), verdict(Map.of(), true), "").byLabel())
                .isEqualTo("pause:leader@controller@takeover=1");
        assertThat(summary.byLabel()).isEqualTo("cut:bridge=1,kill:leader@controller=1,pause:random@controller=1");
    }

    @Test
    void theLedgerGrowsByALineForEachRun() throws IOException {
        Path ledger = directory.resolve("results/chaos.tsv");
        Summary summary = new Summary(List.of(round("kill:leader", false, "")), verdict(Map.of(), true), "");

        Ledger.append(ledger, "abc", 3, "kill", 7, summary);
        Ledger.append(ledger, "abc", 5, "kill", 8, summary);

        List<String> lines = Files.readAllLines(ledger);
        assertThat(lines).hasSize(3);
        assertThat(lines.get(0).split("\t")).hasSameSizeAs(lines.get(1).split("\t"));
        assertThat(lines.get(2)).contains("\tabc\t5\tkill\t8\t1\tclean\t1000\t0\t");
    }
}
