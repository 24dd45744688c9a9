package io.sampo.storage.directory;

import io.sampo.model.TopicId;
import io.sampo.model.TopicPartition;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A log that lies in a log directory.
 *
 * @param topicId whose log it is; null if it does not say so: then it is nobody's
 */
public record ExistingLog(
        TopicPartition partition, @Nullable TopicId topicId, Path directory) {}
