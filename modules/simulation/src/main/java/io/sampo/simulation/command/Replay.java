package io.sampo.simulation.command;

import io.sampo.simulation.SeedRun;
import io.sampo.simulation.weather.Profile;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The same seed is the same run: its trace is compared with that of a second run here and of one in another JVM. */
public final class Replay {
    private Replay() {}

    /**
     * {@code seeds} seeds of every profile, from {@code from} on; 0 if all of them repeat event by event, else 1.
     *
     * @throws IOException if the other JVM could not be started, or ended before its time
     */
    public static int run(long from, long seeds, PrintStream out) throws IOException, InterruptedException {
        Process other = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx384m",
                        "-XX:+UseSerialGC",
                        "-Dslf4j.internal.verbosity=ERROR",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Simulate.class.getName(),
                        "--hashes",
                        String.valueOf(seeds),
                        "--from",
                        String.valueOf(from))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        List<String> here = hashes(from, seeds);
        List<String> again = hashes(from, seeds);
        List<String> there = new ArrayList<>();
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(other.getInputStream(), StandardCharsets.UTF_8))) {
            lines.lines().forEach(there::add);
        }
        if (other.waitFor() != 0 || there.size() != here.size()) {
            throw new IOException(
                    "the other JVM ended with " + other.exitValue() + " after " + there.size() + " seeds");
        }
        int differ = 0;
        for (int i = 0; i < here.size(); i++) {
            boolean same = here.get(i).equals(again.get(i)) && here.get(i).equals(there.get(i));
            if (!same) {
                differ++;
                out.printf("differ: %s; again %s; in another JVM %s%n", here.get(i), again.get(i), there.get(i));
            }
        }
        out.printf("%d seeds run three times, in two JVMs: %d differ%n", here.size(), differ);
        return differ == 0 ? 0 : 1;
    }

    /** One line for each seed and profile: seed, profile, events, hash of the trace. */
    static List<String> hashes(long from, long seeds) {
        List<String> lines = new ArrayList<>();
        for (long seed = from; seed < from + seeds; seed++) {
            for (Profile profile : Profile.values()) {
                SeedRun run = SeedRun.of(seed, profile, false);
                lines.add(String.format(
                        "%d %s %d events, trace %016x", seed, profile.label(), run.events(), run.traceHash()));
            }
        }
        return lines;
    }
}
