package io.sampo.inspection;

import io.sampo.logfiles.checkpoint.PartitionCheckpoint;
import io.sampo.logfiles.segment.SegmentNames;
import io.sampo.model.TopicPartition;
import io.sampo.storage.directory.LogDirectoryNames;
import io.sampo.storage.directory.MetaProperties;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongConsumer;

/**
 * Looks at a log directory: its identity and checkpoints, and every partition in it. The checkpoints are read first, so that
 * a running broker may be ahead of them and never behind.
 */
public final class DirectoryInspection {
    private static final String LOG_START = "log-start-offset-checkpoint";
    private static final String RECOVERY_POINT = "recovery-point-offset-checkpoint";
    private static final String HIGH_WATERMARK = "replication-offset-checkpoint";
    /** Written by whoever compacts, for partitions that are compacted. */
    private static final String CLEANER = "cleaner-offset-checkpoint";

    private final Path directory;
    private final List<Finding> findings = new ArrayList<>();
    private final Map<TopicPartition, Long> logStarts;
    private final Map<TopicPartition, Long> recoveryPoints;
    private final Map<TopicPartition, Long> highWatermarks;
    private final Map<TopicPartition, Long> cleaned;

    /** Reads the checkpoints of {@code directory}. */
    public DirectoryInspection(Path directory) throws IOException {
        this.directory = directory;
        this.logStarts = checkpoint(LOG_START);
        this.recoveryPoints = checkpoint(RECOVERY_POINT);
        this.highWatermarks = checkpoint(HIGH_WATERMARK);
        this.cleaned = checkpoint(CLEANER);
        identity();
    }

    private Map<TopicPartition, Long> checkpoint(String name) throws IOException {
        Path file = directory.resolve(name);
        if (Files.notExists(file) || Files.size(file) == 0) {
            // Kafka makes them empty when it starts, and writes when there is something to write.
            return Map.of();
        }
        Map<TopicPartition, Long> offsets = PartitionCheckpoint.ofOffsets(file).read();
        if (offsets.isEmpty() && !Files.readString(file).startsWith("0\n0\n")) {
            findings.add(Finding.damage(file, "cannot be read as a checkpoint of offsets"));
        }
        return offsets;
    }

    private void identity() {
        try {
            if (MetaProperties.read(directory).isEmpty()) {
                findings.add(Finding.note(
                        directory, "has no " + MetaProperties.FILE_NAME + ": not a broker's log directory"));
            }
        } catch (IOException e) {
            findings.add(Finding.damage(directory.resolve(MetaProperties.FILE_NAME), String.valueOf(e.getMessage())));
        }
    }

    /** What is to be said of the directory itself. */
    public List<Finding> findings() {
        return List.copyOf(findings);
    }

    /** The directories of its partitions, in order of their names; what was set aside is a finding. */
    public List<Path> partitions() throws IOException {
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> children = Files.newDirectoryStream(directory, Files::isDirectory)) {
            for (Path child : children) {
                String name = String.valueOf(child.getFileName());
                if (LogDirectoryNames.partition(name).isPresent()
                        && !SegmentNames.baseOffsets(child).isEmpty()) {
                    found.add(child);
                } else if (name.endsWith("-delete") || name.endsWith("-stray") || name.endsWith("-future")) {
                    findings.add(Finding.note(child, "set aside, not looked at"));
                } else if (name.equals(".sampo-quarantine")) {
                    findings.add(Finding.damage(child, "replicas that were found damaged lie here"));
                }
            }
        }
        found.sort(null);
        return found;
    }

    /** The high watermark that was checkpointed; −1 if none was. */
    public long highWatermark(Path partition) {
        return offset(highWatermarks, partition, -1);
    }

    /** Log start offset, as checkpointed; 0 if it was not. */
    public long logStartOffset(Path partition) {
        return offset(logStarts, partition, 0);
    }

    /** True if a compaction has been at work on this partition. */
    public boolean isCompacted(Path partition) {
        return name(partition).map(cleaned::containsKey).orElse(false);
    }

    /** Reads everything of one partition, and holds it against the checkpoints. */
    public LogInspection.Report inspect(Path partition, boolean deep, boolean compacted, LongConsumer progress)
            throws IOException {
        // Without its log directory nobody can tell how much of a log was deleted.
        long logStart = Files.exists(directory.resolve(MetaProperties.FILE_NAME)) ? logStartOffset(partition) : -1;
        LogInspection.Options options = new LogInspection.Options(deep, compacted || isCompacted(partition), logStart);
        LogInspection.Report report = new LogInspection(partition, options, progress).run();
        List<Finding> all = new ArrayList<>(report.findings());
        behind(report, RECOVERY_POINT, offset(recoveryPoints, partition, 0), "had been forced to the disk", all);
        behind(report, HIGH_WATERMARK, offset(highWatermarks, partition, 0), "had been committed", all);
        behind(report, LOG_START, logStartOffset(partition), "had been deleted", all);
        return report.with(all);
    }

    private void behind(LogInspection.Report report, String file, long offset, String what, List<Finding> all) {
        if (offset > report.nextOffset()) {
            all.add(Finding.damage(
                    report.directory(),
                    "the log ends at offset " + report.nextOffset() + ", " + file + " says that everything below "
                            + offset + " " + what));
        }
    }

    private static long offset(Map<TopicPartition, Long> offsets, Path partition, long otherwise) {
        return name(partition).map(offsets::get).orElse(otherwise);
    }

    private static Optional<TopicPartition> name(Path partition) {
        return LogDirectoryNames.partition(String.valueOf(partition.getFileName()));
    }
}
