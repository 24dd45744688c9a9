package io.sampo.storage.directory;

import io.sampo.logfiles.DurableFiles;
import io.sampo.model.Offsets;
import io.sampo.model.TopicId;
import io.sampo.storage.directory.LogDirectoryException.Reason;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Properties;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The file {@code meta.properties}: whose directory this is. Kafka's keys, and ours below {@code sampo.}.
 *
 * @param clusterId null until the cluster has one
 * @param directoryId identity of this directory, made when it was first used
 * @param brokerEpoch epoch of the broker's last registration (R11b); {@link Offsets#UNKNOWN} if it never had one
 */
public record MetaProperties(@Nullable String clusterId, int brokerId, UUID directoryId, long brokerEpoch) {
    /** Name within the log directory. */
    public static final String FILE_NAME = "meta.properties";

    private static final String VERSION = "version";
    private static final String CLUSTER_ID = "cluster.id";
    private static final String NODE_ID = "node.id";
    private static final String OLD_BROKER_ID = "broker.id";
    private static final String DIRECTORY_ID = "directory.id";
    private static final String BROKER_EPOCH = "sampo.broker.epoch";

    /** The file in {@code directory}; empty if it is not there. */
    public static Optional<MetaProperties> read(Path directory) throws IOException {
        Path file = directory.resolve(FILE_NAME);
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            properties.load(reader);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IllegalArgumentException e) {
            throw broken(file, e.getMessage(), e);
        }
        String brokerId = properties.getProperty(NODE_ID, properties.getProperty(OLD_BROKER_ID));
        if (brokerId == null) {
            throw broken(file, "it has no " + NODE_ID, null);
        }
        String directoryId = properties.getProperty(DIRECTORY_ID);
        try {
            return Optional.of(new MetaProperties(
                    properties.getProperty(CLUSTER_ID),
                    Integer.parseInt(brokerId),
                    directoryId == null
                            ? UUID.randomUUID()
                            : TopicId.parse(directoryId).uuid(),
                    Long.parseLong(properties.getProperty(BROKER_EPOCH, Long.toString(Offsets.UNKNOWN)))));
        } catch (IllegalArgumentException e) {
            throw broken(file, e.getMessage(), e);
        }
    }

    /** Durable on return. */
    void write(Path directory) throws IOException {
        StringBuilder text = new StringBuilder();
        text.append(VERSION).append("=1\n");
        if (clusterId != null) {
            text.append(CLUSTER_ID).append('=').append(clusterId).append('\n');
        }
        text.append(NODE_ID).append('=').append(brokerId).append('\n');
        // Kafka writes every id in the form of its topic ids.
        text.append(DIRECTORY_ID).append('=').append(new TopicId(directoryId)).append('\n');
        if (brokerEpoch != Offsets.UNKNOWN) {
            text.append(BROKER_EPOCH).append('=').append(brokerEpoch).append('\n');
        }
        DurableFiles.replace(directory.resolve(FILE_NAME), text.toString());
    }

    MetaProperties withClusterId(String newClusterId) {
        return new MetaProperties(newClusterId, brokerId, directoryId, brokerEpoch);
    }

    MetaProperties withBrokerEpoch(long newBrokerEpoch) {
        return new MetaProperties(clusterId, brokerId, directoryId, newBrokerEpoch);
    }

    private static LogDirectoryException broken(Path file, @Nullable String why, @Nullable Throwable cause) {
        return new LogDirectoryException(Reason.BROKEN_PROPERTIES, file + " cannot be understood: " + why, cause);
    }
}
