package io.sampo.simulation.mutant;

import io.sampo.simulation.SeedRun;
import io.sampo.simulation.mutant.KillingSeeds.Stored;
import io.sampo.simulation.weather.Profile;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/** Looks for the seed that notices each mutant, and prints the table. */
public final class MutantRun {
    private static final String ROW = "%-6s %-7s %-9s %-12s %-14s %-10s %8s %8s  %s%n";

    private final MutantSources sources;
    private final KillingSeeds stored;
    private final PrintStream out;

    /** Reads the sources and the stored seeds below {@code root}. */
    public MutantRun(Path root, PrintStream out) throws IOException {
        this.sources = new MutantSources(root);
        this.stored = new KillingSeeds(root);
        this.out = out;
    }

    /** What became of a mutant; {@code kill} is null where nobody noticed it. */
    record Verdict(Mutant mutant, @Nullable Stored kill, String why) {}

    /**
     * Every mutant, or those of {@code only}, against its stored seed and then at most {@code seeds} others.
     *
     * @param store writes the seeds that were found
     * @return how many nobody noticed
     */
    public int all(Collection<String> only, long seeds, boolean store)
            throws IOException, ReflectiveOperationException {
        out.printf(ROW, "mutant", "verdict", "hazard", "rule", "law", "profile", "seed", "needed", "what");
        List<Long> needed = new ArrayList<>();
        int alive = 0;
        for (Mutant mutant : Mutants.all()) {
            if (only.isEmpty() || only.contains(mutant.id())) {
                Verdict verdict = hunt(mutant, seeds);
                show(verdict);
                if (verdict.kill == null) {
                    alive++;
                } else {
                    needed.add(verdict.kill.tried());
                    stored.put(mutant, verdict.kill);
                    if (store) {
                        stored.store();
                    }
                }
            }
        }
        long[] sorted = needed.stream().mapToLong(Long::longValue).sorted().toArray();
        out.printf(
                "%d mutants, %d killed, %d alive; seeds needed: median %d, most %d%n",
                sorted.length + alive,
                sorted.length,
                alive,
                sorted.length == 0 ? 0 : sorted[sorted.length / 2],
                Arrays.stream(sorted).max().orElse(0));
        return alive;
    }

    private void show(Verdict verdict) {
        Mutant mutant = verdict.mutant;
        Stored kill = verdict.kill;
        out.printf(
                ROW,
                mutant.id(),
                kill == null ? "ALIVE" : "killed",
                mutant.hazard(),
                mutant.rule(),
                kill == null ? "" : kill.law(),
                kill == null ? "" : kill.profile().label(),
                kill == null ? "" : kill.seed(),
                kill == null ? "" : kill.tried(),
                mutant.what() + verdict.why);
        out.flush();
    }

    /** The stored seed first, then fresh ones, the profiles in turn. */
    Verdict hunt(Mutant mutant, long seeds) throws IOException, ReflectiveOperationException {
        MutantLoader loader;
        try {
            loader = new MutantLoader(sources.compile(mutant));
        } catch (IllegalStateException stale) {
            return new Verdict(mutant, null, " [to be found anew: " + stale.getMessage() + "]");
        }
        Map<Profile, LongFunction<String>> probes = new EnumMap<>(Profile.class);
        Stored known = stored.of(mutant);
        if (known != null) {
            String law = probe(loader, probes, known.profile()).apply(known.seed());
            if (law != null && isCleanWithout(known.profile(), known.seed())) {
                return new Verdict(mutant, new Stored(known.profile(), known.seed(), known.tried(), law), "");
            }
        }
        for (long tried = 0; tried < seeds; tried++) {
            Profile profile =
                    mutant.profiles().get((int) (tried % mutant.profiles().size()));
            long seed = 1 + tried / mutant.profiles().size();
            String law = probe(loader, probes, profile).apply(seed);
            if (law != null && isCleanWithout(profile, seed)) {
                return new Verdict(mutant, new Stored(profile, seed, tried + 1, law), "");
            }
        }
        return new Verdict(mutant, null, " [" + seeds + " seeds]");
    }

    /** A seed that breaks a law anyway proves nothing about a mutant. */
    private static boolean isCleanWithout(Profile profile, long seed) {
        return SeedRun.of(seed, profile, false).isClean();
    }

    private static LongFunction<String> probe(
            MutantLoader loader, Map<Profile, LongFunction<String>> probes, Profile profile)
            throws ReflectiveOperationException {
        LongFunction<String> probe = probes.get(profile);
        if (probe == null) {
            probe = loader.probe(profile.label());
            probes.put(profile, probe);
        }
        return probe;
    }
}
