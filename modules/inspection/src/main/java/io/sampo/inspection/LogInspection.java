package io.sampo.inspection;

import io.sampo.logfiles.checkpoint.EpochEntry;
import io.sampo.logfiles.checkpoint.LeaderEpochCheckpoint;
import io.sampo.logfiles.checkpoint.PartitionMetadataFile;
import io.sampo.logfiles.segment.SegmentNames;
import io.sampo.model.Offsets;
import io.sampo.model.TopicId;
import io.sampo.storage.EpochHistory;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads all files of one partition and reports what is wrong with them. Where files changed while damage was found, a
 * running broker was at work, and the whole is read once more: the second answer counts.
 */
public final class LogInspection {
    private final Path directory;
    private final Options options;
    private final LongConsumer progress;
    private List<Finding> findings = new ArrayList<>();

    /**
     * What to look at, and what to take for granted.
     *
     * @param deep unpack and read every record as well
     * @param compacted missing offsets are what compaction leaves
     * @param logStartOffset the least offset that is not deleted, 0 if none was; −1 if that is not known
     */
    public record Options(boolean deep, boolean compacted, long logStartOffset) {}

    /**
     * What was found.
     *
     * @param topicId null if the files do not say whose log it is
     * @param logStartOffset base offset of the first segment
     * @param nextOffset offset behind the last record
     * @param bytes of all batches
     */
    public record Report(
            Path directory,
            @Nullable TopicId topicId,
            int segments,
            long logStartOffset,
            long nextOffset,
            long batches,
            long records,
            long bytes,
            List<Finding> findings) {
        public Report {
            findings = List.copyOf(findings);
        }

        Report with(List<Finding> others) {
            return new Report(
                    directory, topicId, segments, logStartOffset, nextOffset, batches, records, bytes, others);
        }

        public boolean isDamaged() {
            return findings.stream().anyMatch(Finding::isDamage);
        }
    }

    /** @param progress gets the number of bytes with every batch that was read */
    public LogInspection(Path directory, Options options, LongConsumer progress) {
        this.directory = directory;
        this.options = options;
        this.progress = progress;
    }

    /** Reads everything there is. */
    public Report run() throws IOException {
        Map<String, Long> before = sizes();
        Report first = once();
        return first.isDamaged() && !sizes().equals(before) ? once() : first;
    }

    private Report once() throws IOException {
        findings = new ArrayList<>();
        TopicId topicId = topicId();
        EpochHistory epochs = epochs();
        List<Long> baseOffsets = SegmentNames.baseOffsets(directory);
        long nextOffset = 0;
        int lastEpoch = Offsets.NO_EPOCH;
        long batches = 0;
        long records = 0;
        long bytes = 0;
        boolean sparse = options.compacted();
        List<Finding> gaps = new ArrayList<>();
        for (int i = 0; i < baseOffsets.size(); i++) {
            long baseOffset = baseOffsets.get(i);
            Path log = SegmentNames.log(directory, baseOffset);
            if (i > 0 && baseOffset != nextOffset) {
                chain(log, baseOffset, nextOffset, gaps);
            }
            SegmentInspection segment = new SegmentInspection(
                    directory, baseOffset, nextOffset, lastEpoch, options, findings::add, progress);
            try {
                segment.run(epochs, i == baseOffsets.size() - 1);
                bytes += Files.size(log);
            } catch (NoSuchFileException e) {
                findings.add(Finding.note(log, "deleted while it was read"));
            }
            gaps.addAll(segment.gaps());
            sparse |= segment.isSparse();
            nextOffset = segment.nextOffset();
            lastEpoch = segment.lastEpoch();
            batches += segment.batches();
            records += segment.records();
        }
        if (!sparse) {
            findings.addAll(gaps);
        }
        strangers(baseOffsets);
        long logStart = baseOffsets.isEmpty() ? 0 : baseOffsets.get(0);
        return new Report(
                directory, topicId, baseOffsets.size(), logStart, nextOffset, batches, records, bytes, findings);
    }

    private void chain(Path log, long baseOffset, long nextOffset, List<Finding> gaps) {
        if (baseOffset < nextOffset) {
            findings.add(Finding.damage(log, "begins below offset " + nextOffset + ", where the segment before ends"));
        } else {
            gaps.add(Finding.damage(
                    log, "offsets " + nextOffset + " to " + (baseOffset - 1) + " are missing before this segment"));
        }
    }

    private @Nullable TopicId topicId() {
        Path file = directory.resolve(PartitionMetadataFile.FILE_NAME);
        try {
            Optional<TopicId> found = PartitionMetadataFile.read(directory);
            if (found.isEmpty()) {
                findings.add(Finding.damage(file, "missing: nobody can tell whose log this is"));
            }
            return found.orElse(null);
        } catch (IOException e) {
            findings.add(Finding.damage(file, "does not say whose log this is: " + e.getMessage()));
            return null;
        }
    }

    private @Nullable EpochHistory epochs() throws IOException {
        Path file = directory.resolve(LeaderEpochCheckpoint.FILE_NAME);
        Optional<List<EpochEntry>> entries = new LeaderEpochCheckpoint(directory).read();
        if (entries.isEmpty()) {
            findings.add(
                    Files.exists(file)
                            ? Finding.damage(file, "cannot be a history of leader epochs")
                            : Finding.note(file, "missing; the next start builds it"));
        }
        return entries.map(EpochHistory::new).orElse(null);
    }

    /** Files that belong to no segment, and what an interrupted change left behind. */
    private void strangers(List<Long> baseOffsets) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
            for (Path file : files) {
                String name = String.valueOf(file.getFileName());
                if (name.matches(".+\\.(deleted|cleaned|swap|tmp)")) {
                    findings.add(Finding.note(file, "left by a change that was interrupted, or still under way"));
                } else if (name.matches("\\d{20}\\.(index|timeindex|txnindex)")
                        && !baseOffsets.contains(SegmentNames.baseOffset(file))) {
                    findings.add(Finding.damage(file, "an index without its segment"));
                }
            }
        }
    }

    private Map<String, Long> sizes() throws IOException {
        Map<String, Long> sizes = new TreeMap<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
            for (Path file : files) {
                try {
                    BasicFileAttributes known = Files.readAttributes(file, BasicFileAttributes.class);
                    sizes.put(file.getFileName() + " " + known.lastModifiedTime(), known.size());
                } catch (NoSuchFileException e) {
                    // Gone between the listing and the look: a change like any other.
                    sizes.put(file.getFileName() + " gone", 0L);
                }
            }
        }
        return sizes;
    }
}
