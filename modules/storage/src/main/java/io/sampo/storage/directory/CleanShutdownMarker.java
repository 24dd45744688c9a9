package io.sampo.storage.directory;

import io.sampo.logfiles.DurableFiles;
import io.sampo.model.TopicPartition;
import io.sampo.storage.LogCheckpoints.CleanEnd;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.zip.CRC32C;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The file {@code .sampo-clean-shutdown}: every log was forced and closed, how each ended, and under which broker epoch that
 * was. Taken away, durably, before anything is written again; should it come back all the same, after a power cut or with a
 * restored copy of the directory, the broker epoch in {@code meta.properties} has gone on and the marker says nothing
 * (H44). It binds to no boot: a machine may well restart behind a clean stop.
 *
 * @param brokerEpoch of the run that stopped
 * @param ends how each log ended
 */
record CleanShutdownMarker(long brokerEpoch, Map<TopicPartition, CleanEnd> ends) {
    private static final Logger LOG = LoggerFactory.getLogger(CleanShutdownMarker.class);
    private static final String FILE_NAME = ".sampo-clean-shutdown";
    private static final String VERSION = "1";

    CleanShutdownMarker {
        ends = Map.copyOf(ends);
    }

    /** The marker that lies in {@code directory}; empty if there is none, or one that is not whole. */
    static Optional<CleanShutdownMarker> read(Path directory) throws IOException {
        Path file = directory.resolve(FILE_NAME);
        List<String> lines;
        try {
            lines = Files.readAllLines(file);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (MalformedInputException e) {
            LOG.warn("{} is not text and counts for nothing: the logs are checked", file);
            return Optional.empty();
        }
        int last = lines.size() - 1;
        if (last < 2
                || !lines.get(0).equals(VERSION)
                || !lines.get(last).equals(checksum(String.join("\n", lines.subList(0, last)) + "\n"))) {
            LOG.warn("{} is not whole and counts for nothing: the logs are checked", file);
            return Optional.empty();
        }
        Map<TopicPartition, CleanEnd> ends = new HashMap<>();
        for (String line : lines.subList(2, last)) {
            String[] fields = line.split(" ");
            ends.put(
                    new TopicPartition(fields[0], Integer.parseInt(fields[1])),
                    new CleanEnd(Long.parseLong(fields[2]), Integer.parseInt(fields[3]), Integer.parseInt(fields[4])));
        }
        return Optional.of(new CleanShutdownMarker(Long.parseLong(lines.get(1)), ends));
    }

    /** The marker is gone for good when this returns. */
    static void remove(Path directory) throws IOException {
        if (Files.deleteIfExists(directory.resolve(FILE_NAME))) {
            DurableFiles.forceDirectory(directory);
        }
    }

    /** Durable on return. */
    void write(Path directory) throws IOException {
        StringBuilder text = new StringBuilder(64 + 64 * ends.size());
        text.append(VERSION).append('\n').append(brokerEpoch).append('\n');
        new TreeMap<>(ends).forEach((partition, end) -> text.append(partition.topic())
                .append(' ')
                .append(partition.partition())
                .append(' ')
                .append(end.logEndOffset())
                .append(' ')
                .append(end.lastEpoch())
                .append(' ')
                .append(end.lastCrc())
                .append('\n'));
        text.append(checksum(text.toString())).append('\n');
        DurableFiles.replace(directory.resolve(FILE_NAME), text.toString());
    }

    private static String checksum(String text) {
        CRC32C crc = new CRC32C();
        crc.update(text.getBytes(StandardCharsets.UTF_8));
        return "crc32c " + crc.getValue();
    }
}
