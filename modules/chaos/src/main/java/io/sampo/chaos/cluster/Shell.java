package io.sampo.chaos.cluster;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs commands of the system: {@code ip}, {@code mount}, {@code kill}. */
public final class Shell {
    private static final long PATIENCE_SECONDS = 120;

    private Shell() {}

    /**
     * What a command printed.
     *
     * @throws IllegalStateException if it ended with another code than 0, with what it said
     */
    public static String run(List<String> command) {
        Outcome outcome = attempt(command);
        if (outcome.code() != 0) {
            throw new IllegalStateException(String.join(" ", command) + " ended with " + outcome.code() + ": "
                    + outcome.said().strip());
        }
        return outcome.said();
    }

    public static String run(String... command) {
        return run(List.of(command));
    }

    /** How a command ended, and what it printed to both streams. */
    public record Outcome(int code, String said) {}

    /** Runs a command that may fail. */
    public static Outcome attempt(List<String> command) {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            process.getOutputStream().close();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                return new Outcome(-1, said + "(took longer than " + PATIENCE_SECONDS + " s)");
            }
            return new Outcome(process.exitValue(), said);
        } catch (IOException e) {
            return new Outcome(-1, String.valueOf(e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Outcome(-1, "interrupted");
        }
    }
}
