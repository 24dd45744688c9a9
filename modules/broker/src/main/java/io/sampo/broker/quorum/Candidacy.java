package io.sampo.broker.quorum;

/**
 * Whether a controller node asks to be made a voter. Who begins outside of the group asks until it is a member; who was one in this
 * process and is removed asks no more, because Ratis closes its server a moment later, and nobody could add it until its process
 * starts again. Not safe for use by more than one thread.
 */
final class Candidacy {
    private boolean wasMember;

    /** @param isMember whether the newest configuration that this node has seen names it */
    boolean asks(boolean isMember) {
        wasMember |= isMember;
        return !wasMember;
    }
}
