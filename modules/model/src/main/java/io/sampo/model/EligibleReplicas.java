package io.sampo.model;

import java.util.List;

/**
 * Who may lead a partition although it is not in sync (KIP-966, REPLICATION R10). While the ISR is below its minimum nothing
 * is committed, so whoever left it since then, with its log intact, still holds everything that is.
 *
 * @param members the eligible leader replicas (ELR): as good as an ISR member in an election, and out of the ISR
 * @param lastKnown left the ISR or the ELR since the ISR fell below its minimum, and what they hold is in doubt; asked when
 *     nobody else is left (H25)
 */
public record EligibleReplicas(List<Integer> members, List<Integer> lastKnown) {
    /** The ISR has its minimum: nobody but its members. */
    public static final EligibleReplicas NONE = new EligibleReplicas(List.of(), List.of());

    public EligibleReplicas {
        members = List.copyOf(members);
        lastKnown = List.copyOf(lastKnown);
    }

    public boolean isEmpty() {
        return members.isEmpty() && lastKnown.isEmpty();
    }
}
