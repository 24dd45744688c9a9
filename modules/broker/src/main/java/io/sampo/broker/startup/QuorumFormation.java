package io.sampo.broker.startup;

import io.sampo.metadatalog.VoterAnswer;
import io.sampo.model.Voter;
import io.sampo.transport.session.SessionFrame.FormationAnswer;
import io.sampo.transport.session.SessionLink;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks the other voters over the session links what they know of the Raft group, until this node may start (ARCHITECTURE §3.2). */
final class QuorumFormation {
    private static final Logger LOG = LoggerFactory.getLogger(QuorumFormation.class);
    private static final long ASK_VOTERS_MS = 300;
    private static final long SAY_WAITING_MS = 5_000;
    private static final long FIRST_PATIENCE_MS = 1_000;

    private final int self;
    private final MetadataQuorum quorum;
    private final Map<Voter, SessionLink> links;
    private long saidAtMs = System.nanoTime() / 1_000_000 - SAY_WAITING_MS + FIRST_PATIENCE_MS;

    QuorumFormation(int self, MetadataQuorum quorum, Map<Voter, SessionLink> links) {
        this.self = self;
        this.quorum = quorum;
        this.links = links;
    }

    /** One round of questions. True once the node is started; false to be called again. */
    boolean attempt() {
        List<String> silent = quorum.tryToStart(quorum.node().hasGroup() ? List.of() : askVoters());
        long nowMs = System.nanoTime() / 1_000_000;
        if (!silent.isEmpty() && nowMs - saidAtMs >= SAY_WAITING_MS) {
            saidAtMs = nowMs;
            LOG.warn("The cluster is formed once by all its voters; waiting for {}", String.join(", ", silent));
        }
        return silent.isEmpty();
    }

    private List<VoterAnswer> askVoters() {
        Map<Voter, CompletableFuture<FormationAnswer>> asked = new LinkedHashMap<>();
        links.forEach((voter, link) -> {
            if (voter.brokerId() != self) {
                asked.put(voter, link.formation(quorum.query()));
            }
        });
        await(CompletableFuture.allOf(asked.values().toArray(CompletableFuture[]::new)));
        List<VoterAnswer> answers = new ArrayList<>();
        asked.forEach((voter, answer) -> answers.add(
                answer.isDone() && !answer.isCompletedExceptionally()
                        ? MetadataQuorum.voterAnswer(voter, answer.join())
                        : new VoterAnswer.Silent(voter.toString())));
        return answers;
    }

    private static void await(CompletableFuture<Void> answers) {
        try {
            answers.get(ASK_VOTERS_MS, TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            LOG.debug("Not all voters answered in time");
        } catch (ExecutionException e) {
            LOG.debug("Not all voters answered: {}", e.toString());
            pause();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** A link without a session fails at once: do not ask it in a spin. */
    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(ASK_VOTERS_MS / 3);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** A voter that lost its disk repeats the question until the leader has made it a member. */
    void askToBeTakenIn() {
        if (quorum.isOutside()) {
            links.values().forEach(link -> link.formation(quorum.query()));
        }
    }
}
