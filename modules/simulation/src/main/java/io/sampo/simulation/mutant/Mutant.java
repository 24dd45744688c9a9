package io.sampo.simulation.mutant;

import io.sampo.simulation.weather.Profile;
import java.util.ArrayList;
import java.util.List;

/**
 * A planted bug of REPLICATION §2.2: pieces of source that are replaced.
 *
 * @param hazard of §2.2, or empty
 * @param rule of §2.1 that it takes away
 * @param profiles where it is looked for, in turn
 */
record Mutant(String id, String hazard, String rule, String what, List<Profile> profiles, List<Edit> edits) {
    /**
     * One replacement.
     *
     * @param module folder under {@code modules/}
     * @param className fully qualified
     * @param piece text that occurs exactly once in the source
     */
    record Edit(String module, String className, String piece, String replacement) {}

    Mutant {
        profiles = List.copyOf(profiles);
        edits = List.copyOf(edits);
    }

    Mutant in(List<Profile> some) {
        return new Mutant(id, hazard, rule, what, some, edits);
    }

    /** Together with one more replacement. */
    Mutant with(String module, String className, String piece, String replacement) {
        List<Edit> more = new ArrayList<>(edits);
        more.add(new Edit(module, className, piece, replacement));
        return new Mutant(id, hazard, rule, what, profiles, more);
    }
}
