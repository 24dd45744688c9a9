package io.sampo.metadatalog;

import org.jspecify.annotations.Nullable;

/**
 * Told who leads the Raft group. Called from Ratis' threads, holding its locks: must return at once and never block. Calls
 * from different threads may overtake each other; who acts on one asks {@link MetadataLogNode#isLeader} at that moment.
 */
@FunctionalInterface
public interface LeadershipListener {
    /**
     * @param leaderPeerId who leads as far as this node knows; null when this node has just lost the leadership, or its
     *     log failed
     * @param term the Raft term; a call with a lower term than an earlier one is stale
     * @param thisNodeLeads this node leads <em>and</em> has applied everything committed before its term: from now on
     *     it can append. False in the calls before that
     */
    void leaderChanged(@Nullable String leaderPeerId, long term, boolean thisNodeLeads);
}
