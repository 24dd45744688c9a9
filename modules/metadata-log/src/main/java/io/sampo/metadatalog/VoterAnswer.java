package io.sampo.metadatalog;

/** What one of the other configured voters said when it was asked about the Raft group. */
public sealed interface VoterAnswer {
    /** How a person calls the voter: broker id and address from {@code controller.voters}. */
    String voter();

    /** No answer yet. */
    record Silent(String voter) implements VoterAnswer {}

    /** Its Raft directory is empty; {@code peer} is who it would be in a new group. */
    record Empty(String voter, Peer peer) implements VoterAnswer {}

    /** It has the group on its disk. */
    record HasGroup(String voter, GroupIdentity group) implements VoterAnswer {}
}
