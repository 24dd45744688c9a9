package io.sampo.simulation.mutant;

import io.sampo.simulation.weather.Profile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The seed that noticed each mutant last, in a file beside the list of mutants. It is looked at first; where generator or
 * cores have changed so much that it notices nothing any more, another one is searched for.
 */
final class KillingSeeds {
    private static final String FILE =
            "modules/simulation/src/main/resources/io/sampo/simulation/mutant/killing-seeds.tsv";
    private static final String HEADER =
            "# mutant, profile, seed, seeds that were needed to find it, law; written by ops/bin/simulate --mutants --store";

    /** A seed of one profile, and how many had to be tried before. */
    record Stored(Profile profile, long seed, long tried, String law) {}

    private final Path file;
    private final Map<String, Stored> seeds = new TreeMap<>();

    /** What lies below {@code root}; nothing where there is no such file. */
    KillingSeeds(Path root) throws IOException {
        this.file = root.resolve(FILE);
        if (Files.exists(file)) {
            for (String line : Files.readAllLines(file)) {
                String[] fields = line.split("\t", -1);
                if (!line.startsWith("#") && fields.length == 5) {
                    seeds.put(
                            fields[0],
                            new Stored(
                                    Profile.named(fields[1]),
                                    Long.parseLong(fields[2]),
                                    Long.parseLong(fields[3]),
                                    fields[4]));
                }
            }
        }
    }

    @Nullable
    Stored of(Mutant mutant) {
        return seeds.get(mutant.id());
    }

    void put(Mutant mutant, Stored stored) {
        seeds.put(mutant.id(), stored);
    }

    /** Writes all of them back. */
    void store() throws IOException {
        List<String> lines = new ArrayList<>();
        lines.add(HEADER);
        seeds.forEach((id, stored) -> lines.add(String.join(
                "\t",
                id,
                stored.profile.label(),
                String.valueOf(stored.seed),
                String.valueOf(stored.tried),
                stored.law)));
        Files.write(file, lines);
    }
}
