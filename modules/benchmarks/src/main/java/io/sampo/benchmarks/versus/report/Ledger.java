package io.sampo.benchmarks.versus.report;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Collectors;

/**
 * {@code ops/results/versus.tsv}: a line for each run, so that short sessions add up. Pairs are written whole or not
 * at all.
 */
public final class Ledger {
    private final Path file;

    public Ledger(Path file) {
        this.file = file;
    }

    /**
     * All runs, oldest first.
     *
     * @throws IllegalArgumentException naming the line that is none
     */
    public List<Run> runs() throws IOException {
        if (Files.notExists(file)) {
            return List.of();
        }
        return Files.readAllLines(file).stream()
                .filter(line -> !line.isBlank() && !line.equals(Run.HEAD))
                .map(Run::parse)
                .toList();
    }

    /** Adds the runs of a pair. */
    public void append(List<Run> pair) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        boolean isNew = Files.notExists(file);
        String lines = pair.stream().map(run -> run.toLine() + "\n").collect(Collectors.joining());
        Files.writeString(
                file,
                (isNew ? Run.HEAD + "\n" : "") + lines,
                StandardCharsets.UTF_8,
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND);
    }
}
