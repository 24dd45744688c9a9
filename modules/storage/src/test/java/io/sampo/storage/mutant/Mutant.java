package io.sampo.storage.mutant;

import java.util.ArrayList;
import java.util.List;

/**
 * A planted bug: pieces of source that are replaced.
 *
 * @param id of REPLICATION's hazard table
 * @param what is wrong with it, its hazard in parentheses
 * @param law {@code class#method} of the test that has to break
 */
record Mutant(String id, String what, String law, List<Edit> edits) {
    /**
     * One replacement.
     *
     * @param module folder under {@code modules/}
     * @param className fully qualified
     * @param piece text that occurs exactly once in the source
     */
    record Edit(String module, String className, String piece, String replacement) {}

    Mutant {
        edits = List.copyOf(edits);
    }

    Mutant killedBy(String someLaw) {
        return new Mutant(id, what, someLaw, edits);
    }

    /** Together with one more replacement. */
    Mutant with(Edit edit) {
        List<Edit> more = new ArrayList<>(edits);
        more.add(edit);
        return new Mutant(id, what, law, more);
    }

    /** The code as it is: every law has to hold. */
    Mutant unmutated() {
        return new Mutant(id, what, law, List.of());
    }
}
