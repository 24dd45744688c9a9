package io.sampo.cli.log;

import io.sampo.inspection.BatchWalk;
import io.sampo.logfiles.DurableFiles;
import io.sampo.logfiles.checkpoint.PartitionMetadataFile;
import io.sampo.logfiles.segment.SegmentNames;
import io.sampo.model.TopicConfig;
import io.sampo.model.TopicId;
import io.sampo.model.TopicPartition;
import io.sampo.records.RecordBatch;
import io.sampo.storage.LogEnvironment;
import io.sampo.storage.SegmentedLog;
import io.sampo.storage.directory.LogDirectory;
import io.sampo.storage.flush.StorageHealth;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.UUID;

/**
 * A log directory of a stopped broker, locked, into which foreign partitions are placed. A copy is made beside the empty
 * log under a name that no broker opens, and takes its place when it is whole and on the disk; then it is opened as a
 * broker would open it, which reads every byte once more. Leader epochs are those of the foreign cluster: they become 0,
 * since here no leader has written yet, and no later one could follow a higher one. They lie outside the CRC.
 */
final class ImportTarget implements Closeable {
    private final LogDirectory directory;

    private ImportTarget(LogDirectory directory) {
        this.directory = directory;
    }

    /** @throws io.sampo.storage.directory.LogDirectoryException if the broker is running, or the directory another's */
    static ImportTarget open(Path path, int brokerId) throws IOException {
        LogEnvironment environment =
                LogEnvironment.of(System::currentTimeMillis, Runnable::run, new StorageHealth(failure -> {}));
        return new ImportTarget(LogDirectory.open(path, brokerId, null, environment));
    }

    /** True if the (empty) log of this partition lies here. */
    boolean isHomeOf(TopicPartition partition) {
        return Files.isDirectory(directory.path().resolve(partition.toString()));
    }

    /**
     * Makes the records of {@code source} those of its partition here. Durable on return.
     *
     * @throws IllegalArgumentException if the log here holds records, or belongs to another topic
     */
    void place(ImportSource source, TopicId topicId, TopicConfig config) throws IOException {
        TopicPartition name = source.name();
        long end = end(name, topicId, config);
        if (end == source.logEndOffset()) {
            // An earlier import that was interrupted got as far as this.
            return;
        }
        if (end != 0) {
            throw new IllegalArgumentException(
                    "partition " + name + " holds records here (its log ends at " + end + "); nothing is overwritten");
        }
        Path home = directory.path().resolve(name.toString());
        Path copy = aside(name);
        Files.createDirectory(copy);
        PartitionMetadataFile.write(copy, topicId);
        for (long baseOffset : SegmentNames.baseOffsets(source.directory())) {
            copyFile(SegmentNames.offsetIndex(source.directory(), baseOffset), copy);
            copyFile(SegmentNames.timeIndex(source.directory(), baseOffset), copy);
            copyFile(SegmentNames.log(source.directory(), baseOffset), copy);
            clearEpochs(copy.resolve(
                    SegmentNames.log(source.directory(), baseOffset).getFileName()));
        }
        DurableFiles.forceDirectory(copy);
        DurableFiles.rename(home, aside(name));
        DurableFiles.rename(copy, home);
        check(source, topicId, config);
    }

    private long end(TopicPartition name, TopicId topicId, TopicConfig config) throws IOException {
        SegmentedLog log = directory.openLog(name, topicId, config);
        long end = log.logEndOffset();
        log.close();
        return end;
    }

    private void check(ImportSource source, TopicId topicId, TopicConfig config) throws IOException {
        SegmentedLog log = directory.openLog(source.name(), topicId, config);
        if (log.logEndOffset() != source.logEndOffset()) {
            throw new IOException("the copy of " + source.name() + " ends at " + log.logEndOffset()
                    + ", its original at " + source.logEndOffset());
        }
        if (source.logStartOffset() > log.logStartOffset()) {
            log.deleteBefore(source.logStartOffset());
        }
        log.flush();
        directory.checkpoint(Map.of(source.name(), source.logEndOffset()));
        log.close();
    }

    /** A name that brokers, ours and Kafka's, leave alone: whatever a crash leaves there is a stray. */
    private Path aside(TopicPartition name) {
        String unique = UUID.randomUUID().toString().replace("-", "");
        return directory.path().resolve(name + "." + unique + "-stray");
    }

    private static void copyFile(Path file, Path into) throws IOException {
        if (Files.exists(file)) {
            Path copy = Files.copy(file, into.resolve(file.getFileName()));
            try (FileChannel channel = FileChannel.open(copy, StandardOpenOption.WRITE)) {
                channel.force(true);
            }
        }
    }

    private static void clearEpochs(Path log) throws IOException {
        try (BatchWalk walk = BatchWalk.open(log);
                FileChannel channel = FileChannel.open(log, StandardOpenOption.WRITE)) {
            for (BatchWalk.Step step = walk.next(); step != null; step = walk.next()) {
                RecordBatch batch = step.batch();
                if (batch == null || step.problem() != null) {
                    throw new IOException(log + " at byte " + step.position() + ": " + step.problem());
                }
                if (batch.leaderEpoch() != 0) {
                    ByteBuffer bytes = ByteBuffer.allocate(batch.sizeInBytes()).put(walk.bytes());
                    RecordBatch.at(bytes, 0).assign(batch.baseOffset(), 0);
                    channel.write(bytes.flip(), step.position());
                }
            }
            channel.force(true);
        }
    }

    /** Gives the directory back, marked as stopped in order. */
    @Override
    public void close() throws IOException {
        directory.close();
    }
}
