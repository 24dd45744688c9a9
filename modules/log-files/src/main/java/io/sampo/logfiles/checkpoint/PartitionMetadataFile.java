package io.sampo.logfiles.checkpoint;

import io.sampo.logfiles.DurableFiles;
import io.sampo.model.TopicId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The file {@code partition.metadata} of one log, in Kafka's format: whose log this is (R14). */
public final class PartitionMetadataFile {
    /** Name within the log's directory. */
    public static final String FILE_NAME = "partition.metadata";

    private static final String VERSION_LINE = "version: 0";
    private static final String TOPIC_ID_KEY = "topic_id: ";

    private PartitionMetadataFile() {}

    /**
     * The topic that the log in {@code logDirectory} belongs to; empty if the file is not there.
     *
     * @throws IOException if it is there and says nothing: an identity is never guessed
     */
    public static Optional<TopicId> read(Path logDirectory) throws IOException {
        Path file = logDirectory.resolve(FILE_NAME);
        List<String> lines;
        try {
            lines = Files.readAllLines(file);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
        if (lines.size() < 2
                || !lines.get(0).equals(VERSION_LINE)
                || !lines.get(1).startsWith(TOPIC_ID_KEY)) {
            throw new IOException(file + " is not '" + VERSION_LINE + "' and '" + TOPIC_ID_KEY + "<id>'");
        }
        try {
            return Optional.of(TopicId.parse(lines.get(1).substring(TOPIC_ID_KEY.length())));
        } catch (IllegalArgumentException e) {
            throw new IOException(file + ": " + e.getMessage(), e);
        }
    }

    /** Durable on return. */
    public static void write(Path logDirectory, TopicId topicId) throws IOException {
        DurableFiles.replace(logDirectory.resolve(FILE_NAME), VERSION_LINE + "\n" + TOPIC_ID_KEY + topicId + "\n");
    }
}
