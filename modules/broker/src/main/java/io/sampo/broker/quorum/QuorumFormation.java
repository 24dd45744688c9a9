package io.sampo.broker.quorum;

import io.sampo.metadatalog.VoterAnswer;
import io.sampo.transport.session.SessionFrame.FormationQuery;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds out which Raft group this node belongs to, and on a voter starts its part in it (ARCHITECTURE §3.2), by what the
 * other voters say.
 */
public final class QuorumFormation {
    private static final Logger LOG = LoggerFactory.getLogger(QuorumFormation.class);
    private static final long SAY_WAITING_MS = 5_000;
    private static final long FIRST_PATIENCE_MS = 1_000;
    private static final FormationQuery OF_NO_VOTER = new FormationQuery("", "");

    private final @Nullable MetadataQuorum quorum;
    private final VoterQuestions voters;
    private final CompletableFuture<UUID> groupId;
    private final Candidacy candidacy = new Candidacy();
    private long saidAtMs = System.nanoTime() / 1_000_000 - SAY_WAITING_MS + FIRST_PATIENCE_MS;

    /**
     * @param quorum null where this node is no voter: it only asks
     * @param groupId completed as soon as the group is known, before this node starts in it
     */
    public QuorumFormation(@Nullable MetadataQuorum quorum, VoterQuestions voters, CompletableFuture<UUID> groupId) {
        this.quorum = quorum;
        this.voters = voters;
        this.groupId = groupId;
    }

    /** One round of questions. True once the group is known and the node started in it; false to be called again. */
    public boolean attempt() {
        List<String> silent = quorum == null
                ? askForTheGroup()
                : quorum.tryToStart(
                        quorum.node().hasGroup() ? List.of() : voters.ask(quorum.query()), groupId::complete);
        long nowMs = System.nanoTime() / 1_000_000;
        if (!silent.isEmpty() && nowMs - saidAtMs >= SAY_WAITING_MS) {
            saidAtMs = nowMs;
            LOG.warn("The cluster is formed once by all its voters; waiting for {}", String.join(", ", silent));
        }
        return silent.isEmpty();
    }

    /** One voter that has the group is enough. */
    private List<String> askForTheGroup() {
        List<VoterAnswer> answers = voters.ask(OF_NO_VOTER);
        for (VoterAnswer answer : answers) {
            if (answer instanceof VoterAnswer.HasGroup has) {
                groupId.complete(has.group().groupId());
                return List.of();
            }
        }
        VoterQuestions.pause();
        return answers.stream().map(VoterAnswer::voter).toList();
    }

    /** Repeats the question as long as this node is to ask it ({@link Candidacy}). Called from one thread. */
    public void askToBeTakenIn() {
        if (quorum != null && candidacy.asks(!quorum.isOutside())) {
            voters.repeat(quorum.query());
        }
    }

    /**
     * Whether a controller node asks to be made a voter. Who begins outside of the group asks until it is a member; who was one in
     * this process and is removed asks no more, because Ratis closes its server a moment later, and nobody could add it until its
     * process starts again.
     */
    static final class Candidacy {
        private boolean wasMember;

        /** @param isMember whether the newest configuration that this node has seen names it */
        boolean asks(boolean isMember) {
            wasMember |= isMember;
            return !wasMember;
        }
    }
}
