package io.sampo.kafkacommands.groups;

import io.sampo.model.TopicPartition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The file of {@code --from-file}: what {@code --export} has printed. */
final class OffsetsFile {
    private OffsetsFile() {}

    /**
     * The offsets of one group: {@code topic,partition,offset}, or with the group before.
     *
     * @throws IllegalArgumentException where it cannot be read or a line is none; in one line
     */
    static Map<TopicPartition, Long> read(Path file, String groupId) {
        try {
            return parse(Files.readAllLines(file), groupId);
        } catch (IOException e) {
            throw new IllegalArgumentException("--from-file " + file + " cannot be read", e);
        }
    }

    static Map<TopicPartition, Long> parse(List<String> lines, String groupId) {
        Map<TopicPartition, Long> offsets = new TreeMap<>();
        for (String line : lines) {
            if (line.isBlank()) {
                continue;
            }
            String[] cells = line.strip().replace("\"", "").split(",", -1);
            if (cells.length != 3 && cells.length != 4) {
                throw malformed(line);
            }
            int first = cells.length - 3;
            if (first == 0 || cells[0].equals(groupId)) {
                try {
                    offsets.put(
                            new TopicPartition(cells[first], Integer.parseInt(cells[first + 1].strip())),
                            Long.parseLong(cells[first + 2].strip()));
                } catch (NumberFormatException e) {
                    throw malformed(line);
                }
            }
        }
        return offsets;
    }

    private static IllegalArgumentException malformed(String line) {
        return new IllegalArgumentException("--from-file has a line '" + line
                + "': expected topic,partition,offset or group,topic,partition,offset");
    }
}
