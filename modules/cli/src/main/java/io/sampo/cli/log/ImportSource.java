package io.sampo.cli.log;

import io.sampo.inspection.Finding;
import io.sampo.inspection.LogInspection;
import io.sampo.model.TopicPartition;
import io.sampo.records.CompressionType;
import io.sampo.records.RecordBatch;
import io.sampo.storage.directory.LogDirectoryNames;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * One foreign partition that may be adopted: every byte of it was read, and nothing in it is what Sampo could not serve.
 *
 * @param logStartOffset records below are deleted, though the first segment may still hold them
 * @param logEndOffset offset behind the last record
 */
record ImportSource(TopicPartition name, Path directory, long logStartOffset, long logEndOffset) {
    /** What replication carries in one push (ARCHITECTURE §3.4). */
    private static final int BATCH_BYTES_MAX = 8 * 1024 * 1024;

    /**
     * Reads all partitions that are named, by topic, in order of their numbers.
     *
     * @throws IllegalArgumentException if something cannot be adopted; one line that says what and why
     */
    static Map<String, List<ImportSource>> readAll(List<Path> named, boolean compacted) throws IOException {
        Map<String, List<ImportSource>> topics = new TreeMap<>();
        for (Path path : named) {
            LogScope scope = LogScope.of(path);
            requireUnused(scope.root());
            for (Path directory : scope.partitions()) {
                TopicPartition name = LogDirectoryNames.partition(String.valueOf(directory.getFileName()))
                        .orElseThrow(() -> new IllegalArgumentException(
                                directory + " is not named like a partition, <topic>-<number>"));
                if (name.topic().startsWith("__")) {
                    // What a cluster keeps for itself means nothing in another one.
                    if (scope.only() != null) {
                        throw new IllegalArgumentException(name + " is an internal topic; those are never adopted");
                    }
                    continue;
                }
                topics.computeIfAbsent(name.topic(), topic -> new ArrayList<>())
                        .add(read(scope, directory, name, compacted));
            }
        }
        topics.forEach(ImportSource::requireComplete);
        return topics;
    }

    private static ImportSource read(LogScope scope, Path directory, TopicPartition name, boolean compacted)
            throws IOException {
        LogInspection.Report report = scope.inspection().inspect(directory, true, compacted, bytes -> {});
        for (Finding finding : report.findings()) {
            if (finding.isDamage()) {
                throw new IllegalArgumentException("nothing is adopted of " + name + ", it is damaged: " + finding);
            }
        }
        try (BatchStream batches = new BatchStream(directory, 0)) {
            while (batches.next()) {
                requireServable(batches.batch(), batches.place());
            }
        }
        long logStart = Math.max(report.logStartOffset(), scope.inspection().logStartOffset(directory));
        return new ImportSource(name, directory, logStart, report.nextOffset());
    }

    private static void requireServable(RecordBatch batch, String place) {
        if (batch.isControl() || batch.isTransactional()) {
            throw new IllegalArgumentException(
                    place + ": " + batch + " belongs to a transaction; Sampo cannot serve those yet");
        }
        if (batch.sizeInBytes() > BATCH_BYTES_MAX) {
            throw new IllegalArgumentException(place + ": " + batch + " is larger than " + BATCH_BYTES_MAX
                    + " bytes, the most that Sampo replicates");
        }
        CompressionType.ofCode(batch.compressionCode());
    }

    private static void requireComplete(String topic, List<ImportSource> partitions) {
        partitions.sort(java.util.Comparator.comparing(ImportSource::name));
        for (int i = 0; i < partitions.size(); i++) {
            if (partitions.get(i).name().partition() != i) {
                throw new IllegalArgumentException("partition " + i + " of " + topic
                        + " is not there, or there twice; a topic is adopted with all of its partitions");
            }
        }
    }

    /** A running broker would go on writing. */
    private static void requireUnused(Path root) throws IOException {
        Path file = root.resolve(".lock");
        if (!Files.exists(file)) {
            return;
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
                FileLock lock = channel.tryLock(0, Long.MAX_VALUE, true)) {
            if (lock == null) {
                throw new IllegalArgumentException("a broker is running on " + root + "; stop it, then import");
            }
        } catch (OverlappingFileLockException e) {
            throw new IllegalArgumentException("a broker is running on " + root + "; stop it, then import", e);
        }
    }
}
