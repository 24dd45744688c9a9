package io.sampo.simulation.mutant;

import io.sampo.simulation.Profile;
import java.util.ArrayList;
import java.util.List;

/**
 * A planted bug of REPLICATION §2.2: pieces of source that are replaced.
 *
 * @param profiles where it is looked for, in turn
 * @param killingSeed seed that was found to notice it, in the first of {@code profiles}; -1 where none is known
 */
record Mutant(String id, String what, List<Profile> profiles, long killingSeed, List<Edit> edits) {
    /**
     * One replacement.
     *
     * @param module folder under {@code modules/}
     * @param className fully qualified
     * @param piece text that occurs exactly once in the source
     */
    record Edit(String module, String className, String piece, String replacement) {}

    Mutant in(List<Profile> some) {
        return new Mutant(id, what, some, killingSeed, edits);
    }

    Mutant killedBy(long seed) {
        return new Mutant(id, what, profiles, seed, edits);
    }

    /** Together with one more replacement. */
    Mutant with(String module, String className, String piece, String replacement) {
        List<Edit> more = new ArrayList<>(edits);
        more.add(new Edit(module, className, piece, replacement));
        return new Mutant(id, what, profiles, killingSeed, more);
    }

    Mutant {
        profiles = List.copyOf(profiles);
        edits = List.copyOf(edits);
    }
}
