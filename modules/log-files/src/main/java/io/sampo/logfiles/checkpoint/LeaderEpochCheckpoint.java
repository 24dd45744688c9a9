package io.sampo.logfiles.checkpoint;

import io.sampo.logfiles.DurableFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The file {@code leader-epoch-checkpoint} of one log, in Kafka's format: {@code <epoch> <startOffset>}, ascending. */
public final class LeaderEpochCheckpoint {
    /** Name within the log's directory. */
    public static final String FILE_NAME = "leader-epoch-checkpoint";

    private final Path file;

    public LeaderEpochCheckpoint(Path logDirectory) {
        this.file = logDirectory.resolve(FILE_NAME);
    }

    /** What was written last; empty if there is no such file, or if it cannot be a history of epochs. */
    public Optional<List<EpochEntry>> read() throws IOException {
        Optional<List<String>> lines = CheckpointLines.read(file);
        if (lines.isEmpty()) {
            return Optional.empty();
        }
        List<EpochEntry> entries = new ArrayList<>();
        EpochEntry previous = new EpochEntry(-1, -1);
        for (String line : lines.get()) {
            String[] fields = line.split(" ");
            try {
                EpochEntry entry =
                        new EpochEntry(Integer.parseInt(fields[0]), Long.parseLong(fields[fields.length - 1]));
                if (fields.length != 2
                        || entry.epoch() <= previous.epoch()
                        || entry.startOffset() <= previous.startOffset()) {
                    return CheckpointLines.ignored(file, "line '" + line + "' does not rise above the one before");
                }
                entries.add(entry);
                previous = entry;
            } catch (NumberFormatException e) {
                return CheckpointLines.ignored(file, "line '" + line + "' is not two numbers");
            }
        }
        return Optional.of(entries);
    }

    /** Replaces everything by {@code entries}. Durable on return. */
    public void write(List<EpochEntry> entries) throws IOException {
        CheckpointLines.write(file, lines(entries));
    }

    /**
     * Replaces everything by {@code entries}. A process that dies leaves the old ones or the new; what a power cut leaves may not be
     * whole: then it counts as absent and the batches tell the epochs.
     */
    public void writeUnforced(List<EpochEntry> entries) throws IOException {
        CheckpointLines.writeUnforced(file, lines(entries));
    }

    /** Makes durable what was {@linkplain #writeUnforced written unforced}. */
    public void force() throws IOException {
        DurableFiles.force(file);
    }

    private static List<String> lines(List<EpochEntry> entries) {
        List<String> lines = new ArrayList<>(entries.size());
        for (EpochEntry entry : entries) {
            lines.add(entry.epoch() + " " + entry.startOffset());
        }
        return lines;
    }
}
