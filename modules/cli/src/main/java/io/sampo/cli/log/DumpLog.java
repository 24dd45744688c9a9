package io.sampo.cli.log;

import io.sampo.inspection.BatchWalk;
import io.sampo.inspection.IndexEntries;
import io.sampo.logfiles.segment.SegmentNames;
import io.sampo.model.Offsets;
import io.sampo.records.RecordBatch;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sampo log dump}: what lies in the files of a log, in the words of Kafka's {@code DumpLogSegments}. */
@Command(
        name = "dump",
        mixinStandardHelpOptions = true,
        description = {
            "Print the batches of a log, with --records their records, with --indexes the entries of its indexes.",
            "The lines are those of Kafka's DumpLogSegments. Damage is shown where it lies, and what is readable behind it.",
            "Ends 1 if something is no intact batch."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  sampo log dump sampo-data/book-0",
            "  sampo log dump --records --from-offset 100 --max-batches 3 sampo-data/book-0",
            "  sampo log dump --indexes sampo-data/book-0",
            "  sampo log dump --json --records sampo-data/book-0/00000000000000000000.log | jq .key",
            "  sampo log dump sampo-data/book-0/00000000000000000000.timeindex"
        })
final class DumpLog implements Callable<Integer> {
    @Parameters(paramLabel = "DIR|FILE", description = "Directories of partitions, or .log, .index, .timeindex files.")
    private List<Path> paths = List.of();

    @Option(names = "--records", description = "Print the records of every batch, unpacked.")
    private boolean records;

    @Option(names = "--indexes", description = "Of a directory, print the indexes as well.")
    private boolean indexes;

    @Option(names = "--json", description = "One JSON object a line, for every batch, record and entry.")
    private boolean json;

    @Option(names = "--from-offset", paramLabel = "N", description = "Skip batches that end before this offset.")
    private long fromOffset;

    @Option(names = "--max-batches", paramLabel = "N", description = "End after so many batches.")
    private long maxBatches = Long.MAX_VALUE;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        if (paths.isEmpty()) {
            throw new IllegalArgumentException("name a directory of a partition, or a file of one");
        }
        PrintWriter out = spec.commandLine().getOut();
        LogLines lines = json ? new JsonLogLines(out) : new TextLogLines(out);
        boolean intact = true;
        for (Path path : paths) {
            for (Path file : files(path)) {
                if (maxBatches > 0) {
                    intact &= dump(file, lines);
                }
            }
        }
        out.flush();
        return intact ? 0 : 1;
    }

    private List<Path> files(Path path) throws IOException {
        if (!Files.isDirectory(path)) {
            if (!Files.exists(path)) {
                throw new IllegalArgumentException(path + " does not exist");
            }
            return List.of(path);
        }
        List<Path> found = new ArrayList<>();
        for (long baseOffset : segments(path)) {
            found.add(SegmentNames.log(path, baseOffset));
            if (indexes) {
                found.add(SegmentNames.offsetIndex(path, baseOffset));
                found.add(SegmentNames.timeIndex(path, baseOffset));
                found.removeIf(Files::notExists);
            }
        }
        return found;
    }

    /** The segments that may hold {@code fromOffset} or more. */
    private List<Long> segments(Path directory) throws IOException {
        List<Long> baseOffsets = SegmentNames.baseOffsets(directory);
        if (baseOffsets.isEmpty()) {
            throw new IllegalArgumentException(directory + " holds no segments" + hint(directory));
        }
        int first = Collections.binarySearch(baseOffsets, fromOffset);
        return baseOffsets.subList(first >= 0 ? first : Math.max(0, -first - 2), baseOffsets.size());
    }

    private static String hint(Path directory) throws IOException {
        try (DirectoryStream<Path> children = Files.newDirectoryStream(directory, Files::isDirectory)) {
            for (Path child : children) {
                if (!SegmentNames.baseOffsets(child).isEmpty()) {
                    return "; did you mean a partition in it, such as " + child + "?";
                }
            }
        }
        return "";
    }

    private boolean dump(Path file, LogLines lines) throws IOException {
        long baseOffset = SegmentNames.baseOffset(file);
        String name = String.valueOf(file.getFileName());
        if (name.endsWith(SegmentNames.OFFSET_INDEX)) {
            IndexEntries entries = IndexEntries.ofOffsets(file, baseOffset);
            lines.file(file, Offsets.UNKNOWN);
            for (int entry = 0; entry < entries.count(); entry++) {
                lines.offsetEntry(entries.offset(entry), entries.position(entry));
            }
            return true;
        }
        if (name.endsWith(SegmentNames.TIME_INDEX)) {
            IndexEntries entries = IndexEntries.ofTimes(file, baseOffset);
            lines.file(file, Offsets.UNKNOWN);
            for (int entry = 0; entry < entries.count(); entry++) {
                lines.timeEntry(entries.timestampMs(entry), entries.offset(entry));
            }
            return true;
        }
        if (!name.contains(SegmentNames.LOG)) {
            throw new IllegalArgumentException(file + " is no .log, .index or .timeindex file");
        }
        return dumpBatches(file, baseOffset, lines);
    }

    private boolean dumpBatches(Path file, long baseOffset, LogLines lines) throws IOException {
        boolean intact = true;
        lines.file(file, baseOffset);
        try (BatchWalk walk = BatchWalk.open(file)) {
            for (BatchWalk.Step step = walk.next(); step != null && maxBatches > 0; step = walk.next()) {
                intact &= step.problem() == null;
                RecordBatch batch = step.batch();
                if (batch == null) {
                    lines.hole(step);
                } else if (batch.lastOffset() >= fromOffset) {
                    lines.batch(batch, step.position(), step.problem() == null);
                    intact &= !records || RecordLines.print(batch, lines);
                    maxBatches--;
                }
            }
        }
        return intact;
    }
}
