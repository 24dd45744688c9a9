package io.sampo.storage.directory;

import io.sampo.logfiles.checkpoint.PartitionMetadataFile;
import io.sampo.logfiles.segment.SegmentNames;
import io.sampo.model.TopicId;
import io.sampo.model.TopicPartition;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A log that lies in a log directory.
 *
 * @param topicId whose log it is; null if it does not say so: then it is nobody's
 */
public record ExistingLog(
        TopicPartition partition, @Nullable TopicId topicId, Path directory) {
    private static final Logger LOG = LoggerFactory.getLogger(ExistingLog.class);

    /**
     * The logs in {@code logDirectory}, in order of topic and partition. A directory with an identity of its own is the log
     * directory of another broker, whatever its name looks like.
     */
    static List<ExistingLog> in(Path logDirectory) throws IOException {
        List<ExistingLog> found = new ArrayList<>();
        try (DirectoryStream<Path> directories = Files.newDirectoryStream(logDirectory, Files::isDirectory)) {
            for (Path directory : directories) {
                Optional<TopicPartition> partition =
                        LogDirectoryNames.partition(directory.getFileName().toString());
                if (partition.isPresent() && !Files.exists(directory.resolve(MetaProperties.FILE_NAME))) {
                    found.add(new ExistingLog(partition.get(), topicIdOf(directory), directory));
                }
            }
        }
        found.sort(Comparator.comparing(ExistingLog::partition));
        return found;
    }

    /** What lies in {@code logDirectory} and may go: logs that were deleted, and copies that were not completed. */
    static List<Path> leftBehind(Path logDirectory) throws IOException {
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> directories = Files.newDirectoryStream(logDirectory, Files::isDirectory)) {
            for (Path directory : directories) {
                String name = directory.getFileName().toString();
                if (LogDirectoryNames.isDeleted(name) || LogDirectoryNames.isFuture(name)) {
                    found.add(directory);
                }
            }
        }
        return found;
    }

    /** The log of {@code partition} in {@code logDirectory}; looks at nothing else there. */
    public static Optional<ExistingLog> at(Path logDirectory, TopicPartition partition) {
        Path directory = logDirectory.resolve(partition.toString());
        return Files.isDirectory(directory)
                ? Optional.of(new ExistingLog(partition, topicIdOf(directory), directory))
                : Optional.empty();
    }

    /**
     * True if {@code directory} holds a log of that topic, false if there is nothing yet.
     *
     * @throws LogDirectoryException if it belongs to another one
     */
    static boolean isThere(Path directory, TopicId topicId) throws IOException {
        if (!Files.isDirectory(directory)) {
            return false;
        }
        Optional<TopicId> found = PartitionMetadataFile.read(directory);
        if (found.isEmpty() && SegmentNames.baseOffsets(directory).isEmpty()) {
            // The crash of an earlier run came between the directory and its metadata.
            return false;
        }
        if (!found.equals(Optional.of(topicId))) {
            throw new LogDirectoryException(
                    LogDirectoryException.Reason.OTHER_TOPIC,
                    "Log " + directory + " belongs to topic id "
                            + found.map(TopicId::toString).orElse("(none)") + ", not to " + topicId,
                    null);
        }
        return true;
    }

    private static @Nullable TopicId topicIdOf(Path directory) {
        try {
            return PartitionMetadataFile.read(directory).orElse(null);
        } catch (IOException e) {
            LOG.warn("Log {} does not say which topic it belongs to", directory, e);
            return null;
        }
    }
}
