package io.sampo.metadatalog;

/**
 * A fault for tests: which inbound Raft requests this node hears. A request not accepted is dropped in silence, as a cut
 * cable does; the sender runs into its timeout. One node's filter cuts one direction of a link. Answers to requests this
 * node sent itself are not requests and still arrive.
 */
@FunctionalInterface
public interface RaftLinkFilter {
    /** Hears everybody. */
    RaftLinkFilter ALL = fromPeerId -> true;

    /** Whether appendEntries, vote, snapshot and read-index requests of this peer are heard. Called for each one. */
    boolean accepts(String fromPeerId);
}
