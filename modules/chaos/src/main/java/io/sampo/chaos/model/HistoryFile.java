package io.sampo.chaos.model;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * A history on disk: its keys in the first line, then one operation a line, appended as they are done. For one thread.
 */
public final class HistoryFile implements AutoCloseable {
    private final BufferedWriter out;

    private HistoryFile(BufferedWriter out) {
        this.out = out;
    }

    /** A new one; fails if the file is there. */
    public static HistoryFile create(Path file, List<String> keys) throws IOException {
        BufferedWriter out = Files.newBufferedWriter(file, StandardCharsets.UTF_8, StandardOpenOption.CREATE_NEW);
        out.write("keys " + String.join(" ", keys));
        out.newLine();
        return new HistoryFile(out);
    }

    public void append(Operation operation) throws IOException {
        out.write(operation.toLine());
        out.newLine();
    }

    /**
     * Reads all of it.
     *
     * @throws IllegalArgumentException naming the line that is no operation
     */
    public static History read(Path file) throws IOException {
        try (BufferedReader in = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            String head = in.readLine();
            if (head == null || !head.startsWith("keys ")) {
                throw new IllegalArgumentException(file + " does not begin with 'keys ...': no history");
            }
            History history =
                    new History(List.of(head.substring("keys ".length()).split(" ", -1)));
            int number = 2;
            for (String line = in.readLine(); line != null; line = in.readLine(), number++) {
                try {
                    history.add(Operation.parse(line));
                } catch (IllegalArgumentException e) {
                    throw new IllegalArgumentException(file + ", line " + number + ": " + e.getMessage(), e);
                }
            }
            return history;
        }
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
