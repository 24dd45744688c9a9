package io.sampo.cli.log;

import io.sampo.inspection.LogInspection;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sampo log verify}: reads every file of a broker and says what is wrong. */
@Command(
        name = "verify",
        mixinStandardHelpOptions = true,
        description = {
            "Read all files of a log directory, or of one partition, and report what is not as it was "
                    + "written: batches and their CRCs, offsets, leader epochs, both indexes, checkpoints.",
            "Repairs nothing. Ends 0 if everything is in order, 1 if something is damaged or differs, 2 "
                    + "on wrong usage."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  sampo log verify sampo-data",
            "  sampo log verify --records sampo-data/book-0",
            "  sampo log verify data-1 --against data-2"
        })
final class VerifyLog implements Callable<Integer> {
    @Parameters(arity = "0..1", paramLabel = "DIR", description = "A log directory, or the directory of one partition.")
    private @Nullable Path directory;

    @Option(
            names = "--against",
            paramLabel = "DIR2",
            description = "The same of another broker: compare the replicas, byte for byte, as far as both have them.")
    private @Nullable Path against;

    @Option(names = "--records", description = "Also unpack and read every record.")
    private boolean deep;

    @Option(names = "--allow-gaps", description = "Missing offsets are what compaction left.")
    private boolean compacted;

    @Option(names = "--json", description = "One JSON object a line: every partition, and the sum.")
    private boolean json;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        if (directory == null) {
            throw new IllegalArgumentException("name a log directory, or the directory of a partition");
        }
        LogScope here = LogScope.of(directory);
        LogScope there = against == null ? null : LogScope.of(against);
        List<Path> partitions = here.partitions();
        VerifyReport report = new VerifyReport(spec.commandLine().getOut(), json);
        Progress progress = Progress.of(partitions, spec.commandLine().getErr());
        for (Path partition : partitions) {
            LogInspection.Report found = here.inspection().inspect(partition, deep, compacted, progress::read);
            report.partition(found);
            if (there != null) {
                compare(here, there, found, report);
            }
        }
        report.directory(here.inspection().findings());
        return report.end() ? 0 : 1;
    }

    private void compare(LogScope here, LogScope there, LogInspection.Report found, VerifyReport report)
            throws IOException {
        Path other = there.partition(found.directory());
        if (other == null) {
            report.notCompared(found.directory(), "not in " + there.root());
            return;
        }
        LogInspection.Report theirs = there.inspection().inspect(other, false, compacted, bytes -> {});
        ReplicaComparison.Outcome outcome =
                new ReplicaComparison(here.inspection(), there.inspection()).compare(found, theirs);
        report.compared(found.directory(), other, outcome);
    }
}
