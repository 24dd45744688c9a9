package io.sampo.testkit.multinode;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * How one role ended.
 *
 * @param finishedMs wall clock, to tell the first failure from those that it caused; {@link Long#MAX_VALUE} if unknown
 * @param detail stack traces or thread dumps; empty where there is nothing to say
 */
public record NodeResult(String role, Outcome outcome, long finishedMs, String detail) {
    /** Ways for a role to end. */
    public enum Outcome {
        PASSED,
        FAILED,
        /** Made to exit by the test. */
        EXITED_AS_EXPECTED,
        /** Ended without a result. */
        DIED,
        /** Had to be destroyed. */
        TIMED_OUT
    }

    public boolean isGood() {
        return outcome == Outcome.PASSED || outcome == Outcome.EXITED_AS_EXPECTED;
    }

    void write(Path file) {
        try {
            // Renamed into place: a child may be killed while it writes.
            Path unfinished = file.resolveSibling(file.getFileName() + ".tmp");
            Files.write(unfinished, List.of(role, outcome.name(), Long.toString(finishedMs), detail));
            Files.move(unfinished, file);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write the result of role " + role, e);
        }
    }

    static NodeResult read(Path file) {
        try {
            List<String> lines = Files.readAllLines(file);
            return new NodeResult(
                    lines.get(0),
                    Outcome.valueOf(lines.get(1)),
                    Long.parseLong(lines.get(2)),
                    String.join("\n", lines.subList(3, lines.size())));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + file, e);
        }
    }
}
