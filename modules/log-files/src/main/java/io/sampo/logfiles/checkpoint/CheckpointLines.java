package io.sampo.logfiles.checkpoint;

import io.sampo.logfiles.DurableFiles;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Kafka's checkpoint files: a version line, a line with the number of entries, one line each. Every checkpoint can be
 * derived from the logs, so one that cannot be read is reported and counts as absent; it never stops a start.
 */
final class CheckpointLines {
    private static final Logger LOG = LoggerFactory.getLogger(CheckpointLines.class);
    private static final String VERSION = "0";

    private CheckpointLines() {}

    /** The entries, or empty if there is no such file or it is not whole. */
    static Optional<List<String>> read(Path file) throws IOException {
        String text;
        try {
            text = Files.readString(file);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (MalformedInputException e) {
            return ignored(file, "it is not text");
        }
        // A power cut may leave a new text with the length of an older one: its last number would be another one.
        if (!text.endsWith("\n")) {
            return ignored(file, "its last line does not end");
        }
        List<String> lines = text.lines().toList();
        if (lines.size() < 2 || !lines.get(0).equals(VERSION)) {
            return ignored(file, "it does not begin with version " + VERSION + " and a count");
        }
        List<String> entries = lines.subList(2, lines.size());
        if (!lines.get(1).equals(Integer.toString(entries.size()))) {
            return ignored(file, "it announces " + lines.get(1) + " entries and holds " + entries.size());
        }
        return Optional.of(List.copyOf(entries));
    }

    /** Durable on return. */
    static void write(Path file, List<String> entries) throws IOException {
        DurableFiles.replace(file, text(entries));
    }

    /** Survives the process, and perhaps no power cut. */
    static void writeUnforced(Path file, List<String> entries) throws IOException {
        DurableFiles.replaceUnforced(file, text(entries));
    }

    private static String text(List<String> entries) {
        StringBuilder text = new StringBuilder(16 + 32 * entries.size());
        text.append(VERSION).append('\n').append(entries.size()).append('\n');
        for (String entry : entries) {
            text.append(entry).append('\n');
        }
        return text.toString();
    }

    static <T> Optional<T> ignored(Path file, String why) {
        LOG.warn("Checkpoint {} is ignored and derived anew: {}", file, why);
        return Optional.empty();
    }
}
