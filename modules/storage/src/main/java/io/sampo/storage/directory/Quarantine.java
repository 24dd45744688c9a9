package io.sampo.storage.directory;

import io.sampo.logfiles.DiskFullException;
import io.sampo.logfiles.DurableFiles;
import io.sampo.logfiles.checkpoint.PartitionMetadataFile;
import io.sampo.model.TopicId;
import io.sampo.model.TopicPartition;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The directory {@code .sampo-quarantine} of a log directory: logs that are corrupt, moved aside as they were found, with a
 * report (R22). They are below a name of their own, since a Kafka broker refuses to start where a directory is none of its
 * logs. Nothing is ever deleted here. Any thread.
 */
final class Quarantine {
    private static final Logger LOG = LoggerFactory.getLogger(Quarantine.class);
    private static final String DIRECTORY_NAME = ".sampo-quarantine";
    private static final String REPORT_NAME = "sampo-report.txt";

    private final Path logDirectory;
    private final Path directory;

    Quarantine(Path logDirectory) {
        this.logDirectory = logDirectory;
        this.directory = logDirectory.resolve(DIRECTORY_NAME);
    }

    /** Moves the log of {@code partition} here. Durable on return. */
    Path take(TopicPartition partition, String why, long nowMs) throws IOException {
        Path log = logDirectory.resolve(partition.toString());
        Path aside = directory.resolve(partition + "." + nowMs);
        DurableFiles.createDirectories(directory);
        report(log, why);
        Files.move(log, aside, StandardCopyOption.ATOMIC_MOVE);
        DurableFiles.forceDirectory(directory);
        DurableFiles.forceDirectory(logDirectory);
        LOG.error("Replica {} is corrupt and was moved to {}: {}", partition, aside, why);
        return aside;
    }

    /** Not worth waiting for: the reason is in the broker's log too. */
    private static void report(Path log, String why) throws IOException {
        try {
            DurableFiles.replace(log.resolve(REPORT_NAME), why + "\n");
        } catch (IOException e) {
            if (!DiskFullException.isMeantBy(e)) {
                throw e;
            }
            LOG.warn("No room for a report beside the corrupt log {}", log);
        }
    }

    /** @throws LogDirectoryException with {@link LogDirectoryException.Reason#QUARANTINED} if one does */
    void requireNotIn(TopicPartition partition, TopicId topicId) throws IOException {
        if (holds(partition, topicId)) {
            throw new LogDirectoryException(
                    LogDirectoryException.Reason.QUARANTINED,
                    "Replica " + partition + " was found corrupt and lies in quarantine below " + logDirectory,
                    null);
        }
    }

    /** True if a log of this very partition lies here. */
    boolean holds(TopicPartition partition, TopicId topicId) throws IOException {
        for (Path log : logs()) {
            String name = log.getFileName().toString();
            if (name.startsWith(partition + ".") && isOf(log, topicId)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isOf(Path log, TopicId topicId) {
        try {
            return PartitionMetadataFile.read(log).equals(Optional.of(topicId));
        } catch (IOException e) {
            LOG.warn("{} does not say whose log it is; it may be that of topic id {}", log, topicId, e);
            return true;
        }
    }

    /** How many logs lie here. */
    int count() throws IOException {
        return logs().size();
    }

    private List<Path> logs() throws IOException {
        List<Path> found = new ArrayList<>();
        if (Files.isDirectory(directory)) {
            try (DirectoryStream<Path> logs = Files.newDirectoryStream(directory, Files::isDirectory)) {
                logs.forEach(found::add);
            }
        }
        return found;
    }
}
