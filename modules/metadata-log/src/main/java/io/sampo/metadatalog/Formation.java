package io.sampo.metadatalog;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * How the Raft group comes to be (ARCHITECTURE 3.2). Pure: the caller asks the voters and repeats the question until it
 * is not told to wait.
 *
 * <p>The danger is a voter that lost its disk: with an empty log and its old name it would give its vote to anybody, and
 * committed events could vanish. So an empty directory never starts a group unless <em>every</em> listed voter is empty,
 * and a voter that comes back empty to a living group comes back as somebody else.
 */
public final class Formation {
    private Formation() {}

    /**
     * @param groupOnDisk whether {@link MetadataLogNode#hasGroup} says so; nothing else counts then
     * @param self who this node is or would be
     * @param others one answer for every other listed voter
     */
    public static FormationDecision decide(boolean groupOnDisk, Peer self, List<VoterAnswer> others) {
        if (groupOnDisk) {
            return new FormationDecision.StartExisting();
        }
        List<GroupIdentity> existing = new ArrayList<>();
        List<String> silent = new ArrayList<>();
        List<Peer> founders = new ArrayList<>(List.of(self));
        for (VoterAnswer answer : others) {
            if (answer instanceof VoterAnswer.HasGroup has) {
                existing.add(has.group());
            } else if (answer instanceof VoterAnswer.Empty empty) {
                founders.add(empty.peer());
            } else {
                silent.add(answer.voter());
            }
        }
        if (!existing.isEmpty()) {
            return joinOrCatchUp(self, existing);
        }
        if (!silent.isEmpty()) {
            return new FormationDecision.WaitFor(silent);
        }
        return found(founders);
    }

    private static FormationDecision joinOrCatchUp(Peer self, List<GroupIdentity> existing) {
        Set<UUID> groups = new HashSet<>();
        existing.forEach(group -> groups.add(group.groupId()));
        if (groups.size() > 1) {
            return new FormationDecision.Refuse("the listed voters belong to different groups " + groups
                    + ": controller.voters mixes two clusters");
        }
        // A founder that was slow: the others counted on it under this very id, and it has never voted.
        return existing.stream()
                .filter(group -> group.contains(self.id()))
                .findFirst()
                .<FormationDecision>map(FormationDecision.Format::new)
                .orElseGet(() -> new FormationDecision.JoinExisting(existing.get(0)));
    }

    private static FormationDecision found(List<Peer> founders) {
        Set<String> seen = new HashSet<>();
        for (Peer peer : founders) {
            if (!seen.add(peer.id()) || !seen.add(peer.address())) {
                return new FormationDecision.Refuse("two voters call themselves " + peer.id() + " at " + peer.address()
                        + ": is a data directory copied, or a voter listed twice?");
            }
        }
        return new FormationDecision.Format(GroupIdentity.ofFirstFormation(founders));
    }
}
