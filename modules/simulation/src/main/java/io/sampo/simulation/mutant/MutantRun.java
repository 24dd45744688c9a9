package io.sampo.simulation.mutant;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/** Looks for the seed that notices each mutant, and prints the table. */
public final class MutantRun {
    private static final int WORDS = 70;

    private final MutantSources sources;
    private final PrintStream out;

    /** Reads the sources below {@code root}. */
    public MutantRun(Path root, PrintStream out) {
        this.sources = new MutantSources(root);
        this.out = out;
    }

    /** Which seed noticed a mutant, by which law; {@code seed} is -1 where none did. */
    record Kill(Mutant mutant, String profile, long seed, long tried, String law) {
        boolean isDead() {
            return seed >= 0;
        }
    }

    /**
     * Every mutant, or those of {@code only}, against at most {@code seeds} seeds.
     *
     * @return how many nobody noticed
     */
    public int all(Collection<String> only, long seeds) throws IOException, ReflectiveOperationException {
        List<Kill> kills = new ArrayList<>();
        for (Mutant mutant : Mutants.all()) {
            if (only.isEmpty() || only.contains(mutant.id())) {
                Kill kill = hunt(mutant, seeds);
                out.printf(
                        "%-6s %-8s %-10s %7s  %-62s %s%n",
                        mutant.id(),
                        kill.isDead() ? "killed" : "ALIVE",
                        kill.profile(),
                        kill.isDead() ? kill.seed() : "",
                        mutant.what(),
                        kill.law());
                out.flush();
                kills.add(kill);
            }
        }
        long dead = kills.stream().filter(Kill::isDead).count();
        out.printf("%d mutants, %d killed, %d alive%n", kills.size(), dead, kills.size() - dead);
        return (int) (kills.size() - dead);
    }

    /** The stored seed first, then fresh ones, the profiles in turn. */
    Kill hunt(Mutant mutant, long seeds) throws IOException, ReflectiveOperationException {
        MutantLoader loader;
        try {
            loader = new MutantLoader(sources.compile(mutant));
        } catch (IllegalStateException stale) {
            return new Kill(mutant, "", -1, 0, "to be found anew: " + stale.getMessage());
        }
        List<LongFunction<String>> probes = new ArrayList<>();
        for (var profile : mutant.profiles()) {
            probes.add(loader.probe(profile.label()));
        }
        if (mutant.killingSeed() >= 0) {
            String law = probes.get(0).apply(mutant.killingSeed());
            if (law != null) {
                return kill(mutant, 0, mutant.killingSeed(), 1, law);
            }
        }
        for (long tried = 0; tried < seeds; tried++) {
            int index = (int) (tried % probes.size());
            long seed = 1 + tried / probes.size();
            String law = probes.get(index).apply(seed);
            if (law != null) {
                return kill(mutant, index, seed, tried + 1, law);
            }
        }
        return new Kill(mutant, "", -1, seeds, "");
    }

    private static Kill kill(Mutant mutant, int profile, long seed, long tried, @Nullable String law) {
        String words = String.valueOf(law).replace("io.sampo.simulation.", "");
        return new Kill(
                mutant,
                mutant.profiles().get(profile).label(),
                seed,
                tried,
                words.substring(0, Math.min(WORDS, words.length())));
    }
}
