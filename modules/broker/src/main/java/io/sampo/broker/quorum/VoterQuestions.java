package io.sampo.broker.quorum;

import io.sampo.metadatalog.VoterAnswer;
import io.sampo.model.Voter;
import io.sampo.transport.session.SessionFrame.FormationAnswer;
import io.sampo.transport.session.SessionFrame.FormationQuery;
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

/** Asks the other voters over the session links what they know of the Raft group. Blocks, a moment at most. */
public final class VoterQuestions {
    private static final Logger LOG = LoggerFactory.getLogger(VoterQuestions.class);
    private static final long ASK_VOTERS_MS = 300;

    private final int self;
    private final Map<Voter, SessionLink> links;

    public VoterQuestions(int self, Map<Voter, SessionLink> links) {
        this.self = self;
        this.links = links;
    }

    /** One round: an answer of every voter but this node; {@link VoterAnswer.Silent} of one that said nothing in time. */
    List<VoterAnswer> ask(FormationQuery query) {
        Map<Voter, CompletableFuture<FormationAnswer>> asked = new LinkedHashMap<>();
        links.forEach((voter, link) -> {
            if (voter.brokerId() != self) {
                asked.put(voter, link.formation(query));
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

    /** Repeats the question without waiting for an answer. */
    void repeat(FormationQuery query) {
        links.values().forEach(link -> link.formation(query));
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
    static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(ASK_VOTERS_MS / 3);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
