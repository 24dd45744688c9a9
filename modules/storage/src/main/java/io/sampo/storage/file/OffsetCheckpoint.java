package io.sampo.storage.file;

import io.sampo.model.TopicPartition;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** One offset per partition of a log directory, in Kafka's format: {@code <topic> <partition> <offset>}. */
public final class OffsetCheckpoint {
    private final Path file;

    public OffsetCheckpoint(Path file) {
        this.file = file;
    }

    /** What was written last; empty if that is nothing or not readable. */
    public Map<TopicPartition, Long> read() throws IOException {
        Optional<List<String>> lines = CheckpointLines.read(file);
        Map<TopicPartition, Long> offsets = new HashMap<>();
        for (String line : lines.orElse(List.of())) {
            String[] fields = line.split(" ");
            try {
                if (fields.length != 3) {
                    throw new NumberFormatException("expected three fields");
                }
                offsets.put(new TopicPartition(fields[0], Integer.parseInt(fields[1])), Long.parseLong(fields[2]));
            } catch (NumberFormatException e) {
                return CheckpointLines.<Map<TopicPartition, Long>>ignored(
                                file, "line '" + line + "': " + e.getMessage())
                        .orElse(Map.of());
            }
        }
        return offsets;
    }

    /** Replaces everything by {@code offsets}. Durable on return. */
    public void write(Map<TopicPartition, Long> offsets) throws IOException {
        List<String> lines = new ArrayList<>(offsets.size());
        new TreeMap<>(offsets)
                .forEach((partition, offset) ->
                        lines.add(partition.topic() + " " + partition.partition() + " " + offset));
        CheckpointLines.write(file, lines);
    }
}
