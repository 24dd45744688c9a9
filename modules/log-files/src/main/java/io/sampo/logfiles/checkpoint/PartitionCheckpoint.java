package io.sampo.logfiles.checkpoint;

import io.sampo.model.TopicId;
import io.sampo.model.TopicPartition;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * One value per partition of a log directory, in Kafka's format: {@code <topic> <partition> <value>}.
 *
 * @param <V> what is kept of a partition
 */
public final class PartitionCheckpoint<V> {
    private final Path file;
    private final Function<String, V> parser;

    private PartitionCheckpoint(Path file, Function<String, V> parser) {
        this.file = file;
        this.parser = parser;
    }

    /** Of offsets, as Kafka has them. */
    public static PartitionCheckpoint<Long> ofOffsets(Path file) {
        return new PartitionCheckpoint<>(file, Long::valueOf);
    }

    /** Of topic ids. */
    public static PartitionCheckpoint<TopicId> ofTopicIds(Path file) {
        return new PartitionCheckpoint<>(file, TopicId::parse);
    }

    /** What was written last, to be changed at will; empty if that is nothing or not readable. */
    public Map<TopicPartition, V> read() throws IOException {
        Optional<List<String>> lines = CheckpointLines.read(file);
        Map<TopicPartition, V> values = new HashMap<>();
        for (String line : lines.orElse(List.of())) {
            String[] fields = line.split(" ");
            try {
                if (fields.length != 3) {
                    throw new IllegalArgumentException("expected three fields");
                }
                values.put(new TopicPartition(fields[0], Integer.parseInt(fields[1])), parser.apply(fields[2]));
            } catch (IllegalArgumentException e) {
                return CheckpointLines.<Map<TopicPartition, V>>ignored(file, "line '" + line + "': " + e.getMessage())
                        .orElseGet(HashMap::new);
            }
        }
        return values;
    }

    /** Replaces everything by {@code values}. Durable on return. */
    public void write(Map<TopicPartition, V> values) throws IOException {
        List<String> lines = new ArrayList<>(values.size());
        new TreeMap<>(values)
                .forEach(
                        (partition, value) -> lines.add(partition.topic() + " " + partition.partition() + " " + value));
        CheckpointLines.write(file, lines);
    }
}
