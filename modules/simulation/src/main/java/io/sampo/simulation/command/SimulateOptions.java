package io.sampo.simulation.command;

import io.sampo.simulation.weather.Profile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is to be simulated.
 *
 * @param profile null = every seed takes the next one in turn
 * @param mutants null = the cores as they are; else each of these mutants, or every one where the list is empty
 * @param store writes down which seeds noticed the mutants
 * @param ledger where the outcome is noted; null = nowhere
 * @param code which state of the sources this is, for the ledger
 */
public record SimulateOptions(
        long from,
        long seeds,
        @Nullable Profile profile,
        Task task,
        @Nullable List<String> mutants,
        boolean store,
        int threads,
        @Nullable Path ledger,
        String commit,
        String code) {
    /** What to do with the seeds. */
    enum Task {
        /** Run them and look at the laws. */
        RUN,
        /** Tell the first one in words. */
        TRACE,
        /** Compare their traces over several runs. */
        REPLAY,
        /** Print their traces as numbers, for somebody else to compare. */
        HASHES
    }

    private static final List<String> FLAGS = List.of("--mutants", "--store");
    private static final Profile[] PROFILES = Profile.values();

    /** Reads a command line; {@code --from} defaults to where the ledger ends. */
    static SimulateOptions of(String... args) throws IOException {
        long from = -1;
        long seeds = 1_000;
        Profile profile = null;
        Task task = Task.RUN;
        List<String> mutants = null;
        boolean store = false;
        int threads = Runtime.getRuntime().availableProcessors();
        Path ledger = null;
        String commit = "unknown";
        String code = "unknown";
        Deque<String> rest = new ArrayDeque<>(Arrays.asList(args));
        while (!rest.isEmpty()) {
            String option = rest.remove();
            String value = rest.isEmpty() || FLAGS.contains(option) ? "" : rest.remove();
            switch (option) {
                case "--seeds" -> seeds = Long.parseLong(value);
                case "--from" -> from = Long.parseLong(value);
                case "--profile" -> profile = Profile.named(value);
                case "--threads" -> threads = Integer.parseInt(value);
                case "--ledger" -> ledger = Path.of(value);
                case "--commit" -> commit = value;
                case "--mutants" -> mutants = mutants == null ? List.of() : mutants;
                case "--store" -> store = true;
                case "--only" -> mutants = List.of(value.split(","));
                case "--trace" -> {
                    from = Long.parseLong(value);
                    task = Task.TRACE;
                }
                case "--replay" -> {
                    seeds = Long.parseLong(value);
                    task = Task.REPLAY;
                }
                case "--hashes" -> {
                    seeds = Long.parseLong(value);
                    task = Task.HASHES;
                }
                case "--code" -> code = value;
                default -> throw new IllegalArgumentException("unknown option " + option);
            }
        }
        if (from < 0) {
            from = ledger == null ? 1 : Simulate.resumeFrom(ledger, profile == null ? "each" : profile.label());
        }
        return new SimulateOptions(from, seeds, profile, task, mutants, store, threads, ledger, commit, code);
    }

    Profile profileOf(long seed) {
        return profile != null ? profile : PROFILES[(int) (seed % PROFILES.length)];
    }

    String profileLabel() {
        return profile == null ? "each" : profile.label();
    }
}
